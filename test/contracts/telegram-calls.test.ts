import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askTelegram } from '../../src/app/ask-telegram.js';
import { botLinkOf } from '../../src/app/bot-link.js';
import { wholeShare, type Share } from '../../src/channels/pace-page.js';
import { createPace } from '../../src/channels/telegram/pace.js';
import { createTelegramGateways, type TelegramGateways } from '../../src/channels/telegram/index.js';
import { parseConfig } from '../../src/config.js';
import { createLogger } from '../../src/logger.js';
import { telegramStandin, type TelegramStandin } from './telegram-standin.js';
import { leaving } from '../support/leaving.js';

const BELL = { text: 'Началось занятие' };

describe('people whom the bot writes to in Telegram', () => {
  let telegram: TelegramStandin;
  let gateways: TelegramGateways;
  let rests: number[];
  let share: Share;
  beforeEach(async () => {
    telegram = await telegramStandin();
    rests = [];
    share = wholeShare(30);
    gateways = createTelegramGateways(
      { token: telegram.door.token, apiUrl: telegram.door.url, transport: { kind: 'longpoll' } },
      {
        buttons: { keep: async () => undefined },
        log: createLogger({ level: 'silent' }),
        now: () => performance.now(),
        share: () => share,
        onRest: (_code, ms) => rests.push(ms),
      },
    );
  });
  afterEach(async () => {
    gateways.close();
    await telegram.stop();
  });

  const person = (id: number) =>
    telegram.world.addPerson({ id, firstName: 'Анна', lastName: 'Тестова', allowed: 'yes' });
  const heard = (id: number) =>
    telegram.world.conversation(id).messages.filter(({ fromId }) => fromId < 0).length;
  const sends = () => telegram.world.requests.filter(({ method }) => method === 'sendMessage').length;

  it('are left alone by everybody for as long as Telegram asks, then answered', async () => {
    person(11);
    person(12);
    telegram.world.floodWaitS = 3;
    telegram.world.fail('sendMessage', 1, { code: 429 });
    const begun = performance.now();
    const first = gateways.replies.send('11', BELL);
    await expect.poll(() => rests).toEqual([3_000]);
    expect(gateways.notices.room()).toBe(0);
    // A notice is not held in hand for so long: it is told how long to wait.
    expect(await gateways.notices.turn?.(['12'])).toMatchObject({ kind: 'wait' });
    const second = gateways.replies.send('12', BELL);
    expect(sends()).toBe(1);
    await Promise.all([first, second]);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(2_990);
    expect([heard(11), heard(12), sends()]).toEqual([1, 1, 3]);
    expect(gateways.notices.room()).toBeGreaterThan(0);
  });

  it('hear an answer once Telegram is back, and nothing for ever from one that refuses', async () => {
    person(13);
    telegram.world.fail('sendMessage', 2, { status: 502 });
    expect(await gateways.replies.send('13', BELL)).toMatchObject({ ok: true });
    expect(await gateways.replies.send('999', BELL)).toMatchObject({ ok: false, kind: 'refused', code: 400 });
    expect(heard(13)).toBe(1);
  });

  it('wait a second at the most for turns that nobody took', async () => {
    const { notices } = gateways;
    const late = Array.from({ length: 24 }, (_, index) => String(2_000 + index));
    for (const peer of late) expect(await notices.turn?.([peer])).toBeUndefined();
    for (const peer of late) notices.pass?.([peer]);
    const begun = performance.now();
    expect(await notices.turn?.(['15'])).toBeUndefined();
    expect(performance.now() - begun).toBeLessThan(3_000);
  }, 20_000);

  it('are not written to when the pace is another process’s by the time their turn is used: they wait for the next', async () => {
    person(16);
    expect(await gateways.notices.turn?.(['16'])).toBeUndefined();
    share = wholeShare(0);
    const now = { withinMs: 1_000, stillRight: async () => true };
    expect((await gateways.notices.send(BELL, ['16'], 1, now)).get('16')).toMatchObject({ kind: 'wait' });
    expect(sends()).toBe(0);
  });

  it('are not told of a lost call as of one that was made, when nobody was there to make it to', async () => {
    await telegram.stop();
    const outcomes = await gateways.notices.send(BELL, ['14'], 0, leaving(5_000));
    expect(outcomes.get('14')).toEqual({ kind: 'retry', afterMs: 1_000, everybodys: true });
  });
});

