import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runRefused } from '../../src/cli/refused.js';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.js';
import type { Storage } from '../../src/storage/connect.js';
import { BELL, bound, lesson, student, ZONE } from '../support/bell.js';
import { BellHouse, Messenger, settle } from '../support/bell-house.js';
import { testDatabaseUri } from '../support/mongo.js';

const GROUP = Array.from({ length: 3 }, (_, index) => student(index + 1));
const ACCOUNTS = ['11', '12', '13'];
const once = (peers: readonly string[]) => Object.fromEntries(peers.map((peer) => [peer, 1]));

let house: BellHouse;
let messenger: Messenger;
let college: Storage;

beforeAll(async () => {
  house = new BellHouse(testDatabaseUri());
  college = await house.connect('college');
});
beforeEach(() => {
  house.now = BELL;
  messenger = new Messenger();
});
afterEach(() => house.clear());
afterAll(() => house.close());

/** The operator's command, as it is typed. */
async function refused(options: { send?: boolean; json?: boolean } = {}) {
  let out = '';
  const complaints: string[] = [];
  const code = await runRefused(options, {
    refusedNotices: college.refusedNotices,
    now: () => Promise.resolve(house.now),
    zone: ZONE,
    out: (text) => {
      out += text;
    },
    complain: (text) => complaints.push(text),
  });
  return { code, out, complaints };
}

/** A bell at which VK takes the message for nobody: a keyboard of ours that it does not like. */
async function refusedBell(more: Parameters<typeof lesson>[0] = {}) {
  await settle(college, {
    persons: GROUP,
    lessons: [lesson(more)],
    bound: GROUP.map((it, index) => bound(it, 11 + index)),
  });
  const bot = await house.open({ owner: 'a', gateway: messenger.gateway('a') });
  await bot.planNotices(BELL);
  messenger.answer = () => ({ kind: 'refused', reason: 'vk-911' });
  await bot.deliverer.deliverDue();
  messenger.answer = () => ({ kind: 'sent' });
  return bot;
}

describe('people whom VK refused for a fault of ours', () => {
  it('hear once when it is mended and the operator says so, by the same random_id, and the counts add up', async () => {
    const bot = await refusedBell();
    expect(bot.logged.join('')).toContain('npm run zvonok -- refused');
    expect(await college.noticeLedger.summary('l1', BELL)).toMatchObject({ planned: 3, pending: 0 });
    house.now = BELL + 55 * MINUTE;
    await bot.deliverer.deliverDue();
    expect(messenger.heard).toEqual({});

    for (let time = 0; time < 3; time += 1) {
      await refused({ send: true });
      await bot.deliverer.deliverDue();
    }

    expect(messenger.heard).toEqual(once(ACCOUNTS));
    expect(messenger.calls.length).toBe(2);
    expect(new Set(messenger.calls.map(({ randomId }) => randomId)).size).toBe(1);
    expect(await college.noticeLedger.summary('l1', BELL)).toEqual({
      planned: 3,
      sent: 3,
      gone: 0,
      pending: 0,
    });
    const { sent, dropped, redriven } = bot.metrics;
    expect({ sent, dropped, redriven }).toEqual({ sent: 3, dropped: { refused: 3 }, redriven: 3 });
  });

  it('and refused again are kept again, and are told in the end', async () => {
    const bot = await refusedBell();
    messenger.answer = (peer) => (peer === '12' ? { kind: 'refused', reason: 'vk-914' } : { kind: 'sent' });
    await refused({ send: true });
    await bot.deliverer.deliverDue();
    messenger.answer = () => ({ kind: 'sent' });
    house.now = BELL + HOUR;
    await refused({ send: true });
    await bot.deliverer.deliverDue();
    expect(messenger.heard).toEqual(once(ACCOUNTS));
    expect(bot.metrics).toMatchObject({ sent: 3, dropped: { refused: 4 }, redriven: 4 });
  });

  it('are not told of a lesson that was cancelled meanwhile, nor once it is over', async () => {
    const bot = await refusedBell();
    await refused({ send: true });
    await settle(college, { lessons: [lesson({ change: 'cancelled' })] });
    await bot.deliverer.deliverDue();
    expect(bot.metrics).toMatchObject({ dropped: { refused: 3, 'lesson-changed': 3 }, redriven: 3 });

    await house.clear();
    const late = await refusedBell();
    house.now = BELL + 90 * MINUTE;
    await refused({ send: true });
    await late.deliverer.deliverDue();
    expect(messenger.heard).toEqual({});
  });

  it('and who have unbound themselves since are not told', async () => {
    const bot = await refusedBell();
    await college.bindings.unbind({ channel: 'vk', id: '11' });
    await refused({ send: true });
    await bot.deliverer.deliverDue();
    expect(messenger.heard).toEqual(once(['12', '13']));
  });
});

describe('an operator who asks what was refused', () => {
  it('sees how many, at which lesson, why and until when, and nobody’s number', async () => {
    await refusedBell({ id: 'занятие-17' });
    const { code, out, complaints } = await refused();
    expect(code).toBe(0);
    expect(out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['Мессенджер', 'Занятие', 'Начало', 'Причина', 'Получателей', 'Отправить до'],
      ['VK', 'занятие-17', '25 ноября, 10:00', 'vk-911, клавиатура', '3', '11:30'],
      [''],
    ]);
    expect(complaints.join()).toContain('npm run zvonok -- refused --send');
    expect(messenger.calls).toHaveLength(1);
  });

  it('is told what waits again, and the second time that there is nobody', async () => {
    await refusedBell();
    expect((await refused({ send: true })).out).toMatch(/^Снова в очереди: 3 получателя\./);
    expect(await refused({ send: true })).toEqual({ code: 0, out: 'Отправлять некому.\n', complaints: [] });
    expect(await refused()).toEqual({ code: 0, out: 'Мессенджеры никому не отказали.\n', complaints: [] });
  });

  it('hears that others are being sent just now', async () => {
    const bot = await refusedBell();
    messenger.answer = (peer) => ({
      kind: peer === '11' ? 'refused' : 'retry',
      reason: 'vk-911',
      afterMs: 0,
    });
    await refused({ send: true });
    await bot.deliverer.deliverDue();
    house.now += MINUTE;
    const wish = {
      channel: 'vk',
      owner: 'b',
      now: house.now,
      dueBy: house.now,
      leaseMs: 15 * SECOND,
      limit: 1,
    };
    await college.noticeLedger.claim({ ...wish, channel: 'vk' });
    const { out, complaints } = await refused({ send: true });
    expect([out, ...complaints]).toEqual([
      'Отправлять некому.\n',
      'Отправляются прямо сейчас: 1 получатель. Повторите через минуту.',
    ]);
  });

  it('reads JSON alone where a program asks, what came too late in it', async () => {
    await refusedBell();
    const row = {
      channel: 'vk',
      lesson: 'l1',
      start: '2026-11-25T07:00:00.000Z',
      reason: 'vk-911',
      recipients: 3,
      until: '2026-11-25T08:30:00.000Z',
    };
    const said = async (options: { send?: boolean }) =>
      JSON.parse((await refused({ ...options, json: true })).out);
    expect(await said({})).toEqual({ ok: true, again: 0, refused: [{ ...row, late: false }], errors: [] });
    house.now = BELL + 90 * MINUTE;
    expect(await said({ send: true })).toEqual({
      ok: true,
      again: 0,
      refused: [{ ...row, late: true }],
      errors: [],
    });
    house.now = BELL + HOUR;
    expect(await said({ send: true })).toEqual({ ok: true, again: 3, refused: [], errors: [] });
  });
});
