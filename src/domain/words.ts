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
  'ма',
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
  const named = /(?:^| )(\d{1,2}) (\p{L}+)/u.exec(words);
  const month = named ? MONTHS.findIndex((stem) => named[2]?.startsWith(stem)) + 1 : 0;
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

/** Reads a question about the timetable; undefined when the words ask something else. */
export function askedIn(text: string, today: Day): Asked | undefined {
  const words = clean(text);
  const day = dayIn(words, today);
  if (/(^| )(во сколько|когда|первая|первое|первый)( |$)/.test(words) && /перв/.test(words)) {
    return day ? { kind: 'first-of', day } : { kind: 'first' };
  }
  const where =
    /^(?:(?:а|и|подскажите|скажите) )?(?:где|когда|во сколько|в каком кабинете|какой кабинет)(?: будет| сегодня| завтра| у нас| у меня| идет| пара по| занятие по| урок по)* (.+)$/.exec(
      words,
    );
  if (where?.[1] && !/^(пара|занятие|урок|следующ\S*|сейчас)$/.test(where[1])) {
    const subject = where[1].replace(/(^| )(сегодня|завтра|будет)( |$)/g, ' ').trim();
    if (subject && !dayIn(subject, today)) return { kind: 'subject', words: subject };
  }
  if (/(^| )(сейчас|идет)( |$)/.test(words)) return { kind: 'now' };
  if (/(^| )(следующ\S*|дальше|потом|далее)( |$)/.test(words)) return { kind: 'next' };
  if (/(^| )недел\S*( |$)/.test(words)) return { kind: 'week' };
  return day ? { kind: 'day', day } : undefined;
}

const stem = (word: string): string =>
  word.length > 5 ? word.slice(0, -2) : word.length > 3 ? word.slice(0, -1) : word;

/** The subjects that words name, best first; compared by the beginnings of words, so that «физику» finds «Физика». */
export function subjectsNamed(words: string, subjects: readonly string[]): string[] {
  const wanted = clean(words)
    .split(' ')
    .filter((word) => word.length > 2)
    .map(stem);
  if (wanted.length === 0) return [];
  const scored = subjects.map((subject) => {
    const have = clean(subject).split(' ');
    const hits = wanted.filter((part) => have.some((word) => word.startsWith(part))).length;
    return { subject, hits, whole: hits === wanted.length };
  });
  return scored
    .filter(({ whole }) => whole)
    .sort((a, b) => a.subject.length - b.subject.length)
    .map(({ subject }) => subject);
}
