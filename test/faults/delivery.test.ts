import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBell } from '../../jobs/ring-the-bell.js';
import { createScheduler } from '../../jobs/scheduler.js';
import type { Lesson } from '../../src/domain/lessons.js';
import type { Person } from '../../src/domain/people.js';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.js';
import type { Storage } from '../../src/storage/connect.js';
import { BELL, bound, CHAT, lesson, parent, student, TEACHER } from '../support/bell.js';
import { BellHouse, Messenger, settle, type ProcessOptions } from '../support/bell-house.js';
import { testDatabaseUri } from '../support/mongo.js';

const STUDENTS = Array.from({ length: 230 }, (_, index) => student(index + 1));
const MOTHER = parent(1, [1]);
const TEACHER_2: Person = { ...TEACHER, id: 'teacher:2', lastName: 'Новикова' };
const TEACHER_ACCOUNT = { channel: 'vk', id: '5000' } as const;
const EVERYONE = [...STUDENTS.map((_, index) => String(1001 + index)), '5000', '6000', String(CHAT.peerId)];
const once = (peers: readonly string[]) => Object.fromEntries(peers.map((peer) => [peer, 1]));

let house: BellHouse;
let messenger: Messenger;
let college: Storage;
const letGo: (() => void)[] = [];

/** A reply of the messenger that does not come while the test lasts, or until `letGo`. */
const hanging = () => new Promise<void>((resolve) => letGo.push(resolve));
/** One process of the bot; `owner` also names it in the messenger's record. */
const open = (owner: string, more: Partial<ProcessOptions> = {}) =>
  house.open({ owner, gateway: messenger.gateway(owner), ...more });

beforeAll(async () => {
  house = new BellHouse(testDatabaseUri());
  college = await house.connect('college');
});
beforeEach(() => {
  house.now = BELL;
  messenger = new Messenger();
});
afterEach(async () => {
  for (const release of letGo.splice(0)) release();
  await house.clear();
});
afterAll(() => house.close());

describe('a whole group', () => {
  beforeEach(async () => {
    await settle(college, {
      persons: [...STUDENTS, TEACHER, MOTHER],
      lessons: [lesson()],
      bound: [
        ...STUDENTS.map((it, index) => bound(it, 1001 + index)),
        bound(TEACHER, 5000),
        bound(MOTHER, 6000),
      ],
    });
    await college.chats.made(CHAT, CHAT.peerId);
  });

  it('hears the bell once when two processes plan and send at the same moment', async () => {
    const processes = await Promise.all([open('a'), open('b')]);
    await Promise.all(
      processes.flatMap(({ planNotices, deliverer }) => [
        planNotices(BELL),
        planNotices(BELL),
        deliverer.deliverDue(),
      ]),
    );
    await Promise.all(processes.map(({ deliverer }) => deliverer.deliverDue()));

    expect(messenger.heard).toEqual(once(EVERYONE));
    expect(messenger.calls.flatMap((call) => call.peers).length).toBe(EVERYONE.length);
    expect(processes.reduce((sum, { metrics }) => sum + metrics.sent, 0)).toBe(EVERYONE.length);
    expect(messenger.dialogs.get('6000')?.[0]?.text).toMatch(
      /^У ребёнка началось дистанционное занятие: Математика\n/,
    );
    expect(messenger.dialogs.get('5000')?.[0]?.text).toMatch(/^Началось занятие: Математика\n/);
  });

  it('hears it once when a process dies between sending and recording', async () => {
    const dying = await open('dying', { gateway: messenger.gateway('dying', hanging) });
    await dying.planNotices(BELL);
    void dying.deliverer.deliverDue();
    await expect.poll(() => messenger.calls.length).toBe(4);

    const heir = await open('heir');
    house.now = BELL + 14 * SECOND;
    await heir.deliverer.deliverDue();
    expect(messenger.calls.length).toBe(4);
    house.now = BELL + 16 * SECOND;
    await heir.deliverer.deliverDue();

    expect(messenger.calls.length).toBe(8);
    expect(messenger.heard).toEqual(once(EVERYONE));
    expect(heir.metrics.sent).toBe(EVERYONE.length);
    expect(await college.noticeLedger.summary('l1', BELL)).toEqual({
      planned: EVERYONE.length,
      sent: EVERYONE.length,
      gone: 0,
      pending: 0,
    });
  });

  it('hears it once when the teacher presses «Начать сейчас» twenty times, and not again at the bell', async () => {
    const [one, two] = await Promise.all([open('a'), open('b')]);
    const early = BELL - 5 * MINUTE;
    house.now = early;
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? one : two).startLesson(TEACHER_ACCOUNT, 'l1', early),
      ),
    );
    expect(results.filter(({ kind }) => kind === 'started')).toEqual([
      { kind: 'started', people: EVERYONE.length - 1 },
    ]);
    expect(results.filter(({ kind }) => kind === 'already').length).toBe(19);
    await expect.poll(() => messenger.heard).toEqual(once(EVERYONE));

    house.now = BELL;
    await Promise.all([one.planNotices(BELL), two.planNotices(BELL)]);
    await Promise.all([one.deliverer.deliverDue(), two.deliverer.deliverDue()]);
    expect(messenger.heard).toEqual(once(EVERYONE));
    expect((await college.timetable.lesson('l1'))?.startedAt).toBe(early);
  });
});

