import { describe, expect, it } from 'vitest';
import { runRefused } from '../../src/cli/refused.js';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.js';
import { BELL, bound, lesson, student, ZONE } from '../support/bell.js';
import { once, settle, useBell } from '../support/bell-house.js';

const GROUP = Array.from({ length: 3 }, (_, index) => student(index + 1));
const ACCOUNTS = ['11', '12', '13'];
const bell = useBell();

/** The operator's command, as it is typed. */
async function refused(options: { send?: boolean; json?: boolean } = {}) {
  let out = '';
  const complaints: string[] = [];
  const code = await runRefused(options, {
    refusedNotices: bell.college.refusedNotices,
    now: () => Promise.resolve(bell.house.now),
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
  await settle(bell.college, {
    persons: GROUP,
    lessons: [lesson(more)],
    bound: GROUP.map((it, index) => bound(it, 11 + index)),
  });
  const bot = await bell.open('a');
  await bot.planNotices(BELL);
  bell.messenger.answer = () => ({ kind: 'refused', reason: 'vk-911' });
  await bot.deliverer.deliverDue();
  bell.messenger.answer = () => ({ kind: 'sent' });
  return bot;
}

describe('people whom VK refused for a fault of ours', () => {
  it('hear once when it is mended and the operator says so, by the same random_id, and the counts add up', async () => {
    const bot = await refusedBell();
    expect(bot.logged.join('')).toContain('npm run zvonok -- refused');
    expect(await bell.college.noticeLedger.summary('l1', BELL)).toMatchObject({ planned: 3, pending: 0 });
    bell.house.now = BELL + 55 * MINUTE;
    await bot.deliverer.deliverDue();
    expect(bell.messenger.heard).toEqual({});

    for (let time = 0; time < 3; time += 1) {
      await refused({ send: true });
      await bot.deliverer.deliverDue();
    }

    expect(bell.messenger.heard).toEqual(once(ACCOUNTS));
    expect(bell.messenger.calls.length).toBe(2);
    expect(new Set(bell.messenger.calls.map(({ randomId }) => randomId)).size).toBe(1);
    expect(await bell.college.noticeLedger.summary('l1', BELL)).toEqual({
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
    bell.messenger.answer = (peer) =>
      peer === '12' ? { kind: 'refused', reason: 'vk-914' } : { kind: 'sent' };
    await refused({ send: true });
    await bot.deliverer.deliverDue();
    bell.messenger.answer = () => ({ kind: 'sent' });
    bell.house.now = BELL + HOUR;
    await refused({ send: true });
    await bot.deliverer.deliverDue();
    expect(bell.messenger.heard).toEqual(once(ACCOUNTS));
    expect(bot.metrics).toMatchObject({ sent: 3, dropped: { refused: 4 }, redriven: 4 });
  });

  it('are not told of a lesson that was cancelled meanwhile, nor once it is over', async () => {
    const bot = await refusedBell();
    await refused({ send: true });
    await settle(bell.college, { lessons: [lesson({ change: 'cancelled' })] });
    await bot.deliverer.deliverDue();
    expect(bot.metrics).toMatchObject({ dropped: { refused: 3, 'lesson-changed': 3 }, redriven: 3 });

    await bell.house.clear();
    const late = await refusedBell();
    bell.house.now = BELL + 90 * MINUTE;
    await refused({ send: true });
    await late.deliverer.deliverDue();
    expect(bell.messenger.heard).toEqual({});
  });

  it('and who have unbound themselves since are not told', async () => {
    const bot = await refusedBell();
    await bell.college.bindings.unbind({ channel: 'vk', id: '11' });
    await refused({ send: true });
    await bot.deliverer.deliverDue();
    expect(bell.messenger.heard).toEqual(once(['12', '13']));
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
    expect(bell.messenger.calls).toHaveLength(1);
  });

  it('is told what waits again, and the second time that there is nobody', async () => {
    await refusedBell();
    expect((await refused({ send: true })).out).toMatch(/^Снова в очереди: 3 получателя\./);
    expect(await refused({ send: true })).toEqual({ code: 0, out: 'Отправлять некому.\n', complaints: [] });
    expect(await refused()).toEqual({ code: 0, out: 'Мессенджеры никому не отказали.\n', complaints: [] });
  });

  it('hears that others are being sent just now', async () => {
    const bot = await refusedBell();
    bell.messenger.answer = (peer) => ({
      kind: peer === '11' ? 'refused' : 'retry',
      reason: 'vk-911',
      afterMs: 0,
    });
    await refused({ send: true });
    await bot.deliverer.deliverDue();
    bell.house.now += MINUTE;
    const wish = {
      channel: 'vk',
      owner: 'b',
      now: bell.house.now,
      dueBy: bell.house.now,
      leaseMs: 15 * SECOND,
      limit: 1,
    };
    await bell.college.noticeLedger.claim({ ...wish, channel: 'vk' });
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
    bell.house.now = BELL + 90 * MINUTE;
    expect(await said({ send: true })).toEqual({
      ok: true,
      again: 0,
      refused: [{ ...row, late: true }],
      errors: [],
    });
    bell.house.now = BELL + HOUR;
    expect(await said({ send: true })).toEqual({ ok: true, again: 3, refused: [], errors: [] });
  });
});
