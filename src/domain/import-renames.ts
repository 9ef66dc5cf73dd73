import type { Lesson } from './lessons.js';
import type { Group, Person } from './people.js';

/** Everything that refers to people by their ids. */
export interface References {
  readonly people: readonly Person[];
  readonly groups: readonly Group[];
  readonly lessons: readonly Lesson[];
}

/** The records that refer to people who have a new id (old → new), referring to it; the others are left out. */
export function followRenames(
  renamed: ReadonlyMap<string, string>,
  { people, groups, lessons }: References,
): References {
  const now = (id: string): string => renamed.get(id) ?? id;
  return {
    people: people.flatMap((person) =>
      person.kind === 'parent' && person.childIds.some((id) => renamed.has(id))
        ? [{ ...person, childIds: person.childIds.map(now).sort() }]
        : [],
    ),
    groups: groups.flatMap((group) =>
      group.curatorId && renamed.has(group.curatorId) ? [{ ...group, curatorId: now(group.curatorId) }] : [],
    ),
    lessons: lessons.flatMap((lesson) =>
      lesson.teacherId && renamed.has(lesson.teacherId)
        ? [{ ...lesson, teacherId: now(lesson.teacherId) }]
        : [],
    ),
  };
}