describe('between planning and the bell', () => {
  const anna = student(1);
  const boris = student(2);

  const planned = async (it = lesson()) => {
    await settle(college, {
      persons: [anna, boris, TEACHER, MOTHER],
      lessons: [it],
      bound: [bound(anna, 11), bound(boris, 12), bound(MOTHER, 6000)],
    });
    const bot = await open('a');
    await bot.planNotices(BELL - 8 * SECOND);
    return bot;
  };

  it('nothing leaves before the bell', async () => {
    const bot = await planned();
    house.now = BELL - 1;
    await bot.deliverer.deliverDue();
    expect(messenger.calls).toEqual([]);
    house.now = BELL;
    await bot.deliverer.deliverDue();
    expect(messenger.heard).toEqual(once(['11', '12', '6000']));
  });

  it('a database that is away at the bell costs the moment that it is away, not a lease', async () => {
    await planned();
    let isAway = true;
    const bot = await open('b', {
      beforeCheck: () => {
        if (isAway) throw new Error('the database is away');
      },
    });
    house.now = BELL - 1;
    await bot.deliverer.deliverDue();
    house.now = BELL;
    await expect(bot.deliverer.deliverDue()).rejects.toThrow('away');
    expect(messenger.calls).toEqual([]);
    isAway = false;
    house.now = BELL + SECOND;
    await bot.deliverer.deliverDue();
    expect(messenger.heard).toEqual(once(['11', '12', '6000']));
  });

  it('a process that is told to stop a moment before the bell leaves it to another, who rings at once', async () => {
    const bot = await planned();
    house.now = BELL - 1;
    await bot.deliverer.deliverDue();
    await bot.deliverer.stop();
    const heir = await open('heir');
    house.now = BELL;
    await heir.deliverer.deliverDue();
    expect(messenger.heard).toEqual(once(['11', '12', '6000']));
  });

  it.each<[string, () => Promise<void>]>([
    [
      'moved',
      () => settle(college, { lessons: [lesson({ startsAt: BELL + HOUR, endsAt: BELL + 2 * HOUR })] }),
    ],
    ['cancelled', () => settle(college, { lessons: [lesson({ change: 'cancelled' })] })],
    ['made an ordinary one', () => settle(college, { lessons: [lesson({ mode: 'onsite' })] })],
    ['taken out of the timetable', () => settle(college, { removedLessons: ['l1'] })],
  ])('nobody is called to a lesson that was %s', async (_change, change) => {
    const bot = await planned();
    await change();
    await bot.deliverer.deliverDue();
    expect(messenger.calls).toEqual([]);
    expect(bot.metrics.dropped).toEqual({ 'lesson-changed': 3 });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['unbound', () => college.bindings.unbind({ channel: 'vk', id: '12' })],
    ['switched notices off', () => college.bindings.setNotify(['student:2'], false)],
    ['left the group', () => settle(college, { persons: [student(2, '102')] })],
  ])('a student who %s is left alone, the others hear', async (_change, change) => {
    const bot = await planned();
    await change();
    await bot.deliverer.deliverDue();
    expect(messenger.heard).toEqual(once(['11', '6000']));
    expect(bot.metrics.dropped).toEqual({ unbound: 1 });
  });

  it('a lesson given to another teacher is called by its new name, and the former teacher is left alone', async () => {
    await settle(college, { persons: [TEACHER_2], bound: [bound(TEACHER, 5000), bound(TEACHER_2, 5001)] });
    const bot = await planned();
    const given = lesson({ teacherId: TEACHER_2.id, teacherName: 'Новикова Н. Н.' });
    await settle(college, { lessons: [given] });
    await bot.planNotices(BELL);
    await bot.deliverer.deliverDue();
    expect(messenger.heard).toEqual(once(['11', '12', '5001', '6000']));
    for (const peer of ['11', '5001', '6000'])
      expect(messenger.dialogs.get(peer)?.[0]?.text).toMatch(/ · Новикова Н. Н. · /);
    expect(messenger.dialogs.get('6000')?.[0]?.text).toMatch(/^У ребёнка началось/);
  });

  it('a link that the teacher sends in the last seconds is not said to be missing', async () => {
    const { link: _, ...linkless } = lesson();
    const bot = await planned(linkless);
    await college.timetable.setLink('l1', 'https://sferum.ru/?call_link=LATE');
    await bot.deliverer.deliverDue();
    expect(messenger.heard).toEqual(once(['11', '12', '6000']));
    expect(messenger.dialogs.get('11')?.[0]?.text).not.toMatch(/Ссылка появится позже/);
  });

  it('a parent who switched the reminder off is left alone', async () => {
    const bot = await planned();
    await college.bindings.setReminder(['parent:1'], 'student:1', false);
    await bot.deliverer.deliverDue();
    expect(messenger.heard).toEqual(once(['11', '12']));
  });
});

