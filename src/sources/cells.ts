import { isKnownStatus } from '../domain/import-groups.js';
import { reasons } from '../domain/import-reasons.js';
import type { LessonChange, LessonMode } from '../domain/lessons.js';
import type { StaffRole } from '../domain/people.js';
import { parseDay, type Day } from '../domain/time.js';

/** A cell's value, or why it has none. */
export type Parsed<T> = { readonly value: T } | { readonly reason: string };

/** Reads a filled cell. */
export type Parser<T> = (text: string) => Parsed<T>;

const remembered = new Map<string, Day | undefined>();

/** `DD.MM.YYYY`, `YYYY-MM-DD`, also with a time behind; a bare number is Excel's count of days. */
export const day: Parser<Day> = (text) => {
  if (!remembered.has(text)) {
    if (remembered.size > 5_000) remembered.clear();
    remembered.set(text, dayOf(text));
  }
  const value = remembered.get(text);
  return value ? { value } : { reason: reasons.badDate(text) };
};

function dayOf(text: string): Day | undefined {
  if (/^\d{5}$/.test(text)) return new Date((Number(text) - 25_569) * 86_400_000).toISOString().slice(0, 10);
  return parseDay(text.replace(/[ T]0?0:00(:00)?$/, ''));
}

/** `H:mm` or `H.mm`, seconds ignored; a fraction is Excel's part of a day. Gives `HH:mm`. */
export const time: Parser<string> = (text) => {
  const fraction = /^0?[.,]\d{3,}$/.test(text)
    ? Math.round(Number(text.replace(',', '.')) * 1440)
    : undefined;
  const match = /^(\d{1,2})[:.](\d{2})(?::\d{2})?$/.exec(text);
  const [hour, minute] =
    fraction === undefined
      ? [Number(match?.[1] ?? 99), Number(match?.[2])]
      : [Math.floor(fraction / 60), fraction % 60];
  if (hour > 23 || minute > 59) return { reason: reasons.badTime(text) };
  return { value: `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}` };
};

/** A whole number within bounds. */
export const integer =
  (from: number, to: number): Parser<number> =>
  (text) =>
    /^\d{1,9}$/.test(text) && Number(text) >= from && Number(text) <= to
      ? { value: Number(text) }
      : { reason: reasons.badNumber(text, from, to) };

/** «1», «1 пара», «1-я»: a pair's number. */
export const pair: Parser<number> = (text) =>
  integer(1, 20)(/^(\d{1,2})(?:\s*-?\s*[йя])?\.?(?:\s*(?:пара|урок))?$/i.exec(text)?.[1] ?? text);

/** An id as other tables refer to it: short enough for a button. */
export const identifier: Parser<string> = (text) =>
  /^[\p{L}\p{N}._-]{1,40}$/u.test(text) ? { value: text } : { reason: reasons.badId(text.slice(0, 60)) };

/** Any text up to a length, line ends as spaces. */
export const words =
  (max: number): Parser<string> =>
  (text) =>
    text.length > max ? { reason: reasons.tooLong(max) } : { value: text.replace(/\s+/g, ' ') };

/** A word that says whether a student still studies. */
export const studentStatus: Parser<string> = (text) =>
  isKnownStatus(text) ? { value: text } : { reason: reasons.unknownStatus(text) };

/** A name of a person or a part of it: some letter must be in it. */
export const personName: Parser<string> = (text) =>
  text.length <= 100 && /\p{L}/u.test(text)
    ? { value: text.replace(/\s+/g, ' ') }
    : { reason: reasons.badName(text.slice(0, 60)) };

const oneOf =
  <T>(values: ReadonlyMap<string, T>, reason: (text: string) => string): Parser<T> =>
  (text) => {
    const value = values.get(text.toLowerCase().replaceAll('ё', 'е').replace(/\.$/, ''));
    return value === undefined ? { reason: reason(text.slice(0, 60)) } : { value };
  };

export const mode = oneOf<LessonMode>(
  new Map([
    ...['onsite', 'очно', 'очная', 'очный', 'аудиторно', 'offline'].map((word) => [word, 'onsite'] as const),
    ...['remote', 'дистанционно', 'дистанционная', 'дистанционный', 'дистант', 'до', 'онлайн', 'online'].map(
      (word) => [word, 'remote'] as const,
    ),
  ]),
  reasons.badMode,
);

export const change = oneOf<LessonChange>(
  new Map([
    ...['replaced', 'замена', 'заменено', 'заменена'].map((word) => [word, 'replaced'] as const),
    ...['cancelled', 'canceled', 'отмена', 'отменено', 'отменена'].map(
      (word) => [word, 'cancelled'] as const,
    ),
    ...['moved', 'перенос', 'перенесено', 'перенесена'].map((word) => [word, 'moved'] as const),
  ]),
  reasons.badChange,
);

export const role = oneOf<StaffRole>(
  new Map([
    ...['office', 'учебная часть', 'офис'].map((word) => [word, 'office'] as const),
    ...['curator', 'куратор', 'тьютор', 'классный руководитель'].map((word) => [word, 'curator'] as const),
  ]),
  reasons.badRole,
);

const WEEKDAYS = ['пн', 'вт', 'ср', 'чт', 'пт', 'сб', 'вс'];

/** 1–7, or a Russian name of a day, short or long. */
export const weekday: Parser<number> = (text) => {
  const start = text.toLowerCase();
  const long = ['понедельник', 'вторник', 'среда', 'четверг', 'пятница', 'суббота', 'воскресенье'];
  const at = /^[1-7]$/.test(start)
    ? Number(start) - 1
    : Math.max(WEEKDAYS.indexOf(start), long.indexOf(start));
  return at >= 0 ? { value: at + 1 } : { reason: reasons.badWeekday(text) };
};

/** Whether words in a timetable say that a lesson is remote. */
export const saysRemote = (text: string): boolean =>
  /(?<![\p{L}\d])(?:до|дист|дистант\p{L}*|дистанц\p{L}*|онлайн|online|remote)(?![\p{L}\d])/iu.test(text);
