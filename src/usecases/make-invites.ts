import { nearestName } from '../domain/import-match.js';
import { fullName, type Group, type Person, type PersonKind } from '../domain/people.js';
import { addDays, dayOf, momentOf, type Day, type Instant, type Zone } from '../domain/time.js';
import type { Bindings, Invites, Roster, Security } from '../ports.js';
import { inBatches } from './in-batches.js';
import { nearestPeople, type NearMatch } from './nearest-people.js';

/** Whom codes are made for. A person's id may lack its kind when it is unique without it. */
export type InviteTarget =
  | { readonly kind: 'person'; readonly id: string }
  | { readonly kind: 'group'; readonly name: string; readonly kinds?: readonly PersonKind[] }
  | { readonly kind: 'all' };

export interface InviteWish {
  readonly who: InviteTarget;
  /** Days the codes live, today not counted: they work to the end of the last one. */
  readonly days: number;
  /** Codes for those who are bound already, too. */
  readonly again: boolean;
  readonly now: Instant;
}

/** One person's code as it is handed out. The code stands here and nowhere else. */
export interface InviteRow {
  readonly code: string;
  readonly personId: string;
  readonly fullName: string;
  readonly role: PersonKind;
  /** A student's group, the groups of a parent's children, the groups that someone curates; empty when there is none. */
  readonly group: string;
  readonly childNames: readonly string[];
  readonly expiresDay: Day;
}

export type InviteResult =
  | { readonly kind: 'made'; readonly rows: readonly InviteRow[]; readonly boundAlready: number }
  | { readonly kind: 'nobody'; readonly nearest: readonly NearMatch[] };

export type MakeInvites = (wish: InviteWish) => Promise<InviteResult>;

interface Deps {
  readonly roster: Roster;
  readonly invites: Invites;
  readonly bindings: Bindings;
  readonly security: Pick<Security, 'newInviteCode' | 'hashInvite'>;
  readonly zone: Zone;
}

/** People found, and the groups that are known to concern them already. */
interface Found {
  readonly people: readonly Person[];
  readonly groups: readonly Group[];
}

const KINDS: readonly PersonKind[] = ['student', 'teacher', 'parent', 'staff'];
/** The order of a sheet handed out in a classroom: whoever hands it out first, then students, then parents. */
const ORDER: Record<PersonKind, number> = { staff: 0, teacher: 1, student: 2, parent: 3 };

/**
 * Makes one-time codes for a person, a group (its students, their parents, its curator) or everyone. Only keyed hashes
 * are stored. People bound in any messenger are left out and counted, unless asked `again`.
 */
export function createMakeInvites({ roster, invites, bindings, security, zone }: Deps): MakeInvites {
  return async ({ who, days, again, now }) => {
    const found = await find(who, roster);
    const ids = found.people.map(({ id }) => id);
    if (!ids.length) return { kind: 'nobody', nearest: await nearest(who, roster) };
    const bound = again ? [] : await inBatches(ids, (batch) => bindings.ofPersons(batch));
    const boundIds = new Set(bound.map(({ personId }) => personId));
    const people = found.people.filter(({ id }) => !boundIds.has(id));

    const describe = await describer(people, found, roster);
    const expiresDay = addDays(dayOf(now, zone), days);
    const expiresAt = momentOf(addDays(expiresDay, 1), '0:00', zone);
    const coded: Coded[] = [];
    // A hash that an older code has already would bind somebody else: those few are drawn again.
    for (let left = people; left.length > 0; ) {
      const drawn = withCodes(left, security);
      const refused = new Set(
        await inBatches(drawn, (batch) =>
          invites.add(batch.map(({ person, hash }) => ({ hash, personId: person.id, expiresAt }))),
        ),
      );
      coded.push(...drawn.filter(({ hash }) => !refused.has(hash)));
      left = drawn.flatMap(({ person, hash }) => (refused.has(hash) ? [person] : []));
    }
    const rows = coded.map(({ person, code }) => ({ code, ...describe(person), expiresDay }));
    return { kind: 'made', rows: rows.sort(inHandingOrder), boundAlready: ids.length - people.length };
  };
}