describe('while the messenger’s second is full', () => {
  const [anna, boris] = [student(1), student(2)];
  let elapsed: number;
  let isAway: boolean;
  let comes: () => void;

  /** Their notice has been checked and waits for its place. */
  const waiting = async () => {
    [elapsed, isAway] = [0, false];
    const place = new Promise<void>((resolve) => (comes = resolve));
    await settle(college, {
      persons: [anna, boris, TEACHER],
      lessons: [lesson()],
      bound: [bound(anna, 11), bound(boris, 12)],
    });
    let isChecked = false;
    const bot = await open('a', {
      gateway: messenger.gateway('a', undefined, () => ((isChecked = true), place)),
      monotonic: () => elapsed,
      beforeCheck: () => {
        if (isAway) throw new Error('the database is away');
      },
    });
    await bot.planNotices(BELL);
    const delivered = bot.deliverer.deliverDue();
    await expect.poll(() => isChecked).toBe(true);
    return { bot, delivered };
  };
  /** Its place comes, so much later. */
  const leave = async (delivered: Promise<void>, afterMs: number) => {
    elapsed += afterMs;
    comes();
    await delivered;
  };

  it('a lesson is cancelled: nobody is called to it any more', async () => {
    const { bot, delivered } = await waiting();
    await settle(college, { lessons: [lesson({ change: 'cancelled' })] });
    await leave(delivered, 400);
    house.now = BELL + 2 * SECOND;
    await bot.deliverer.deliverDue();
    expect(messenger.calls).toEqual([]);
    expect(bot.metrics.dropped).toEqual({ 'lesson-changed': 2 });
  });

  it('a lesson is given to another teacher: nobody reads the name of the former one', async () => {
    const { bot, delivered } = await waiting();
    await settle(college, { lessons: [lesson({ teacherName: 'Новикова Н. Н.' })] });
    await leave(delivered, 400);
    expect(messenger.calls).toEqual([]);
    house.now = BELL + 2 * SECOND;
    await bot.deliverer.deliverDue();
    expect(messenger.heard).toEqual(once(['11', '12']));
    expect(messenger.dialogs.get('11')?.[0]?.text).toMatch(/ · Новикова Н. Н. · /);
  });

  it('a student switches notices off: the others hear a moment later', async () => {
    const { bot, delivered } = await waiting();
    await college.bindings.setNotify(['student:2'], false);
    await leave(delivered, 400);
    expect(messenger.calls).toEqual([]);
    house.now = BELL + 2 * SECOND;
    await bot.deliverer.deliverDue();
    expect(messenger.heard).toEqual(once(['11']));
    expect(bot.metrics.dropped).toEqual({ unbound: 1 });
  });

  it.each<[string, number, () => void]>([
    ['nothing changes', 400, () => undefined],
    ['the database goes away', 400, () => (isAway = true)],
    ['the wait is too short for a second look', 200, () => (isAway = true)],
  ])('%s: everybody hears at once', async (_what, afterMs, change) => {
    const { delivered } = await waiting();
    change();
    await leave(delivered, afterMs);
    expect(messenger.heard).toEqual(once(['11', '12']));
  });
});

