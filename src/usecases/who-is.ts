import type { AccountRef, Binding, Group, Person } from '../domain/people.js';
import type { Bindings, Roster } from '../ports.js';

/** Everything an answer may need to know about who is asking. Read anew for every input: a right never comes from a button. */
export interface Member {
  readonly account: AccountRef;
  readonly bindings: readonly Binding[];
  /** The roster's records this account is bound to; those that left the roster are absent. */
  readonly persons: readonly Person[];
  readonly children: readonly Person[];
  /** Groups of the person, of the children, and those curated. */
  readonly groups: readonly Group[];
}

/** Finds the roster's people behind an account; undefined when the account is bound to nobody who is still there. */
export function createWhoIs({ bindings, roster }: { bindings: Bindings; roster: Roster }) {
  return async (account: AccountRef): Promise<Member | undefined> => {
    const bound = await bindings.ofAccount(account);
    if (bound.length === 0) return undefined;
    const persons = await roster.persons(bound.map(({ personId }) => personId));
    if (persons.length === 0) return undefined;
    const childIds = persons.flatMap((person) => (person.kind === 'parent' ? person.childIds : []));
    const children = childIds.length > 0 ? await roster.persons(childIds) : [];
    const groupIds = [...persons, ...children].flatMap((person) =>
      person.kind === 'student' ? [person.groupId] : [],
    );
    const curators = persons.filter((person) => person.kind === 'teacher' || person.kind === 'staff');
    const [own, ...curated] = await Promise.all([
      groupIds.length > 0 ? roster.groups([...new Set(groupIds)]) : Promise.resolve([]),
      ...curators.map((person) => roster.groupsCuratedBy(person.id)),
    ]);
    const groups = [...new Map([own, ...curated].flat().map((group) => [group.id, group])).values()];
    return { account, bindings: bound, persons, children, groups };
  };
}

export type WhoIs = ReturnType<typeof createWhoIs>;