describe('an operator whose bot is in Telegram', () => {
  let telegram: TelegramStandin;
  beforeEach(async () => {
    telegram = await telegramStandin({ username: 'college_bot' });
  });
  afterEach(() => telegram.stop());
  const configured = (token: string) => {
    const parsed = parseConfig({
      TELEGRAM_TOKEN: token,
      TELEGRAM_API_URL: telegram.door.url,
      SECRET_KEY: 'a-key-of-the-tests-and-of-nothing-else',
    });
    if (!parsed.ok || parsed.config.channels.telegram.kind !== 'on') throw new Error('off');
    return { config: parsed.config, ask: askTelegram(parsed.config.channels.telegram) };
  };

  it('gets cards whose link opens that bot with the code', async () => {
    const link = await botLinkOf(configured(telegram.door.token).config);
    expect(link?.('ABCD2345')).toBe('https://t.me/college_bot?start=ABCD2345');
    expect(await botLinkOf(configured('1:wrong').config)).toBeUndefined();
  });

  it('hears from the doctor whether Telegram takes the token, or is silent', async () => {
    expect(await configured(telegram.door.token).ask()).toEqual({ kind: 'bot', name: 'college_bot' });
    expect(await configured('1:wrong').ask()).toEqual({ kind: 'refused', code: 401 });
    telegram.world.fail('getMe', 1, { status: 502 });
    await expect(configured(telegram.door.token).ask()).rejects.toThrow();
  });
});

describe('the pace of messages in Telegram', () => {
  const paced = () => {
    let time = 0;
    const pace = createPace(
      () => time,
      () => wholeShare(30),
    );
    return {
      pace,
      pass: (ms: number) => {
        time += ms;
      },
      /** Sends a notice when it may leave, as its own turn comes. */
      notice(chat: string): number {
        time += pace.noticeDelay(chat);
        pace.spend(chat, true)();
        return time;
      },
    };
  };

  it('lets no more than 24 notices go in a second, evenly', () => {
    const { notice } = paced();
    const times = Array.from({ length: 100 }, (_, index) => notice(`chat-${index}`));
    for (const [index, time] of times.entries()) {
      const before = times[index - 24];
      if (before !== undefined) expect(time - before).toBeGreaterThanOrEqual(1_000);
      const last = times[index - 1];
      if (last !== undefined) expect(time - last).toBeGreaterThanOrEqual(40);
    }
    expect(times[99]).toBeLessThan(5_000);
  });

  it('lets nothing go while this process has no share in it', () => {
    const share = { now: 0 };
    const pace = createPace(
      () => 0,
      () => wholeShare(share.now),
    );
    expect(pace.replyDelay('one')).toBeGreaterThan(0);
    expect(pace.noticeDelay('one')).toBeGreaterThan(0);
    share.now = 1;
    expect([pace.replyDelay('one'), pace.noticeDelay('one')]).toEqual([0, 0]);
  });

  it('keeps a second between what comes into one chat by itself', () => {
    const { pace, notice, pass } = paced();
    notice('one');
    expect(pace.noticeDelay('one')).toBeGreaterThanOrEqual(1_000);
    pass(500);
    pace.spend('one', false)();
    expect(pace.noticeDelay('one')).toBeGreaterThanOrEqual(1_000);
    expect(pace.noticeDelay('two')).toBe(0);
  });

  it('answers a quick person at once twenty times, then once a second, and others meanwhile', () => {
    const { pace, pass } = paced();
    for (let time = 0; time < 20; time += 1) {
      expect(pace.replyDelay('quick')).toBe(0);
      pace.spend('quick', false)();
    }
    expect(pace.replyDelay('quick')).toBeGreaterThan(900);
    expect(pace.replyDelay('another')).toBe(0);
    pass(1_100);
    expect(pace.replyDelay('quick')).toBe(0);
  });

  it('answers a group twenty times a minute at the most, however many of it speak, and people meanwhile', () => {
    const { pace, pass } = paced();
    let answers = 0;
    for (let second = 0; second < 60; second += 1) {
      while (pace.replyDelay('-1001') === 0) {
        pace.spend('-1001', false)();
        answers += 1;
      }
      expect(pace.replyDelay('1001')).toBe(0);
      pass(1_000);
    }
    expect(answers).toBeLessThanOrEqual(20);
    expect(answers).toBeGreaterThan(15);
  });

  it('counts a message from when Telegram had it, however long it was on its way', () => {
    const { pace, pass } = paced();
    const landed = Array.from({ length: 30 }, (_, index) => pace.spend(`chat-${index}`, false));
    pass(3_000);
    expect(pace.replyDelay('next')).toBeGreaterThan(0);
    for (const tell of landed) tell();
    expect(pace.replyDelay('next')).toBeGreaterThan(1_000);
    pass(1_050);
    expect(pace.replyDelay('next')).toBe(0);
  });
});
