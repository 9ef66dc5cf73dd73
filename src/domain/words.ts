import { addDays, parseDay, weekdayOf, type Day } from './time.js';

/** What a person asks in words about the timetable. */
export type Asked =
  | { readonly kind: 'now' | 'next' | 'week' | 'first' }
  | { readonly kind: 'day'; readonly day: Day }
  | { readonly kind: 'first-of'; readonly day: Day }
  | { readonly kind: 'subject'; readonly words: string };

const MONTHS = [
  'январ',
  'феврал',
  'март',
  'апрел',
  'мая',
  'июн',
  'июл',
  'август',
  'сентябр',
  'октябр',
  'ноябр',
  'декабр',
];
const WEEKDAYS: readonly RegExp[] = [
  /^(пн|понедельник\S*)$/,
  /^(вт|вторник\S*)$/,
  /^(ср|сред[ауые])$/,
  /^(чт|четверг\S*)$/,
  /^(пт|пятниц\S*)$/,
  /^(сб|суббот\S*)$/,
  /^(вс|воскресень\S*)$/,
];

const clean = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[^\p{L}\p{N}.\- ]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** A date with its year and the month in words: «10 января 2008 г.»; undefined when the text holds none. */
export function writtenDate(text: string): Day | undefined {
  const named = /(?:^| )(\d{1,2}) (\p{L}+) (\d{4})(?: |$)/u.exec(clean(text));
  const month = named ? monthOf(named[2]) : 0;
  return named && month > 0 ? parseDay(`${named[1]}.${month}.${named[3]}`) : undefined;
}

/** 1 … 12 by the beginning of a month's name; 0 for any other word. */
const monthOf = (word = ''): number => MONTHS.findIndex((stem) => word.startsWith(stem)) + 1;

/** The day that words name, counted from today: «завтра», «в пятницу», «25.11», «25 ноября». */
export function dayIn(text: string, today: Day): Day | undefined {
  const words = clean(text);
  if (/(^| )послезавтра( |$)/.test(words)) return addDays(today, 2);
  if (/(^| )завтра( |$)/.test(words)) return addDays(today, 1);
  if (/(^| )сегодня( |$)/.test(words)) return today;
  if (/(^| )вчера( |$)/.test(words)) return addDays(today, -1);
  const full = /(?:^| )(\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2})(?: |$)/.exec(words);
  if (full?.[1]) return parseDay(full[1]);
  const short = /(?:^| )(\d{1,2})\.(\d{1,2})\.?(?: |$)/.exec(words);
  if (short) return nearestYear(Number(short[1]), Number(short[2]), today);
  const dated = writtenDate(words);
  if (dated) return dated;
  const named = /(?:^| )(\d{1,2}) (\p{L}+)/u.exec(words);
  const month = monthOf(named?.[2]);
  if (named && month > 0) return nearestYear(Number(named[1]), month, today);
  for (const word of words.split(' ')) {
    const weekday = WEEKDAYS.findIndex((form) => form.test(word)) + 1;
    if (weekday > 0) return addDays(today, (weekday - weekdayOf(today) + 7) % 7);
  }
  return undefined;
}

/** A day without its year is the one nearest to today: in December «10.01» is next month. */
function nearestYear(day: number, month: number, today: Day): Day | undefined {
  const year = Number(today.slice(0, 4));
  const candidates = [year - 1, year, year + 1].flatMap((y) => parseDay(`${day}.${month}.${y}`) ?? []);
  const distance = (candidate: Day) => Math.abs(Date.parse(candidate) - Date.parse(today));
  return candidates.sort((a, b) => distance(a) - distance(b))[0];
}

const QUESTION =
  /^(?:(?:а|и|ну|подскажите|скажите|пожалуйста) )*(?:где|когда|во сколько|в каком кабинете|какой кабинет|какая аудитория)(?: (.*))?$/;
/** Words of a question that name no subject. */
const EMPTY_WORDS = new Set(
  'у нас меня мне мы сегодня завтра послезавтра будет есть идет идти начало начинается начнется пара пары пару занятие занятия урок уроки в на по и сейчас следующая следующее следующий ближайшая'.split(
    ' ',
  ),
);

/** Reads a question about the timetable; undefined when the words ask something else. */
export function askedIn(text: string, today: Day): Asked | undefined {
  const words = clean(text);
  const day = dayIn(words, today);
  const has = (pattern: string) => new RegExp(`(^| )(?:${pattern})( |$)`).test(words);
  if (has('первая|первое|первый|первую|первой')) return day ? { kind: 'first-of', day } : { kind: 'first' };
  const question = QUESTION.exec(words);
  if (question) {
    const named = (question[1] ?? '').split(' ').filter((word) => word && !EMPTY_WORDS.has(word));
    const subject = named.join(' ');
    if (subject && !dayIn(subject, today)) return { kind: 'subject', words: subject };
    if (!subject && day) return { kind: 'first-of', day };
    if (!day && !has('сейчас|идет')) return { kind: 'next' };
  }
  if (has('недел[а-я]*')) return { kind: 'week' };
  if (day) return { kind: 'day', day };
  if (has('сейчас|идет')) return { kind: 'now' };
  return has('следующ[а-я]*|ближайш[а-я]*|дальше|потом|далее') ? { kind: 'next' } : undefined;
}

/** A word without what may be its ending: «физику» and «физика» begin alike. */
const stem = (word: string): string =>
  word.slice(0, word.length > 7 ? -3 : word.length > 5 ? -2 : word.length > 3 ? -1 : undefined);

const commonStart = (one: string, other: string): number => {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
};

/**
 * The subjects that words name: every word must begin one of the subject's words, endings aside; where one subject is nearer
 * to what was written than another, only the nearest count («физика» is not «Физическая культура»).
 */
export function subjectsNamed(words: string, subjects: readonly string[]): string[] {
  const wanted = clean(words)
    .split(' ')
    .filter((word) => word.length > 2);
  if (wanted.length === 0) return [];
  const scored = subjects.flatMap((subject) => {
    const have = clean(subject).split(' ');
    const nearness = wanted.map((word) =>
      Math.max(
        ...have.filter((known) => known.startsWith(stem(word))).map((known) => commonStart(word, known)),
        0,
      ),
    );
    return nearness.includes(0) ? [] : [{ subject, score: nearness.reduce((sum, one) => sum + one, 0) }];
  });
  const best = Math.max(...scored.map(({ score }) => score));
  return scored
    .filter(({ score }) => score === best)
    .map(({ subject }) => subject)
    .sort((a, b) => a.length - b.length);
}
