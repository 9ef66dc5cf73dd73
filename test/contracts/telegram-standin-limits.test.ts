import { afterEach, describe, expect, test } from 'vitest';
import { FloodControl, LIMITS } from '../../src/sandbox/telegram/limits.js';
import { telegramStandin, type TelegramStandin } from './telegram-standin.js';

let telegram: TelegramStandin;

const open = async (limits: typeof LIMITS) => {
  telegram = await telegramStandin({ limits });
  for (let id = 1; id <= 40; id += 1)
    telegram.world.addPerson({ id, firstName: 'Студент', lastName: String(id), allowed: 'yes' });
};
const send = (chat_id: number) => telegram.call('sendMessage', { chat_id, text: 'Занятие началось' });

test('a chat takes a short burst, then one message a second; others go on', () => {
  const flood = new FloodControl(LIMITS);
  for (let i = 0; i < LIMITS.chatBurst; i += 1) expect(flood.take(1, 1_000)).toBe(0);
  expect(flood.take(1, 1_400)).toBe(1);
  expect(flood.take(2, 1_400)).toBe(0);
  expect(flood.take(1, 2_000)).toBe(0);
  expect(flood.take(1, 2_000)).toBe(1);
});

test('thirty a second reach all chats together', () => {
  const flood = new FloodControl(LIMITS);
  const chats = Array.from({ length: 40 }, (_, index) => index + 1);
  expect(chats.filter((chat) => flood.take(chat, 1_000) === 0)).toHaveLength(30);
  expect(chats.filter((chat) => flood.take(chat, 1_999) === 0)).toHaveLength(0);
  expect(chats.filter((chat) => flood.take(chat, 2_001) === 0)).toHaveLength(30);
});

describe('whoever calls', () => {
  afterEach(() => telegram.stop());

  test('whoever sends too fast hears how long to wait, and nothing is sent', async () => {
    await open({ ...LIMITS, chatBurst: 0 });
    expect(await send(1)).toEqual({
      status: 429,
      retryAfter: '1',
      body: {
        ok: false,
        error_code: 429,
        description: 'Too Many Requests: retry after 1',
        parameters: { retry_after: 1 },
      },
    });
    expect(telegram.world.conversation(1).messages).toEqual([]);
  });

  test('a fault meets the next calls, or the next to one person, and is logged', async () => {
    await open({ perSecond: 1000, chatBurst: 1000 });
    const { world } = telegram;
    world.floodWaitS = 3;
    world.fail('sendMessage', 1, { code: 429 });
    world.fail('sendMessage', 1, { code: 403, peerId: 2 });
    expect((await send(1)).body).toMatchObject({ error_code: 429, parameters: { retry_after: 3 } });
    expect((await send(1)).status).toBe(200);
    expect((await send(2)).body).toMatchObject({ description: 'Forbidden: bot was blocked by the user' });
    world.fail('*', 1, { status: 502 });
    await expect(send(1)).rejects.toThrow('JSON');
    world.fail('sendMessage', 1, 'lose-reply');
    await expect(send(3)).rejects.toThrow('fetch failed');
    expect(world.conversation(3).messages).toHaveLength(1);
    expect(world.requests.flatMap(({ fault }) => fault ?? [])).toEqual([
      '{"code":429}',
      '{"status":502}',
      'lose-reply',
    ]);
  });

  test('a call that hangs does nothing and is answered by nobody', async () => {
    await open(LIMITS);
    telegram.world.fail('sendMessage', 1, 'hang');
    const { url, token } = telegram.door;
    const asked = fetch(`${url}/bot${token}/sendMessage?chat_id=1&text=x`, {
      signal: AbortSignal.timeout(200),
    });
    await expect(asked).rejects.toThrow('timeout');
    expect(telegram.world.conversation(1).messages).toEqual([]);
  });

  test('a poll is refused, lost or left hanging only where that was planned for polls', async () => {
    await open(LIMITS);
    const { world, door } = telegram;
    world.fail('*', 1, { code: 500 });
    expect(await telegram.poll()).toEqual([]);
    expect(await telegram.refusal('getMe')).toBe('500 Internal Server Error');
    world.fail('getUpdates', 1, { code: 409 });
    expect(await telegram.refusal('getUpdates')).toMatch(/^409 Conflict: terminated by other getUpdates/);
    world.findPerson(1)?.say('привет');
    world.fail('getUpdates', 1, 'lose-reply');
    await expect(telegram.poll()).rejects.toThrow('fetch failed');
    world.fail('getUpdates', 1, 'hang');
    const hanging = fetch(`${door.url}/bot${door.token}/getUpdates`, { signal: AbortSignal.timeout(200) });
    await expect(hanging).rejects.toThrow('timeout');
    // Nothing that was lost on the way is lost.
    expect(await telegram.poll()).toMatchObject([{ message: { text: 'привет' } }]);
  });
});
