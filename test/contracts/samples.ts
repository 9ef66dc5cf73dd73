import type { ChatSpec } from '../../src/domain/chats.js';
import type { Lesson } from '../../src/domain/lessons.js';
import type { Notice } from '../../src/domain/notices.js';
import type { AccountRef, Binding, Group, Person } from '../../src/domain/people.js';
import { HOUR, MINUTE } from '../../src/domain/time.js';
import type { RosterChanges } from '../../src/ports.js';

/** Two instances of a port over one fresh, empty store, as two processes would hold them. */
export type TwoProcesses<Port> = () => Promise<readonly [Port, Port]>;

/** Tuesday, 1 September 2026, 10:00 in Moscow. */
export const NOW = Date.UTC(2026, 8, 1, 7);
export const DAY = '2026-09-01';

export const vk = (id: number | string): AccountRef => ({ channel: 'vk', id: String(id) });

export const student = (number: number, groupId = '101'): Person => ({
  id: `student:${number}`,
  kind: 'student',
  lastName: 'Снегирёв',
  firstName: `Тест${number}`,
  contacts: [`hash-${number}`],
  groupId,
});

export const parent = (number: number, childIds: string[]): Person => ({
  id: `parent:${number}`,
  kind: 'parent',
  lastName: 'Снегирёва',
  firstName: 'Анна',
  middleName: 'Петровна',
  contacts: [`hash-parent-${number}`],
  childIds,
});

export const group = (id: string, more: Partial<Group> = {}): Group => ({ id, name: `ИС-${id}`, ...more });

export const lesson = (id: string, more: Partial<Lesson> = {}): Lesson => ({
  id,
  day: DAY,
  pair: 1,
  startsAt: NOW,
  endsAt: NOW + 90 * MINUTE,
  groupId: '101',
  subgroup: '',
  subject: 'Математика',
  mode: 'remote',
  ...more,
});

export const binding = (account: AccountRef, personId: string, more: Partial<Binding> = {}): Binding => ({
  account,
  personId,
  kind: 'student',
  boundAt: NOW,
  consent: { at: NOW, text: '1' },
  notify: true,
  remindFor: [],
  reachable: true,
  ...more,
});

export const groupChatSpec = (groupId = '101', title = `Группа ИС-${groupId}`): ChatSpec => ({
  key: `group:${groupId}`,
  kind: 'group',
  groupId,
  groupName: `ИС-${groupId}`,
  title,
});

/** A notice to `peers` recipients, due at `NOW`. */
export const notice = (key: string, peers: number, more: Partial<Notice> = {}): Notice => ({
  key,
  channel: 'vk',
  lessonId: 'lesson-1',
  startsAt: NOW,
  telling: '',
  audience: 'people',
  message: {
    text: 'Занятие началось',
    keyboard: {
      place: 'inline',
      rows: [
        [{ kind: 'press', label: 'Присоединиться с видео', action: { do: 'join', lesson: 'lesson-1' } }],
      ],
    },
  },
  peers: Array.from({ length: peers }, (_, index) => `${key}-${index}`),
  readAt: 0,
  dueAt: NOW,
  expiresAt: NOW + HOUR,
  ...more,
});

/** An import's outcome that only puts. */
export const putting = (
  put: { persons?: Person[]; groups?: Group[]; lessons?: Lesson[] },
  bells?: RosterChanges['bells'],
): RosterChanges => ({
  persons: { put: put.persons ?? [], remove: [] },
  groups: { put: put.groups ?? [], remove: [] },
  lessons: { put: put.lessons ?? [], remove: [] },
  ...(bells && { bells }),
});

/** Runs `times` calls at once, spread over both processes, and returns what each said. */
export const atOnce = <Port, Result>(
  [a, b]: readonly [Port, Port],
  times: number,
  call: (port: Port, index: number) => Promise<Result>,
): Promise<Result[]> =>
  Promise.all(Array.from({ length: times }, (_, index) => call(index % 2 === 0 ? a : b, index)));

export const ignoreProgress = (): void => undefined;
