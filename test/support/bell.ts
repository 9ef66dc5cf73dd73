import { groupChat, type Chat } from '../../src/domain/chats.js';
import type { Lesson } from '../../src/domain/lessons.js';
import type { Binding, Group, Person } from '../../src/domain/people.js';
import type { Guardian } from '../../src/domain/recipients.js';
import { MINUTE, momentOf } from '../../src/domain/time.js';

/** A small college in which lessons ring: group 101, its students `student:1` …, their parents, one teacher. */
export const ZONE = 'Europe/Moscow';
export const DAY = '2026-11-25';
export const BELL = momentOf(DAY, '10:00', ZONE);
export const GROUP: Group = { id: '101', name: 'ИС-101' };

const named = (id: string) => ({
  id,
  lastName: 'Образцов',
  firstName: 'Пётр',
  middleName: 'Ильич',
  contacts: [],
});
export const student = (id: number, groupId = GROUP.id): Person => ({
  ...named(`student:${id}`),
  kind: 'student',
  groupId,
});
export const parent = (id: number, children: readonly number[]): Person => ({
  ...named(`parent:${id}`),
  kind: 'parent',
  childIds: children.map((child) => `student:${child}`),
});
/** What a notice needs of that parent. */
export const guardian = (id: number, children: readonly number[]): Guardian => ({
  id: `parent:${id}`,
  childIds: children.map((child) => `student:${child}`),
});
export const TEACHER: Person = { ...named('teacher:1'), kind: 'teacher' };

/** A person bound to the VK account of this number, who wants every notice. */
export const bound = (person: Person, account: number, more: Partial<Binding> = {}): Binding => ({
  account: { channel: 'vk', id: String(account) },
  personId: person.id,
  kind: person.kind,
  boundAt: BELL - 60 * MINUTE,
  consent: { at: BELL - 60 * MINUTE, text: '1' },
  notify: true,
  remindFor: person.kind === 'parent' ? person.childIds : [],
  reachable: true,
  ...more,
});

export const lesson = (more: Partial<Lesson> = {}): Lesson => ({
  id: 'l1',
  day: DAY,
  startsAt: BELL,
  endsAt: BELL + 90 * MINUTE,
  groupId: GROUP.id,
  subgroup: '',
  subject: 'Математика',
  teacherId: TEACHER.id,
  teacherName: 'Шаблонов П. П.',
  mode: 'remote',
  link: 'https://vk.com/call/join/x',
  ...more,
});

export const CHAT: Chat = { ...groupChat(GROUP), peerId: 2_000_000_007, shownTitle: groupChat(GROUP).title };
