import type { Group, Person } from '../../src/domain/people.js';
import type { RosterStore } from '../../src/ports.js';

const none = { put: [], remove: [] };

/** Puts people and groups into the roster as an import would. */
export async function fillRoster(
  store: RosterStore,
  { persons, groups = [] }: { persons: readonly Person[]; groups?: readonly Group[] },
): Promise<void> {
  await store.apply(
    { persons: { put: persons, remove: [] }, groups: { put: groups, remove: [] }, lessons: none },
    () => undefined,
  );
}

const base = { contacts: [] };

/** A student of a group; `id` without its kind. */
export const student = (id: string, lastName: string, firstName: string, groupId: string): Person => ({
  ...base,
  id: `student:${id}`,
  kind: 'student',
  lastName,
  firstName,
  groupId,
});

/** A parent of students; ids without their kinds. */
export const parent = (id: string, lastName: string, firstName: string, ...children: string[]): Person => ({
  ...base,
  id: `parent:${id}`,
  kind: 'parent',
  lastName,
  firstName,
  childIds: children.map((child) => `student:${child}`),
});

/** A teacher; `id` without its kind. */
export const teacher = (id: string, lastName: string, firstName: string): Person => ({
  ...base,
  id: `teacher:${id}`,
  kind: 'teacher',
  lastName,
  firstName,
});
