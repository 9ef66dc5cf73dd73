import { subjectKey } from './lessons.js';
import { normalizeName } from './people.js';

/** A group's name as compared: case, ё/е, spaces and the kind of dash don't matter. */
export const groupKey = (name: string): string =>
  name
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll('Ё', 'Е')
    .replace(/[‐-―−]/g, '-')
    .replace(/\s+/g, '');

/** Edits (insert, delete, replace) that turn one text into the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The name most like this one, for «похоже на …»; undefined when there are none. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const key = groupKey(name).slice(0, 60);
  let best: { name: string; edits: number } | undefined;
  for (const candidate of names) {
    const edits = distance(key, groupKey(candidate));
    if (!best || edits < best.edits) best = { name: candidate, edits };
  }
  return best?.name;
}

/** «ИСП-2» does not begin «ИСП-24»: a number or a word is matched whole. */
function beginsWith(key: string, start: string): boolean {
  if (!start || !key.startsWith(start)) return false;
  const [last, next] = [start.slice(-1), key.charAt(start.length)];
  const inNumber = /\d/.test(last) && /\d/.test(next);
  const inWord = /\p{L}/u.test(last) && /\p{L}/u.test(next);
  return !inNumber && !inWord;
}

/**
 * A group of a timetable among the roster's names (contract): exactly, else the one name that it begins with. `rest` is
 * what followed the name, e.g. `(1 П/Г)`.
 */
export function matchGroupName<T extends { readonly name: string }>(
  name: string,
  groups: readonly T[],
): { kind: 'found'; group: T; rest: string } | { kind: 'none' } | { kind: 'several'; names: string[] } {
  const key = groupKey(name);
  const exact = groups.find((group) => groupKey(group.name) === key);
  if (exact) return { kind: 'found', group: exact, rest: '' };
  const starting = groups.filter((group) => beginsWith(key, groupKey(group.name)));
  const [only] = starting;
  if (!only) return { kind: 'none' };
  if (starting.length > 1) return { kind: 'several', names: starting.map((group) => group.name) };
  return { kind: 'found', group: only, rest: key.slice(groupKey(only.name).length) };
}

/** «Шаблонов П.П.» and «Шаблонов Павел Примерович» give one key: surname and initials. Undefined for a bare surname. */
export function teacherKey(text: string): string | undefined {
  const [last, ...names] = normalizeName(text).split(' ');
  if (!last || names.length === 0) return undefined;
  return [last, ...names.slice(0, 2).map((name) => name[0])].join(' ');
}

/** Words that abbreviations leave out. */
const SMALL_WORDS = new Set(['и', 'в', 'во', 'на', 'по', 'с', 'к', 'для', 'о', 'об', 'от', 'из']);

const wordsOf = (text: string): string[] =>
  text.split(/[^\p{L}\d]+/u).filter((word) => word && !SMALL_WORDS.has(word));

/** «мдк.01.01 разработка …» → code `мдк01.01` and the rest. */
function splitCode(subject: string): { code: string; rest: string } {
  const match = /^(\p{L}{1,6})[\s.]*(\d{1,2}(?:\.\d{1,2})*)(?![\p{L}\d])[\s.:,-]*/u.exec(subject);
  if (!match) return { code: '', rest: subject };
  return { code: `${match[1]}${match[2]}`, rest: subject.slice(match[0].length) };
}

/** Whether the letters can be picked from the words in their order, the first letter of every word among them: «БЖД», «РПМ». */
function isAcronym(letters: string, words: readonly string[]): boolean {
  const [word, ...others] = words;
  if (word === undefined) return letters === '';
  if (letters[0] !== word[0]) return false;
  const rest = letters.slice(1);
  return (
    isAcronym(rest, others) ||
    (rest !== '' && word.includes(rest.charAt(0), 1) && isAcronym(rest.slice(1), others))
  );
}

/** Whether a text is made of beginnings of the words, three letters of each at least: «физкультура». */
function isBlend(text: string, words: readonly string[]): boolean {
  const [word, ...others] = words;
  if (word === undefined) return text === '';
  for (let length = 3; length <= Math.min(word.length, text.length); length++) {
    if (!word.startsWith(text.slice(0, length))) return false;
    if (isBlend(text.slice(length), others)) return true;
  }
  return false;
}

function isShortFor(short: string, long: string): boolean {
  const [few, many] = [wordsOf(short), wordsOf(long)];
  const [first] = few;
  if (!first || few.length > many.length) return false;
  if (few.every((word, at) => many[at]?.startsWith(word))) return first.length > 1 || few.length > 1;
  if (few.length > 1 || many.length < 2 || many.length > 8) return false;
  const initials = first.length <= many.length + 1 && isAcronym(first, many);
  return initials || isBlend(first, many);
}

/**
 * Whether two sources mean one subject: equal but for case and spaces, the leading code of the other («МДК.01.01»), or its
 * abbreviation («Ин. яз.», «БЖД», «Экономика орг.»). Asked only of lessons at the same time of the same group, so a
 * generous answer is the right one.
 */
export function sameSubject(a: string, b: string): boolean {
  const [x, y] = [subjectKey(a), subjectKey(b)];
  if (x === y) return true;
  const [one, two] = [splitCode(x), splitCode(y)];
  if (one.code && two.code && one.code !== two.code) return false;
  if (one.code && one.code === two.code && (!one.rest || !two.rest)) return true;
  if (!one.rest || !two.rest) return false;
  return one.rest === two.rest || isShortFor(one.rest, two.rest) || isShortFor(two.rest, one.rest);
}

/** The fuller of two names of one subject; the known one when they are equally long. */
export const fullerSubject = (known: string, given: string): string =>
  subjectKey(given).length > subjectKey(known).length || subjectKey(given) === subjectKey(known)
    ? given
    : known;
