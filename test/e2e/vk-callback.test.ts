import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { VkUpdate } from '../../src/http/vk-callback.js';
import { rawExchange, startTestHttp } from '../support/http.js';

const GROUP = 123456;
const SECRET = 'canarySecret_1';
const CONFIRMATION = 'a1b2c3d4';
const message = {
  type: 'message_new',
  group_id: GROUP,
  event_id: 'e1',
  v: '5.199',
  object: { message: { text: 'Начать' } },
};

let http: Awaited<ReturnType<typeof startTestHttp>>;
let stored: VkUpdate[];
let store: (update: VkUpdate) => Promise<void>;

beforeAll(async () => {
  http = await startTestHttp({
    vkCallback: {
      groupId: GROUP,
      secret: SECRET,
      confirmation: CONFIRMATION,
      accept: (update) => store(update),
    },
  });
});
afterAll(() => http.stop());
beforeEach(() => {
  stored = [];
  store = async (update) => void stored.push(update);
});

async function send(body: unknown, headers: Record<string, string> = {}) {
  const begun = performance.now();
  const response = await fetch(`${http.url}/vk/callback`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' || body instanceof Blob ? body : JSON.stringify(body),
  });
  return { status: response.status, text: await response.text(), response, ms: performance.now() - begun };
}

describe('a message that VK brings', () => {
  test('is stored first, without the secret, and then answered ok', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let answered = false;
    let storing = () => {};
    const begun = new Promise<void>((resolve) => {
      storing = resolve;
    });
    store = async (update) => {
      storing();
      await gate;
      stored.push(update);
    };
    const answer = send({ ...message, secret: SECRET }).then((it) => {
      answered = true;
      return it;
    });
    await begun;
    expect(answered).toBe(false);
    release();
    expect(await answer).toMatchObject({ status: 200, text: 'ok' });
    expect((await answer).response.headers.get('content-type')).toMatch('text/plain');
    expect(stored).toEqual([message]);
  });

  test('is answered ok whatever its kind, understood or not', async () => {
    for (const type of ['message_event', 'wall_post_new', 'something_of_tomorrow']) {
      expect(await send({ type, group_id: GROUP, secret: SECRET })).toMatchObject({
        status: 200,
        text: 'ok',
      });
    }
    expect(stored).toHaveLength(3);
  });

  test('is brought again when it could not be stored', async () => {
    store = async () => {
      throw new Error('no primary');
    };
    const { status, text, response } = await send({ ...message, secret: SECRET });
    expect(status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(text).not.toMatch(/ok|primary/);
  });

  test('is brought again when the database hangs', { timeout: 8_000 }, async () => {
    store = () => new Promise(() => {});
    const { status, ms } = await send({ ...message, secret: SECRET });
    expect(status).toBe(503);
    expect(ms).toBeLessThan(6_000);
  });
});

describe('the confirmation', () => {
  test('is told to VK, with the right secret or none', async () => {
    for (const secret of [{}, { secret: SECRET }]) {
      const { status, text, response } = await send({ type: 'confirmation', group_id: GROUP, ...secret });
      expect([status, text]).toEqual([200, CONFIRMATION]);
      expect(response.headers.get('content-type')).toMatch('text/plain');
    }
    expect(stored).toEqual([]);
  });

  test.each([
    { group_id: GROUP, secret: 'wrong' },
    { group_id: GROUP, secret: '' },
    { group_id: GROUP, secret: null },
    { group_id: GROUP + 1 },
    { group_id: GROUP + 1, secret: SECRET },
  ])('is never told to a stranger: %o', async (body) => {
    const { status, text } = await send({ type: 'confirmation', ...body });
    expect(status).toBe(403);
    expect(text).not.toContain(CONFIRMATION);
  });
});

