import type { PersonKind } from '../domain/people.js';

/** What a person of the roster is called. */
export const roles: Readonly<Record<PersonKind, string>> = {
  student: 'студент',
  teacher: 'преподаватель',
  parent: 'родитель',
  staff: 'сотрудник',
};
