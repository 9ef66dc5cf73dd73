import { daysBetween, parseDay, weekdayOf, addDays, type Day } from '../domain/time.js';

const NAMES = ['понедельник', 'вторник', 'сред', 'четверг', 'пятниц', 'суббот', 'воскресень'];

/** Every full date of a text, in its order. */
export const datesIn = (text: string): Day[] =>
  [...text.matchAll(/(?<!\d)(\d{1,2}\.\d{1,2}\.\d{4})(?!\d)/g)].flatMap(
    ([, date = '']) => parseDay(date) ?? [],
  );

/** The day and month «23.11» of the year that puts it nearest to `near`. */
function nearestYear(dayMonth: string, near: Day): Day | undefined {
  const year = Number(near.slice(0, 4));
  const days = [year - 1, year, year + 1].flatMap((each) => parseDay(`${dayMonth}.${each}`) ?? []);
  return days.sort((a, b) => Math.abs(daysBetween(near, a)) - Math.abs(daysBetween(near, b)))[0];
}

/**
 * The day of a grid's cell: «23.11.2026», «Понедельник 23.11», a date cell, or a day's name alone within the week that
 * the title names (`from`). `near` decides the year where none is printed.
 */
export function dayInCell(text: string, from: Day | undefined, near: Day): Day | undefined {
  const iso = /^\d{4}-\d{2}-\d{2}$/.test(text) ? parseDay(text) : undefined;
  const [full] = datesIn(text);
  if (iso ?? full) return iso ?? full;
  const short = /(?<![\d.])(\d{1,2}\.\d{1,2})(?![\d])/.exec(text)?.[1];
  if (short) return nearestYear(short, from ?? near);
  const weekday = NAMES.findIndex((name) => text.toLowerCase().includes(name)) + 1;
  if (!weekday || !from) return undefined;
  return addDays(from, (weekday - weekdayOf(from) + 7) % 7);
}
