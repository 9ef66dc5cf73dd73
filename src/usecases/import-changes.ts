import type { GroupPlan } from '../domain/import-groups.js';
import { followRenames, type References } from '../domain/import-renames.js';
import type { Lesson } from '../domain/lessons.js';
import type { Day } from '../domain/time.js';
import type { RosterChanges, RosterStore } from '../ports.js';

const EVER: readonly [Day, Day] = ['0001-01-01', '9999-12-31'];

/** Lessons beyond the covered days that an import touches: of groups that go, and of teachers who have a new id. */
export async function affectedLessons(
  store: RosterStore,
  { known, removed }: GroupPlan,
  renamed: ReadonlyMap<string, string>,
): Promise<Lesson[]> {
  const groupIds = renamed.size > 0 ? [...known.keys()] : removed.map((group) => group.id);
  return groupIds.length > 0 ? store.lessonsOf(groupIds, ...EVER) : [];
}

/** Adds to the changes what refers to people with a new id, and takes out the lessons of groups that go. */
export function withReferences(
  changes: RosterChanges,
  renamed: ReadonlyMap<string, string>,
  after: References,
): RosterChanges {
  const gone = new Set(changes.groups.remove);
  const removed = new Set(changes.lessons.remove);
  for (const lesson of after.lessons) if (gone.has(lesson.groupId)) removed.add(lesson.id);
  const put = <T extends { readonly id: string }>(planned: readonly T[]) =>
    new Map(planned.map((one) => [one.id, one]));
  const [people, groups, lessons] = [
    put(changes.persons.put),
    put(changes.groups.put),
    put(changes.lessons.put),
  ];
  const known = after.lessons.filter((lesson) => !removed.has(lesson.id) && !lessons.has(lesson.id));
  const followed = followRenames(renamed, {
    people: after.people,
    groups: after.groups,
    lessons: [...known, ...lessons.values()],
  });
  for (const person of followed.people) people.set(person.id, person);
  for (const group of followed.groups) groups.set(group.id, group);
  for (const lesson of followed.lessons) lessons.set(lesson.id, lesson);
  const renames = [...renamed].map(([from, to]) => ({ from, to }));
  return {
    ...changes,
    persons: {
      ...changes.persons,
      put: [...people.values()],
      ...(renames.length > 0 && { renamed: renames }),
    },
    groups: { ...changes.groups, put: [...groups.values()] },
    lessons: { put: [...lessons.values()], remove: [...removed] },
  };
}

/** Whether there is anything to write at all. */
export function hasWrites({ persons, groups, lessons, bells }: RosterChanges): boolean {
  const sizes = [persons, groups, lessons].flatMap(({ put, remove }) => [put.length, remove.length]);
  return bells !== undefined || sizes.some((size) => size > 0);
}