describe('a stranger who knows the address', () => {
  test.each([
    { ...message },
    { ...message, secret: 'wrong' },
    { ...message, secret: `${SECRET}x` },
    { ...message, secret: SECRET.slice(0, -1) },
    { ...message, secret: SECRET.toLowerCase() },
    { ...message, secret: [SECRET] },
    { ...message, secret: { toString: SECRET } },
    { ...message, secret: null },
    { ...message, secret: SECRET, group_id: 1 },
  ])('is refused and nothing is stored: %o', async (body) => {
    const { status, ms } = await send(body);
    expect(status).toBe(403);
    expect(ms).toBeLessThan(1_000);
    expect(stored).toEqual([]);
    expect(http.logText()).not.toMatch(/canarySecret|Начать/);
  });

  test.each<[string, string | Blob]>([
    ['nothing', ''],
    ['half a body', '{"type":"message_new","group_id":'],
    ['null', 'null'],
    ['a number', '5'],
    ['a list', '[]'],
    ['no type', JSON.stringify({ group_id: GROUP, secret: SECRET })],
    ['a type that is no text', JSON.stringify({ type: 1, group_id: GROUP, secret: SECRET })],
    [
      'a community that is no number',
      JSON.stringify({ type: 'message_new', group_id: String(GROUP), secret: SECRET }),
    ],
    ['a fraction', `{"type":"message_new","group_id":${GROUP}.5,"secret":"${SECRET}"}`],
    [
      'bytes that are no UTF-8',
      new Blob([
        JSON.stringify({ ...message, secret: SECRET }).replace(/}$/, ',"x":"'),
        new Uint8Array([0xff]),
        '"}',
      ]),
    ],
    ['depth', '['.repeat(30_000)],
  ])('hears «malformed» at once for %s', async (_what, body) => {
    const { status, ms } = await send(body);
    expect(status).toBe(400);
    expect(ms).toBeLessThan(1_000);
    expect(stored).toEqual([]);
  });

  test('can not fill the memory: over 64 KiB is refused, told or not', async () => {
    const big = JSON.stringify({ ...message, secret: SECRET, pad: 'x'.repeat(64 * 1024) });
    const told = await send(big);
    expect(told.status).toBe(413);
    expect(told.ms).toBeLessThan(1_000);
    const untold = await rawExchange(
      http.port,
      `POST /vk/callback HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${big.length.toString(16)}\r\n${big}\r\n`,
      /\r\n\r\n/,
    );
    expect(untold.text).toMatch(/^HTTP\/1\.1 413 /);
    expect(untold.ms).toBeLessThan(1_000);
    const endless = await rawExchange(
      http.port,
      'POST /vk/callback HTTP/1.1\r\nHost: x\r\nContent-Length: 104857600\r\n\r\n{',
      /\r\n\r\n/,
    );
    expect(endless.text).toMatch(/^HTTP\/1\.1 413 /);
    expect(stored).toEqual([]);
  });

  test('may bring exactly 64 KiB', async () => {
    const frame = JSON.stringify({ ...message, secret: SECRET, pad: '' });
    const body = JSON.stringify({
      ...message,
      secret: SECRET,
      pad: 'x'.repeat(64 * 1024 - Buffer.byteLength(frame)),
    });
    expect(Buffer.byteLength(body)).toBe(64 * 1024);
    expect((await send(body)).status).toBe(200);
  });

  test.each([
    ['a told length', 'Content-Length: 500\r\n\r\n{"type":'],
    ['chunks', 'Transfer-Encoding: chunked\r\n\r\n5\r\n{"typ\r\n'],
  ])('can not hold a connection with a body that never ends: %s', async (_how, rest) => {
    const { text, ms } = await rawExchange(
      http.port,
      `POST /vk/callback HTTP/1.1\r\nHost: x\r\n${rest}`,
      /\r\n\r\n/,
    );
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
    expect(text.toLowerCase()).toContain('connection: close');
    expect(ms).toBeLessThan(1_000);
  });

  test('gets no ok from a packed body', async () => {
    const { status } = await send(new Blob([new Uint8Array([0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0])]), {
      'content-encoding': 'gzip',
    });
    expect(status).toBe(400);
  });
});

test('without the Callback API there is no such address', async () => {
  const other = await startTestHttp();
  const response = await fetch(`${other.url}/vk/callback`, { method: 'POST', body: JSON.stringify(message) });
  await other.stop();
  expect(response.status).toBe(404);
});
