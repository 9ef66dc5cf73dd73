import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBell } from '../../jobs/ring-the-bell.js';
import { createScheduler } from '../../jobs/scheduler.js';
import type { Lesson } from '../../src/domain/lessons.js';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.js';
import { BELL, bound, CHAT, lesson, parent, student, TEACHER } from '../support/bell.js';
import { once, settle, useBell, type ProcessOptions } from '../support/bell-house.js';

const STUDENTS = Array.from({ length: 230 }, (_, index) => student(index + 1));
const MOTHER = parent(1, [1]);
const TEACHER_ACCOUNT = { channel: 'vk', id: '5000' } as const;
const EVERYONE = [...STUDENTS.map((_, index) => String(1001 + index)), '5000', '6000', String(CHAT.peerId)];

const bell = useBell();
const letGo: (() => void)[] = [];

/** A reply of the messenger that does not come while the test lasts, or until `letGo`. */
const hanging = () => new Promise<void>((resolve) => letGo.push(resolve));
afterEach(() => {
  for (const release of letGo.splice(0)) release();
});

describe('a whole group', () => {
  beforeEach(async () => {
    await settle(bell.college, {
      persons: [...STUDENTS, TEACHER, MOTHER],
      lessons: [lesson()],
      bound: [
        ...STUDENTS.map((it, index) => bound(it, 1001 + index)),
        bound(TEACHER, 5000),
        bound(MOTHER, 6000),
      ],
    });
    await bell.college.chats.made(CHAT, CHAT.peerId);
  });

  it('hears the bell once when two processes plan and send at the same moment', async () => {
    const processes = await Promise.all([bell.open('a'), bell.open('b')]);
    await Promise.all(
      processes.flatMap(({ planNotices, deliverer }) => [
        planNotices(BELL),
        planNotices(BELL),
        deliverer.deliverDue(),
      ]),
    );
    await Promise.all(processes.map(({ deliverer }) => deliverer.deliverDue()));

    expect(bell.messenger.heard).toEqual(once(EVERYONE));
    expect(bell.messenger.calls.flatMap((call) => call.peers).length).toBe(EVERYONE.length);
    expect(processes.reduce((sum, { metrics }) => sum + metrics.sent, 0)).toBe(EVERYONE.length);
    expect(bell.messenger.dialogs.get('6000')?.[0]?.text).toMatch(
      /^У ребёнка началось дистанционное занятие: Математика\n/,
    );
    expect(bell.messenger.dialogs.get('5000')?.[0]?.text).toMatch(/^Началось занятие: Математика\n/);
  });

  it('hears it once when a process dies between sending and recording', async () => {
    const dying = await bell.open('dying', { gateway: bell.messenger.gateway('dying', hanging) });
    await dying.planNotices(BELL);
    void dying.deliverer.deliverDue();
    await expect.poll(() => bell.messenger.calls.length).toBe(4);

    const heir = await bell.open('heir');
    bell.house.now = BELL + 14 * SECOND;
    await heir.deliverer.deliverDue();
    expect(bell.messenger.calls.length).toBe(4);
    bell.house.now = BELL + 16 * SECOND;
    await heir.deliverer.deliverDue();

    expect(bell.messenger.calls.length).toBe(8);
    expect(bell.messenger.heard).toEqual(once(EVERYONE));
    expect(heir.metrics.sent).toBe(EVERYONE.length);
    expect(await bell.college.noticeLedger.summary('l1', BELL)).toEqual({
      planned: EVERYONE.length,
      sent: EVERYONE.length,
      gone: 0,
      pending: 0,
    });
  });

  it('hears it once when the teacher presses «Начать сейчас» twenty times, and not again at the bell', async () => {
    const [one, two] = await Promise.all([bell.open('a'), bell.open('b')]);
    const early = BELL - 5 * MINUTE;
    bell.house.now = early;
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? one : two).startLesson(TEACHER_ACCOUNT, 'l1', early),
      ),
    );
    expect(results.filter(({ kind }) => kind === 'started')).toEqual([
      { kind: 'started', people: EVERYONE.length - 1 },
    ]);
    expect(results.filter(({ kind }) => kind === 'already').length).toBe(19);
    await expect.poll(() => bell.messenger.heard).toEqual(once(EVERYONE));

    bell.house.now = BELL;
    await Promise.all([one.planNotices(BELL), two.planNotices(BELL)]);
    await Promise.all([one.deliverer.deliverDue(), two.deliverer.deliverDue()]);
    expect(bell.messenger.heard).toEqual(once(EVERYONE));
    expect((await bell.college.timetable.lesson('l1'))?.startedAt).toBe(early);
  });
});

