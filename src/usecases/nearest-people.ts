import { fullName, normalizeName, type Person } from '../domain/people.js';

/** Something near what was asked for and not found: what to type, and whom it names. */
export interface NearMatch {
  readonly value: string;
  readonly fullName?: string;
}

const NEAREST = 5;

/** At most five people whose id has this number under another kind, or whose name has every word that was typed. */
export function nearestPeople(typed: string, people: readonly Person[]): NearMatch[] {
  const number = typed.split(':').at(-1);
  const words = normalizeName(typed).split(' ').filter(Boolean);
  const isNear = (person: Person): boolean => {
    const names = normalizeName(fullName(person)).split(' ');
    const named = words.length > 0 && words.every((word) => names.some((name) => name.startsWith(word)));
    return named || person.id.split(':').at(-1) === number;
  };
  return people
    .filter(isNear)
    .slice(0, NEAREST)
    .map((person) => ({ value: person.id, fullName: fullName(person) }));
}
