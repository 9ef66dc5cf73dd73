import type { ChannelId } from '../domain/people.js';
import { clockOf, weekdayOf, type Day, type Instant, type Zone } from '../domain/time.js';

const plurals = new Intl.PluralRules('ru');
const WEEKDAYS = ['понедельник', 'вторник', 'среда', 'четверг', 'пятница', 'суббота', 'воскресенье'] as const;
const SHORT_WEEKDAYS = ['Пн', 'Вт', 'Ср', 'Чт', 'Пт', 'Сб', 'Вс'] as const;
const MONTHS = [
  'января',
  'февраля',
  'марта',
  'апреля',
  'мая',
  'июня',
  'июля',
  'августа',
  'сентября',
  'октября',
  'ноября',
  'декабря',
] as const;

/** The college's name after the word for it; nothing while nobody has named it. */
export const namedCollege = (college: string): string => (college === '' ? '' : ` «${college}»`);

/** The word that goes with a number: `plural(2, 'пара', 'пары', 'пар')` → «пары». */
function plural(count: number, one: string, few: string, many: string): string {
  const form = plurals.select(count);
  return form === 'one' ? one : form === 'few' ? few : many;
}

/** «2 пары». */
export const counted = (count: number, one: string, few: string, many: string): string =>
  `${count} ${plural(count, one, few, many)}`;

const MESSENGERS: Readonly<Record<ChannelId, string>> = { vk: 'VK', telegram: 'Telegram', max: 'MAX' };

/** «Telegram». */
export const messenger = (channel: ChannelId): string => MESSENGERS[channel];

/** «в VK и в Telegram». */
export const inMessengers = (channels: readonly ChannelId[]): string =>
  channels.map((channel) => `в ${MESSENGERS[channel]}`).join(' и ');

/** «понедельник», lower case. */
export const weekday = (day: Day): string => WEEKDAYS[weekdayOf(day) - 1] ?? '';

/** «Пн». */
export const shortWeekday = (day: Day): string => SHORT_WEEKDAYS[weekdayOf(day) - 1] ?? '';

/** «25 ноября». */
export function dayAndMonth(day: Day): string {
  const [, month = 1, date = 1] = day.split('-').map(Number);
  return `${date} ${MONTHS[month - 1] ?? ''}`;
}

/** «Ср, 25». */
export const shortDay = (day: Day): string => `${shortWeekday(day)}, ${Number(day.slice(8))}`;

/** «Среда, 25 ноября». */
export function longDay(day: Day): string {
  const text = `${weekday(day)}, ${dayAndMonth(day)}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** «8:30», without the leading zero, as timetables print it. */
export const time = (at: Instant, zone: Zone): string => clockOf(at, zone).replace(/^0/, '');

/** «8:30–10:00». */
export const timeSpan = (from: Instant, to: Instant, zone: Zone): string =>
  `${time(from, zone)}–${time(to, zone)}`;

/** At most `max` characters, whole code points, with an ellipsis when cut. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  let cut = '';
  for (const sign of text) {
    if (cut.length + sign.length > max - 1) break;
    cut += sign;
  }
  return `${cut.trimEnd()}…`;
}
