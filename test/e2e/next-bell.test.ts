import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNextBell } from '../../src/app/next-bell.js';
import type { Lesson } from '../../src/domain/lessons.js';
import { HOUR } from '../../src/domain/time.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { createFindAudience } from '../../src/usecases/lesson-audience.js';
import { fillRoster, student, teacher } from '../support/college.js';
import { testDatabaseUri } from '../support/mongo.js';

const NOON = Date.parse('2026-11-25T12:00:00+03:00');
const lesson = (id: string, inHours: number, groupId: string, teacherId?: string): Lesson => ({
  id,
  day: '2026-11-25',
  startsAt: NOON + inHours * HOUR,
  endsAt: NOON + (inHours + 1) * HOUR,
  groupId,
  subgroup: '',
  subject: 'Математика',
  mode: 'remote',
  ...(teacherId && { teacherId }),
});

let storage: Storage;
let nextBell: ReturnType<typeof createNextBell>;

beforeEach(async () => {
  storage = await connectStorage(testDatabaseUri());
  const { noticeLedger: ledger, ...rest } = storage;
  nextBell = createNextBell({ ...rest, ledger, findAudience: createFindAudience(storage) });
  await fillRoster(storage.rosterStore, {
    persons: [student('1', 'Иванова', 'Анна', '101'), teacher('9', 'Петров', 'Пётр')],
    groups: [
      { id: '101', name: 'ИСП-24' },
      { id: '102', name: 'ЭК-25' },
    ],
  });
  const none = { put: [], remove: [] };
  const put = [
    lesson('strangers', 1, '102'),
    lesson('teachers', 2, '102', 'teacher:9'),
    lesson('anna-today', 3, '101'),
    lesson('anna-later', 4, '101'),
  ];
  await storage.rosterStore.apply(
    { persons: none, groups: none, lessons: { put, remove: [] } },
    () => undefined,
  );
});
afterEach(() => storage.close());

const bind = (personId: string, kind: 'student' | 'teacher', id: string) =>
  storage.bindings.bind({
    account: { channel: 'vk', id },
    personId,
    kind,
    boundAt: 0,
    consent: { at: 0, text: '1' },
    notify: true,
    remindFor: [],
    reachable: true,
  });

const tell = (lessonId: string, inHours: number, peer: string) =>
  storage.noticeLedger.plan({
    key: `start:${lessonId}`,
    channel: 'vk',
    lessonId,
    startsAt: NOON + inHours * HOUR,
    telling: '',
    audience: 'people',
    message: { text: 'Началось занятие' },
    peers: [peer],
    readAt: 0,
    dueAt: NOON + inHours * HOUR,
    expiresAt: NOON + (inHours + 1) * HOUR,
  });

describe('a visitor who presses «К началу пары»', () => {
  it('comes to the nearest lesson when nobody is bound', async () => {
    expect(await nextBell(NOON)).toBe(NOON + HOUR);
    expect(await nextBell(NOON + 4 * HOUR)).toBeUndefined();
  });

  it('comes to a lesson of their teacher, past those of strangers', async () => {
    await bind('teacher:9', 'teacher', '509');
    expect(await nextBell(NOON)).toBe(NOON + 2 * HOUR);
  });

  it('comes to their student’s lesson first of all', async () => {
    await bind('teacher:9', 'teacher', '509');
    await bind('student:1', 'student', '501');
    expect(await nextBell(NOON)).toBe(NOON + 3 * HOUR);
  });

  it('comes to a lesson that the student has not heard of before a restart', async () => {
    await bind('student:1', 'student', '501');
    await tell('anna-today', 3, '501');
    expect(await nextBell(NOON)).toBe(NOON + 4 * HOUR);
  });
});