describe('one student', () => {
  const anna = student(1);

  const planned = async (changes: Partial<Lesson> = {}, options: Partial<ProcessOptions> = {}) => {
    await settle(bell.college, {
      persons: [anna, TEACHER],
      lessons: [lesson(changes)],
      bound: [bound(anna, 11)],
    });
    const bot = await bell.open('a', options);
    await bot.planNotices(BELL);
    return bot;
  };

  it('bound within the grace is told once by several processes, nobody else again', async () => {
    const [one, two] = [await planned(), await bell.open('b')];
    await Promise.all([one.deliverer.deliverDue(), two.deliverer.deliverDue()]);
    await settle(bell.college, { persons: [student(2)], bound: [bound(student(2), 12)] });
    bell.house.now = BELL + 90 * SECOND;
    await Promise.all([one, two, one, two].map((bot) => bot.planNotices(bell.house.now)));
    await Promise.all([one.deliverer.deliverDue(), two.deliverer.deliverDue()]);
    expect(bell.messenger.heard).toEqual(once(['11', '12']));
  });

  it('is not called into a lesson that is over: the notice is given up and counted', async () => {
    const bot = await planned();
    bell.messenger.answer = () => ({ kind: 'retry', afterMs: 0 });
    await bot.deliverer.deliverDue();
    bell.house.now = BELL + 90 * MINUTE;
    bell.messenger.answer = () => ({ kind: 'sent' });
    await bot.deliverer.deliverDue();
    expect(bell.messenger.heard).toEqual({});
    expect(bot.metrics.dropped).toEqual({ expired: 1 });
  });

  it('hears after a fault by the same random_id, and not sooner than the messenger asked', async () => {
    const bot = await planned();
    bell.messenger.answer = () => ({ kind: 'retry', afterMs: 30 * SECOND });
    await bot.deliverer.deliverDue();
    bell.messenger.answer = () => ({ kind: 'sent' });
    bell.house.now = BELL + 29 * SECOND;
    await bot.deliverer.deliverDue();
    expect(bell.messenger.calls.length).toBe(1);
    bell.house.now = BELL + 30 * SECOND;
    await bot.deliverer.deliverDue();
    expect(bell.messenger.heard).toEqual(once(['11']));
    expect(new Set(bell.messenger.calls.map((call) => call.randomId)).size).toBe(1);
  });

  it('gets no repeat once the messenger may have forgotten the first try', async () => {
    const bot = await planned({ endsAt: BELL + 4 * HOUR });
    bell.messenger.answer = () => ({ kind: 'retry', afterMs: 0 });
    await bot.deliverer.deliverDue();
    bell.house.now = BELL + 49 * MINUTE;
    await bot.deliverer.deliverDue();
    expect(bell.messenger.calls.length).toBe(2);
    bell.house.now = BELL + 50 * MINUTE;
    await bot.deliverer.deliverDue();
    expect(bell.messenger.calls.length).toBe(2);
    expect(bot.metrics.dropped).toEqual({ expired: 1 });
  });

  it('who forbade messages is remembered as out of reach and not tried again', async () => {
    const bot = await planned();
    bell.messenger.answer = () => ({ kind: 'gone' });
    await bot.deliverer.deliverDue();
    await settle(bell.college, { lessons: [lesson({ id: 'l2', startsAt: BELL + HOUR })] });
    bell.house.now = BELL + HOUR;
    await bot.planNotices(bell.house.now);
    await bot.deliverer.deliverDue();
    expect(bell.messenger.calls.length).toBe(1);
    expect(bot.metrics).toMatchObject({ gone: 1, sent: 0 });
    expect((await bell.college.bindings.ofPersons([anna.id]))[0]).toMatchObject({
      reachable: false,
      notify: true,
    });
  });

  it('whom a fault of ours keeps from hearing shows in the log and in the metrics, not in endless tries', async () => {
    const bot = await planned();
    bell.messenger.answer = () => ({ kind: 'refused', reason: 'vk-911' });
    await bot.deliverer.deliverDue();
    bell.house.now = BELL + MINUTE;
    await bot.deliverer.deliverDue();
    expect(bell.messenger.calls.length).toBe(1);
    expect(bot.metrics.dropped).toEqual({ refused: 1 });
    expect(bot.logged.join('')).toMatch(/"reason":"vk-911"/);
    expect(bot.logged.join('')).not.toContain('Математика');
  });

  it('is not written to by a process that was stopped for longer than its lease', async () => {
    let elapsed = 0;
    const frozen = await planned({}, { monotonic: () => (elapsed += 20 * SECOND) });
    await frozen.deliverer.deliverDue();
    expect(bell.messenger.calls).toEqual([]);
    bell.house.now = BELL + 16 * SECOND;
    await (await bell.open('b')).deliverer.deliverDue();
    expect(bell.messenger.calls.map((call) => call.by)).toEqual(['b']);
  });

  it('is told a moment later when their turn came too late, and is not counted as told twice', async () => {
    const account = { channel: 'telegram', id: '11' } as const;
    await settle(bell.college, {
      persons: [anna, TEACHER],
      lessons: [lesson()],
      bound: [bound(anna, 11, { account })],
    });
    let elapsed = 0;
    let busy = 20 * SECOND;
    const bot = await bell.open('a', {
      gateway: { ...bell.messenger.gateway('a'), channel: account.channel },
      monotonic: () => (elapsed += busy),
    });
    await bot.planNotices(BELL);
    await bot.deliverer.deliverDue();
    expect(bell.messenger.calls).toEqual([]);
    busy = 0;
    bell.house.now = BELL + SECOND;
    await bot.deliverer.deliverDue();
    // What was claimed in the busy time may be too late once more.
    bell.house.now = BELL + 2 * SECOND;
    await bot.deliverer.deliverDue();
    expect(bell.messenger.heard).toEqual(once(['11']));
    expect(bot.metrics).toMatchObject({ sent: 1, repeated: 0 });
  });

  it('is counted once when a slow process finishes what another has taken over', async () => {
    const slow = await planned({}, { gateway: bell.messenger.gateway('slow', hanging) });
    const run = slow.deliverer.deliverDue();
    await expect.poll(() => bell.messenger.calls.length).toBe(1);
    bell.house.now = BELL + 16 * SECOND;
    const heir = await bell.open('heir');
    await heir.deliverer.deliverDue();
    letGo.pop()?.();
    await run;
    expect(bell.messenger.heard).toEqual(once(['11']));
    expect([slow.metrics.sent, heir.metrics.sent]).toEqual([0, 1]);
  });

  it('does not wait for another lesson’s notice that hangs in the messenger', async () => {
    let hang = true;
    const bot = await planned(
      {},
      { gateway: bell.messenger.gateway('a', () => (hang ? hanging() : Promise.resolve())) },
    );
    void bot.deliverer.deliverDue();
    await expect.poll(() => bell.messenger.calls.length).toBe(1);
    hang = false;
    await settle(bell.college, { lessons: [lesson({ id: 'l2', startsAt: BELL + MINUTE })] });
    bell.house.now = BELL + MINUTE;
    await bot.planNotices(bell.house.now);
    void bot.deliverer.deliverDue();
    await expect.poll(() => bot.metrics.sent).toBe(1);
  });

  it('still hears when the bot is told to stop in the middle of a send, and nothing new begins', async () => {
    const bot = await planned({}, { gateway: bell.messenger.gateway('a', hanging) });
    const run = bot.deliverer.deliverDue();
    await expect.poll(() => bell.messenger.calls.length).toBe(1);
    const stopped = bot.deliverer.stop();
    letGo.pop()?.();
    await Promise.all([stopped, run]);
    expect(bot.metrics.sent).toBe(1);
    await bot.deliverer.deliverDue();
    expect(bell.messenger.calls.length).toBe(1);
  });
});