describe('one student', () => {
  const anna = student(1);

  const planned = async (changes: Partial<Lesson> = {}, options: Partial<ProcessOptions> = {}) => {
    await settle(college, { persons: [anna, TEACHER], lessons: [lesson(changes)], bound: [bound(anna, 11)] });
    const bot = await open('a', options);
    await bot.planNotices(BELL);
    return bot;
  };

  it('bound within the grace is told once by several processes, nobody else again', async () => {
    const [one, two] = [await planned(), await open('b')];
    await Promise.all([one.deliverer.deliverDue(), two.deliverer.deliverDue()]);
    await settle(college, { persons: [student(2)], bound: [bound(student(2), 12)] });
    house.now = BELL + 90 * SECOND;
    await Promise.all([one, two, one, two].map((bot) => bot.planNotices(house.now)));
    await Promise.all([one.deliverer.deliverDue(), two.deliverer.deliverDue()]);
    expect(messenger.heard).toEqual(once(['11', '12']));
  });

  it('is not called into a lesson that is over: the notice is given up and counted', async () => {
    const bot = await planned();
    messenger.answer = () => ({ kind: 'retry', afterMs: 0 });
    await bot.deliverer.deliverDue();
    house.now = BELL + 90 * MINUTE;
    messenger.answer = () => ({ kind: 'sent' });
    await bot.deliverer.deliverDue();
    expect(messenger.heard).toEqual({});
    expect(bot.metrics.dropped).toEqual({ expired: 1 });
  });

  it('hears after a fault by the same random_id, and not sooner than the messenger asked', async () => {
    const bot = await planned();
    messenger.answer = () => ({ kind: 'retry', afterMs: 30 * SECOND });
    await bot.deliverer.deliverDue();
    messenger.answer = () => ({ kind: 'sent' });
    house.now = BELL + 29 * SECOND;
    await bot.deliverer.deliverDue();
    expect(messenger.calls.length).toBe(1);
    house.now = BELL + 30 * SECOND;
    await bot.deliverer.deliverDue();
    expect(messenger.heard).toEqual(once(['11']));
    expect(new Set(messenger.calls.map((call) => call.randomId)).size).toBe(1);
  });

  it('gets no repeat once the messenger may have forgotten the first try', async () => {
    const bot = await planned({ endsAt: BELL + 4 * HOUR });
    messenger.answer = () => ({ kind: 'retry', afterMs: 0 });
    await bot.deliverer.deliverDue();
    house.now = BELL + 49 * MINUTE;
    await bot.deliverer.deliverDue();
    expect(messenger.calls.length).toBe(2);
    house.now = BELL + 50 * MINUTE;
    await bot.deliverer.deliverDue();
    expect(messenger.calls.length).toBe(2);
    expect(bot.metrics.dropped).toEqual({ expired: 1 });
  });

  it('who forbade messages is remembered as out of reach and not tried again', async () => {
    const bot = await planned();
    messenger.answer = () => ({ kind: 'gone' });
    await bot.deliverer.deliverDue();
    await settle(college, { lessons: [lesson({ id: 'l2', startsAt: BELL + HOUR })] });
    house.now = BELL + HOUR;
    await bot.planNotices(house.now);
    await bot.deliverer.deliverDue();
    expect(messenger.calls.length).toBe(1);
    expect(bot.metrics).toMatchObject({ gone: 1, sent: 0 });
    expect((await college.bindings.ofPersons([anna.id]))[0]).toMatchObject({
      reachable: false,
      notify: true,
    });
  });

  it('whom a fault of ours keeps from hearing shows in the log and in the metrics, not in endless tries', async () => {
    const bot = await planned();
    messenger.answer = () => ({ kind: 'refused', reason: 'vk-911' });
    await bot.deliverer.deliverDue();
    house.now = BELL + MINUTE;
    await bot.deliverer.deliverDue();
    expect(messenger.calls.length).toBe(1);
    expect(bot.metrics.dropped).toEqual({ refused: 1 });
    expect(bot.logged.join('')).toMatch(/"reason":"vk-911"/);
    expect(bot.logged.join('')).not.toContain('Математика');
  });

  it('is not written to by a process that was stopped for longer than its lease', async () => {
    let elapsed = 0;
    const frozen = await planned({}, { monotonic: () => (elapsed += 20 * SECOND) });
    await frozen.deliverer.deliverDue();
    expect(messenger.calls).toEqual([]);
    house.now = BELL + 16 * SECOND;
    await (await open('b')).deliverer.deliverDue();
    expect(messenger.calls.map((call) => call.by)).toEqual(['b']);
  });

  it('is told a moment later when their turn came too late, and is not counted as told twice', async () => {
    const account = { channel: 'telegram', id: '11' } as const;
    await settle(college, {
      persons: [anna, TEACHER],
      lessons: [lesson()],
      bound: [bound(anna, 11, { account })],
    });
    let elapsed = 0;
    let busy = 20 * SECOND;
    const bot = await open('a', {
      gateway: { ...messenger.gateway('a'), channel: account.channel },
      monotonic: () => (elapsed += busy),
    });
    await bot.planNotices(BELL);
    await bot.deliverer.deliverDue();
    expect(messenger.calls).toEqual([]);
    busy = 0;
    house.now = BELL + SECOND;
    await bot.deliverer.deliverDue();
    // What was claimed in the busy time may be too late once more.
    house.now = BELL + 2 * SECOND;
    await bot.deliverer.deliverDue();
    expect(messenger.heard).toEqual(once(['11']));
    expect(bot.metrics).toMatchObject({ sent: 1, repeated: 0 });
  });

  it('is counted once when a slow process finishes what another has taken over', async () => {
    const slow = await planned({}, { gateway: messenger.gateway('slow', hanging) });
    const run = slow.deliverer.deliverDue();
    await expect.poll(() => messenger.calls.length).toBe(1);
    house.now = BELL + 16 * SECOND;
    const heir = await open('heir');
    await heir.deliverer.deliverDue();
    letGo.pop()?.();
    await run;
    expect(messenger.heard).toEqual(once(['11']));
    expect([slow.metrics.sent, heir.metrics.sent]).toEqual([0, 1]);
  });

  it('does not wait for another lesson’s notice that hangs in the messenger', async () => {
    let hang = true;
    const bot = await planned(
      {},
      { gateway: messenger.gateway('a', () => (hang ? hanging() : Promise.resolve())) },
    );
    void bot.deliverer.deliverDue();
    await expect.poll(() => messenger.calls.length).toBe(1);
    hang = false;
    await settle(college, { lessons: [lesson({ id: 'l2', startsAt: BELL + MINUTE })] });
    house.now = BELL + MINUTE;
    await bot.planNotices(house.now);
    void bot.deliverer.deliverDue();
    await expect.poll(() => bot.metrics.sent).toBe(1);
  });

  it('still hears when the bot is told to stop in the middle of a send, and nothing new begins', async () => {
    const bot = await planned({}, { gateway: messenger.gateway('a', hanging) });
    const run = bot.deliverer.deliverDue();
    await expect.poll(() => messenger.calls.length).toBe(1);
    const stopped = bot.deliverer.stop();
    letGo.pop()?.();
    await Promise.all([stopped, run]);
    expect(bot.metrics.sent).toBe(1);
    await bot.deliverer.deliverDue();
    expect(messenger.calls.length).toBe(1);
  });
});

