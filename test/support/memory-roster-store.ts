import type { Lesson } from '../../src/domain/lessons.js';
import type { Group, Person } from '../../src/domain/people.js';
import type { Bell } from '../../src/domain/tables.js';
import type { RosterStore } from '../../src/ports.js';

export interface MemoryRosterStore extends RosterStore {
  readonly people: Map<string, Person>;
  readonly groups: Map<string, Group>;
  readonly lessons: Map<string, Lesson>;
  /** How many imports were written. */
  applied: number;
}

/** A roster in memory, for tests of what an import decides. */
export function memoryRosterStore(): MemoryRosterStore {
  let bells: Bell[] = [];
  const write = <T extends { readonly id: string }>(
    into: Map<string, T>,
    { put, remove }: { readonly put: readonly T[]; readonly remove: readonly string[] },
  ) => {
    for (const id of remove) into.delete(id);
    for (const one of put) into.set(one.id, one);
  };
  const store: MemoryRosterStore = {
    people: new Map(),
    groups: new Map(),
    lessons: new Map(),
    applied: 0,
    everyone: () => Promise.resolve([...store.people.values()]),
    allGroups: () => Promise.resolve([...store.groups.values()]),
    lessonsOf: (groupIds, from, to) =>
      Promise.resolve(
        [...store.lessons.values()].filter(
          ({ groupId, day }) => groupIds.includes(groupId) && day >= from && day <= to,
        ),
      ),
    bells: () => Promise.resolve(bells),
    apply: (changes, progress) => {
      write(store.people, changes.persons);
      write(store.groups, changes.groups);
      write(store.lessons, changes.lessons);
      if (changes.bells) bells = [...changes.bells];
      store.applied++;
      progress(1, 1);
      return Promise.resolve();
    },
    resume: () => Promise.resolve(),
  };
  return store;
}