describe('on the running clock', () => {
  it('a lesson rings within a second of its start, not before', async () => {
    const clock = { now: Date.now };
    const startsAt = Math.ceil(clock.now() / SECOND + 1.5) * SECOND;
    await settle(bell.college, {
      persons: [student(1)],
      lessons: [lesson({ startsAt, endsAt: startsAt + HOUR })],
      bound: [bound(student(1), 11)],
    });
    let rangAt = 0;
    bell.messenger.answer = () => {
      rangAt = clock.now();
      return { kind: 'sent' };
    };
    const { planNotices, deliverer, log } = await bell.open('a', { clock });
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
    expect(bell.messenger.heard).toEqual(once(['11']));
  });
});

describe('«Начать сейчас»', () => {
  const press = async (
    changes: Partial<Lesson>,
    now: number,
    account = TEACHER_ACCOUNT as { channel: 'vk'; id: string },
  ) => {
    bell.house.now = now;
    await settle(bell.college, {
      persons: [student(1), TEACHER],
      lessons: [lesson(changes)],
      bound: [bound(student(1), 11), bound(TEACHER, 5000)],
    });
    const bot = await bell.open('a');
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
    expect((await bell.college.noticeLedger.summary('l1', BELL)).planned).toBe(0);
    expect((await bell.college.timetable.lesson('l1'))?.startedAt).toBeUndefined();
  });

  it('gives a student with a forged button nothing', async () => {
    expect(await press({}, BELL - MINUTE, { channel: 'vk', id: '11' })).toBe('not-yours');
    expect((await bell.college.noticeLedger.summary('l1', BELL)).planned).toBe(0);
  });

  it('rings late too, when the bell was missed altogether', async () => {
    expect(await press({}, BELL + 10 * MINUTE)).toBe('started');
    await expect.poll(() => bell.messenger.heard).toEqual(once(['11', '5000']));
  });

  it('lets the bell tell those who bound in between', async () => {
    expect(await press({}, BELL - 10 * MINUTE)).toBe('started');
    await settle(bell.college, { persons: [student(2)], bound: [bound(student(2), 12)] });
    const bot = await bell.open('b');
    bell.house.now = BELL;
    await bot.planNotices(BELL);
    await bot.deliverer.deliverDue();
    await expect.poll(() => bell.messenger.heard).toEqual(once(['11', '12', '5000']));
  });
});