async function find(who: InviteTarget, roster: Roster): Promise<Found> {
  if (who.kind === 'all') {
    const people = await roster.everyone();
    return { people, groups: await inBatches(groupIdsOf(people), (ids) => roster.groups(ids)) };
  }
  if (who.kind === 'group') {
    const group = await roster.groupByName(who.name);
    return group
      ? { people: await peopleOf(group, who.kinds ?? KINDS, roster), groups: [group] }
      : { people: [], groups: [] };
  }
  const ids = who.id.includes(':') ? [who.id] : KINDS.map((kind) => `${kind}:${who.id}`);
  const [person, ...others] = await roster.persons(ids);
  if (!person || others.length) return { people: [], groups: [] };
  return { people: [person], groups: await roster.groupsCuratedBy(person.id) };
}

async function peopleOf(group: Group, kinds: readonly PersonKind[], roster: Roster): Promise<Person[]> {
  const students = await roster.studentsOf([group.id]);
  const studentIds = students.map(({ id }) => id);
  const parents = kinds.includes('parent') ? await inBatches(studentIds, (ids) => roster.parentsOf(ids)) : [];
  const curators = group.curatorId ? await roster.persons([group.curatorId]) : [];
  const all = [...curators, ...students, ...parents].filter(({ kind }) => kinds.includes(kind));
  return [...new Map(all.map((person) => [person.id, person])).values()];
}

async function nearest(who: InviteTarget, roster: Roster): Promise<NearMatch[]> {
  if (who.kind === 'all') return [];
  const people = await roster.everyone();
  if (who.kind === 'person') return nearestPeople(who.id, people);
  const groups = await inBatches(groupIdsOf(people), (ids) => roster.groups(ids));
  const name = nearestName(
    who.name,
    groups.map((group) => group.name),
  );
  return name === undefined ? [] : [{ value: name }];
}

interface Coded {
  readonly person: Person;
  readonly code: string;
  readonly hash: string;
}

/** Codes unlike each other: one hash for two people would bind one of them as the other. */
function withCodes(people: readonly Person[], security: Deps['security']): Coded[] {
  const taken = new Set<string>();
  const next = (): { code: string; hash: string } => {
    const code = security.newInviteCode();
    const hash = security.hashInvite(code);
    if (hash === undefined) throw new Error('a new invite code is not taken for a code');
    if (taken.has(hash)) return next();
    taken.add(hash);
    return { code, hash };
  };
  return people.map((person) => ({ person, ...next() }));
}

/** How each of these people is named on their row; reads what is missing of children and groups at once. */
async function describer(people: readonly Person[], found: Found, roster: Roster) {
  const personById = new Map(found.people.map((person) => [person.id, person]));
  const childIds = people.flatMap((person) => (person.kind === 'parent' ? person.childIds : []));
  const strangers = [...new Set(childIds)].filter((id) => !personById.has(id));
  for (const child of await inBatches(strangers, (ids) => roster.persons(ids)))
    personById.set(child.id, child);
  const known = new Set(found.groups.map(({ id }) => id));
  const missing = groupIdsOf([...personById.values()]).filter((id) => !known.has(id));
  const groups = [...found.groups, ...(await inBatches(missing, (ids) => roster.groups(ids)))];

  const nameById = new Map(groups.map(({ id, name }) => [id, name]));
  const curated = new Map<string, string[]>();
  for (const { curatorId, name } of groups) {
    if (curatorId) curated.set(curatorId, [...(curated.get(curatorId) ?? []), name]);
  }
  return (person: Person): Omit<InviteRow, 'code' | 'expiresDay'> => {
    const own = person.kind === 'parent' ? person.childIds.flatMap((id) => personById.get(id) ?? []) : [];
    const names = groupIdsOf([person, ...own]).flatMap((id) => nameById.get(id) ?? []);
    return {
      personId: person.id,
      fullName: fullName(person),
      role: person.kind,
      group: [...names, ...(curated.get(person.id) ?? [])].join(', '),
      childNames: own.map(fullName),
    };
  };
}

const groupIdsOf = (people: readonly Person[]): string[] => [
  ...new Set(people.flatMap((person) => (person.kind === 'student' ? [person.groupId] : []))),
];

const collator = new Intl.Collator('ru', { numeric: true });
const inHandingOrder = (a: InviteRow, b: InviteRow): number =>
  collator.compare(a.group, b.group) ||
  ORDER[a.role] - ORDER[b.role] ||
  collator.compare(a.fullName, b.fullName);
