import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Lesson } from '../../src/domain/lessons.js';
import type { AccountRef } from '../../src/domain/people.js';
import { HOUR, MINUTE } from '../../src/domain/time.js';
import { createSecurity } from '../../src/security/security.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { createAuthoriseJoin, createJoinLesson } from '../../src/usecases/join-lesson.js';
import { createOpenJoin } from '../../src/usecases/open-join.js';
import { fillRoster, student } from '../support/college.js';
import { startTestHttp } from '../support/http.js';
import { testDatabaseUri } from '../support/mongo.js';

const START = Date.UTC(2026, 10, 25, 9, 0);
const LINK = 'https://vk.com/call/join/canary-room';
const NEW_LINK = 'https://vk.com/call/join/canary-second-room';
const anna: AccountRef = { channel: 'vk', id: '501' };
const boris: AccountRef = { channel: 'vk', id: '502' };
const lesson: Lesson = {
  id: 'l1',
  day: '2026-11-25',
  startsAt: START,
  endsAt: START + HOUR,
  groupId: '101',
  subgroup: '',
  subject: 'Математика',
  mode: 'remote',
  link: LINK,
};

let storage: Storage;
let http: Awaited<ReturnType<typeof startTestHttp>>;
let now = START;
let press: ReturnType<typeof createJoinLesson>;

beforeAll(async () => {
  storage = await connectStorage(testDatabaseUri());
  const { timetable, rosterStore } = storage;
  const security = createSecurity('a key for tests, long enough 0123456789');
  const rules = { whoIs: storage.whoIs, timetable, earlyMinutes: 0, parentsMayJoin: false };
  const openJoin = createOpenJoin({ security, authorise: createAuthoriseJoin(rules) });
  http = await startTestHttp({ openJoin, clock: { now: () => now } });
  press = createJoinLesson({ ...rules, security, publicUrl: () => http.url });
  await fillRoster(rosterStore, {
    persons: [student('1', 'Иванова', 'Анна', '101'), student('2', 'Петров', 'Борис', '102')],
    groups: [
      { id: '101', name: 'ИСП-24' },
      { id: '102', name: 'ЭК-25' },
    ],
  });
});
afterAll(async () => {
  await http.stop();
  await storage.close();
});

const none = { put: [], remove: [] };
const putLesson = (changed: Partial<Lesson> = {}) =>
  storage.rosterStore.apply(
    { persons: none, groups: none, lessons: { put: [{ ...lesson, ...changed }], remove: [] } },
    () => undefined,
  );

beforeEach(async () => {
  now = START;
  await putLesson();
  for (const [account, personId] of [
    [anna, 'student:1'],
    [boris, 'student:2'],
  ] as const) {
    await storage.bindings.bind({
      account,
      personId,
      kind: 'student',
      boundAt: 0,
      consent: { at: 0, text: '1' },
      notify: true,
      remindFor: [],
      reachable: true,
    });
  }
});

async function pressed(account: AccountRef): Promise<string> {
  const right = await press(account, lesson.id, now);
  if (right.kind !== 'open') throw new Error(right.kind);
  return right.link;
}

async function page(link: string) {
  const response = await fetch(link);
  return { status: response.status, text: await response.text() };
}

describe('a join link that the bot gave', () => {
  test('opens the call for its student, again and again, and names neither the call nor the student', async () => {
    const link = await pressed(anna);
    expect(link.startsWith(`${http.url}/j/`)).toBe(true);
    expect(decodeURIComponent(link)).not.toMatch(/canary|Иванова/);
    for (let i = 0; i < 2; i++) {
      const { status, text } = await page(link);
      expect(status).toBe(200);
      expect(text).toContain(LINK);
      expect(text).toContain('Группа ИСП-24');
    }
  });

  test('leads to the new call when the teacher has replaced the link', async () => {
    const link = await pressed(anna);
    await storage.timetable.setLink(lesson.id, NEW_LINK);
    expect((await page(link)).text).toContain(NEW_LINK);
  });

  test('admits nobody once the student has unbound, though it is still alive', async () => {
    const link = await pressed(anna);
    await storage.bindings.unbind(anna);
    const { status, text } = await page(link);
    expect(status).toBe(403);
    expect(text).not.toContain('canary');
  });

  test('admits nobody when the lesson went to another group meanwhile', async () => {
    const link = await pressed(anna);
    await putLesson({ groupId: '102' });
    const { status, text } = await page(link);
    expect([status, text.includes('canary'), text.includes('Математика')]).toEqual([403, false, false]);
  });

  test.each<[string, Partial<Lesson>, number, string]>([
    ['cancelled', { change: 'cancelled' }, 410, 'Занятие отменено'],
    ['moved to later', { startsAt: START + HOUR, endsAt: START + 2 * HOUR }, 403, 'еще не началось'],
    ['ended early', { endsAt: START }, 410, 'Звонок завершён'],
    ['held in the college', { mode: 'onsite' }, 403, 'Занятие проходит очно'],
  ])('says in words that the lesson was %s meanwhile', async (_how, changed, status, words) => {
    const link = await pressed(anna);
    await putLesson(changed);
    const shown = await page(link);
    expect(shown.status).toBe(status);
    expect(shown.text).toContain(words);
    expect(shown.text).not.toContain('canary');
  });

  test('is dead ten minutes after the press', async () => {
    const link = await pressed(anna);
    now += 10 * MINUTE - 1;
    expect((await page(link)).status).toBe(200);
    now += 1;
    const { status, text } = await page(link);
    expect([status, text.includes('canary')]).toEqual([410, false]);
  });

  test('is not given to a student of another group, nor made from what he has', async () => {
    expect(await press(boris, lesson.id, now)).toEqual({ kind: 'forbidden' });
    const link = await pressed(anna);
    expect((await page(link.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))).status).toBe(410);
  });
});

test('no log line of all this holds a token or a call’s address', () => {
  expect(http.logText()).not.toMatch(/canary|v1\./);
});
