import type { Group, Person } from './people.js';

/** Whose timetable a person may look at: their own in each role, each child's, each curated group's. */
export interface Viewpoint {
  /** Person id, or `group:<id>` for a curated group. */
  readonly id: string;
  readonly label: string;
  /** A group looked after, neither one's own nor a child's. */
  readonly curated: boolean;
  readonly of:
    | { readonly kind: 'groups'; readonly groupIds: readonly string[] }
    | { readonly kind: 'teacher'; readonly personId: string };
}

/** All viewpoints of an account, own ones first; a button naming any other is not obeyed. */
export function viewpointsOf(
  persons: readonly Person[],
  children: readonly Person[],
  groups: readonly Group[],
): Viewpoint[] {
  const name = (groupId: string) => groups.find(({ id }) => id === groupId)?.name ?? '';
  const own = persons.flatMap((person): Viewpoint[] => {
    if (person.kind === 'teacher')
      return [
        { id: person.id, label: 'Мои занятия', curated: false, of: { kind: 'teacher', personId: person.id } },
      ];
    if (person.kind !== 'student') return [];
    return [
      {
        id: person.id,
        label: name(person.groupId),
        curated: false,
        of: { kind: 'groups', groupIds: [person.groupId] },
      },
    ];
  });
  const ofChildren = children.flatMap((child): Viewpoint[] =>
    child.kind === 'student'
      ? [
          {
            id: child.id,
            label: `${child.firstName}, ${name(child.groupId)}`,
            curated: false,
            of: { kind: 'groups', groupIds: [child.groupId] },
          },
        ]
      : [],
  );
  const curators = new Set(
    persons.filter(({ kind }) => kind === 'teacher' || kind === 'staff').map(({ id }) => id),
  );
  const curated = groups
    .filter((group) => group.curatorId !== undefined && curators.has(group.curatorId))
    .map(
      (group): Viewpoint => ({
        id: `group:${group.id}`,
        label: group.name,
        curated: true,
        of: { kind: 'groups', groupIds: [group.id] },
      }),
    );
  return [...own, ...ofChildren, ...curated];
}
