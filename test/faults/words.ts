import { counted } from '../../src/texts/formats.js';

/** «10 000». */
export const number = (count: number): string => count.toLocaleString('ru-RU');

/** «1,6»: so many digits behind the comma. */
export const decimal = (value: number, digits = 1): string =>
  value.toLocaleString('ru-RU', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** «52,5 с» of milliseconds. */
export const seconds = (ms: number): string => `${decimal(ms / 1_000)} с`;

/** «778 мс». */
export const millis = (ms: number): string => `${number(Math.round(ms))} мс`;

const thousands = (text: string): string => text.replace(/^\d+/, (digits) => number(Number(digits)));

/** «10 000 человек». */
export const people = (count: number): string => thousands(counted(count, 'человек', 'человека', 'человек'));

/** «3 процесса». */
export const bots = (count: number): string => counted(count, 'процесс', 'процесса', 'процессов');

/** «500 занятий». */
export const lessons = (count: number): string => thousands(counted(count, 'занятие', 'занятия', 'занятий'));

/** «10 звонков». */
export const rings = (count: number): string => counted(count, 'звонок', 'звонка', 'звонков');

/** What `/metrics` says against what the messenger knows. */
export const metricsSay = (theirs: number, ours: number): string =>
  `по метрикам услышали ${number(theirs)}, у мессенджера ${number(ours)}`;

/** What VK took again and dropped, where nothing was to come again. */
export const needless = (repeats: number): string => `отправлено повторно без нужды: ${number(repeats)}`;
