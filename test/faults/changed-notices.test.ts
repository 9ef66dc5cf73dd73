import { describe, expect, it } from 'vitest';
import type { Person } from '../../src/domain/people.js';
import { HOUR, SECOND } from '../../src/domain/time.js';
import { BELL, bound, lesson, parent, student, TEACHER } from '../support/bell.js';
import { once, settle, useBell } from '../support/bell-house.js';

const MOTHER = parent(1, [1]);
const TEACHER_2: Person = { ...TEACHER, id: 'teacher:2', lastName: 'Новикова' };
const bell = useBell();

describe('between planning and the bell', () => {
  const anna = student(1);
  const boris = student(2);

  const planned = async (it = lesson()) => {
    await settle(bell.college, {
      persons: [anna, boris, TEACHER, MOTHER],
      lessons: [it],
      bound: [bound(anna, 11), bound(boris, 12), bound(MOTHER, 6000)],
    });
    const bot = await bell.open('a');
    await bot.planNotices(BELL - 8 * SECOND);
    return bot;
  };

  it('nothing leaves before the bell', async () => {
    const bot = await planned();
    bell.house.now = BELL - 1;
    await bot.deliverer.deliverDue();
    expect(bell.messenger.calls).toEqual([]);
    bell.house.now = BELL;
    await bot.deliverer.deliverDue();
    expect(bell.messenger.heard).toEqual(once(['11', '12', '6000']));
  });

  it('a database that is away at the bell costs the moment that it is away, not a lease', async () => {
    await planned();
    let isAway = true;
    const bot = await bell.open('b', {
      beforeCheck: () => {
        if (isAway) throw new Error('the database is away');
      },
    });
    bell.house.now = BELL - 1;
    await bot.deliverer.deliverDue();
    bell.house.now = BELL;
    await expect(bot.deliverer.deliverDue()).rejects.toThrow('away');
    expect(bell.messenger.calls).toEqual([]);
    isAway = false;
    bell.house.now = BELL + SECOND;
    await bot.deliverer.deliverDue();
    expect(bell.messenger.heard).toEqual(once(['11', '12', '6000']));
  });

  it('a process that is told to stop a moment before the bell leaves it to another, who rings at once', async () => {
    const bot = await planned();
    bell.house.now = BELL - 1;
    await bot.deliverer.deliverDue();
    await bot.deliverer.stop();
    const heir = await bell.open('heir');
    bell.house.now = BELL;
    await heir.deliverer.deliverDue();
    expect(bell.messenger.heard).toEqual(once(['11', '12', '6000']));
  });

  it.each<[string, () => Promise<void>]>([
    [
      'moved',
      () => settle(bell.college, { lessons: [lesson({ startsAt: BELL + HOUR, endsAt: BELL + 2 * HOUR })] }),
    ],
    ['cancelled', () => settle(bell.college, { lessons: [lesson({ change: 'cancelled' })] })],
    ['made an ordinary one', () => settle(bell.college, { lessons: [lesson({ mode: 'onsite' })] })],
    ['taken out of the timetable', () => settle(bell.college, { removedLessons: ['l1'] })],
  ])('nobody is called to a lesson that was %s', async (_change, change) => {
    const bot = await planned();
    await change();
    await bot.deliverer.deliverDue();
    expect(bell.messenger.calls).toEqual([]);
    expect(bot.metrics.dropped).toEqual({ 'lesson-changed': 3 });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['unbound', () => bell.college.bindings.unbind({ channel: 'vk', id: '12' })],
    ['switched notices off', () => bell.college.bindings.setNotify(['student:2'], false)],
    ['left the group', () => settle(bell.college, { persons: [student(2, '102')] })],
  ])('a student who %s is left alone, the others hear', async (_change, change) => {
    const bot = await planned();
    await change();
    await bot.deliverer.deliverDue();
    expect(bell.messenger.heard).toEqual(once(['11', '6000']));
    expect(bot.metrics.dropped).toEqual({ unbound: 1 });
  });

  it('a lesson given to another teacher is called by its new name, and the former teacher is left alone', async () => {
    await settle(bell.college, {
      persons: [TEACHER_2],
      bound: [bound(TEACHER, 5000), bound(TEACHER_2, 5001)],
    });
    const bot = await planned();
    const given = lesson({ teacherId: TEACHER_2.id, teacherName: 'Новикова Н. Н.' });
    await settle(bell.college, { lessons: [given] });
    await bot.planNotices(BELL);
    await bot.deliverer.deliverDue();
    expect(bell.messenger.heard).toEqual(once(['11', '12', '5001', '6000']));
    for (const peer of ['11', '5001', '6000'])
      expect(bell.messenger.dialogs.get(peer)?.[0]?.text).toMatch(/ · Новикова Н. Н. · /);
    expect(bell.messenger.dialogs.get('6000')?.[0]?.text).toMatch(/^У ребёнка началось/);
  });

  it('a link that the teacher sends in the last seconds is not said to be missing', async () => {
    const { link: _, ...linkless } = lesson();
    const bot = await planned(linkless);
    await bell.college.timetable.setLink('l1', 'https://sferum.ru/?call_link=LATE');
    await bot.deliverer.deliverDue();
    expect(bell.messenger.heard).toEqual(once(['11', '12', '6000']));
    expect(bell.messenger.dialogs.get('11')?.[0]?.text).not.toMatch(/Ссылка появится позже/);
  });

  it('a parent who switched the reminder off is left alone', async () => {
    const bot = await planned();
    await bell.college.bindings.setReminder(['parent:1'], 'student:1', false);
    await bot.deliverer.deliverDue();
    expect(bell.messenger.heard).toEqual(once(['11', '12']));
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
    await settle(bell.college, {
      persons: [anna, boris, TEACHER],
      lessons: [lesson()],
      bound: [bound(anna, 11), bound(boris, 12)],
    });
    let isChecked = false;
    const bot = await bell.open('a', {
      gateway: bell.messenger.gateway('a', undefined, () => ((isChecked = true), place)),
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
    await settle(bell.college, { lessons: [lesson({ change: 'cancelled' })] });
    await leave(delivered, 400);
    bell.house.now = BELL + 2 * SECOND;
    await bot.deliverer.deliverDue();
    expect(bell.messenger.calls).toEqual([]);
    expect(bot.metrics.dropped).toEqual({ 'lesson-changed': 2 });
  });

  it('a lesson is given to another teacher: nobody reads the name of the former one', async () => {
    const { bot, delivered } = await waiting();
    await settle(bell.college, { lessons: [lesson({ teacherName: 'Новикова Н. Н.' })] });
    await leave(delivered, 400);
    expect(bell.messenger.calls).toEqual([]);
    bell.house.now = BELL + 2 * SECOND;
    await bot.deliverer.deliverDue();
    expect(bell.messenger.heard).toEqual(once(['11', '12']));
    expect(bell.messenger.dialogs.get('11')?.[0]?.text).toMatch(/ · Новикова Н. Н. · /);
  });

  it('a student switches notices off: the others hear a moment later', async () => {
    const { bot, delivered } = await waiting();
    await bell.college.bindings.setNotify(['student:2'], false);
    await leave(delivered, 400);
    expect(bell.messenger.calls).toEqual([]);
    bell.house.now = BELL + 2 * SECOND;
    await bot.deliverer.deliverDue();
    expect(bell.messenger.heard).toEqual(once(['11']));
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
    expect(bell.messenger.heard).toEqual(once(['11', '12']));
  });
});