describe('on the running clock', () => {
  it('a lesson rings within a second of its start, not before', async () => {
    const clock = { now: Date.now };
    const startsAt = Math.ceil(clock.now() / SECOND + 1.5) * SECOND;
    await settle(college, {
      persons: [student(1)],
      lessons: [lesson({ startsAt, endsAt: startsAt + HOUR })],
      bound: [bound(student(1), 11)],
    });
    let rangAt = 0;
    messenger.answer = () => {
      rangAt = clock.now();
      return { kind: 'sent' };
    };
    const { planNotices, deliverer, log } = await open('a', { clock });
    const scheduler = createScheduler({
      jobs: createBell({ planNotices, deliverer }).jobs,
      clock,
      log,
    });
    scheduler.start();
    await vi.waitFor(() => expect(rangAt).toBeGreaterThan(0), { timeout: 10_000 });
    await scheduler.stop();
    expect(rangAt - startsAt).toBeGreaterThanOrEqual(0);
    expect(rangAt - startsAt).toBeLessThan(SECOND);
    expect(messenger.heard).toEqual(once(['11']));
  });
});

describe('«Начать сейчас»', () => {
  const press = async (
    changes: Partial<Lesson>,
    now: number,
    account = TEACHER_ACCOUNT as { channel: 'vk'; id: string },
  ) => {
    house.now = now;
    await settle(college, {
      persons: [student(1), TEACHER],
      lessons: [lesson(changes)],
      bound: [bound(student(1), 11), bound(TEACHER, 5000)],
    });
    const bot = await open('a');
    return (await bot.startLesson(account, 'l1', now)).kind;
  };

  it.each<[string, string, Partial<Lesson>, number]>([
    ['over', 'whose lesson has ended', {}, BELL + 90 * MINUTE],
    ['cancelled', 'whose lesson was cancelled', { change: 'cancelled' }, BELL],
    ['not-remote', 'whose lesson is an ordinary one', { mode: 'onsite' }, BELL],
    ['not-yours', 'who gives other lessons', { teacherId: 'teacher:2' }, BELL],
    ['too-early', 'on the day before', {}, BELL - 12 * HOUR],
  ])('answers %s to a teacher %s, and rings for nobody', async (kind, _who, changes, now) => {
    expect(await press(changes, now)).toBe(kind);
    expect((await college.noticeLedger.summary('l1', BELL)).planned).toBe(0);
    expect((await college.timetable.lesson('l1'))?.startedAt).toBeUndefined();
  });

  it('gives a student with a forged button nothing', async () => {
    expect(await press({}, BELL - MINUTE, { channel: 'vk', id: '11' })).toBe('not-yours');
    expect((await college.noticeLedger.summary('l1', BELL)).planned).toBe(0);
  });

  it('rings late too, when the bell was missed altogether', async () => {
    expect(await press({}, BELL + 10 * MINUTE)).toBe('started');
    await expect.poll(() => messenger.heard).toEqual(once(['11', '5000']));
  });

  it('lets the bell tell those who bound in between', async () => {
    expect(await press({}, BELL - 10 * MINUTE)).toBe('started');
    await settle(college, { persons: [student(2)], bound: [bound(student(2), 12)] });
    const bot = await open('b');
    house.now = BELL;
    await bot.planNotices(BELL);
    await bot.deliverer.deliverDue();
    await expect.poll(() => messenger.heard).toEqual(once(['11', '12', '5000']));
  });
});
