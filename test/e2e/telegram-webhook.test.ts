import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { rawExchange, startTestHttp } from '../support/http.js';

const SECRET = 'canary_Secret-1';
const HEADER = 'x-telegram-bot-api-secret-token';
const update = { update_id: 7, message: { text: 'Начать' } };

let http: Awaited<ReturnType<typeof startTestHttp>>;
let stored: unknown[];
let store: (update: unknown) => Promise<void>;

beforeAll(async () => {
  http = await startTestHttp({ telegramWebhook: { secret: SECRET, accept: (one) => store(one) } });
});
afterAll(() => http.stop());
beforeEach(() => {
  stored = [];
  store = async (one) => void stored.push(one);
});

async function send(body: string, headers: Record<string, string> = { [HEADER]: SECRET }) {
  const begun = performance.now();
  const response = await fetch(`${http.url}/telegram/webhook`, { method: 'POST', headers, body });
  return { status: response.status, text: await response.text(), ms: performance.now() - begun };
}

describe('an update that Telegram brings', () => {
  test('is answered ok once it is stored, whatever it tells of', async () => {
    expect(await send(JSON.stringify(update))).toMatchObject({ status: 200, text: 'ok' });
    expect(await send('{"update_id":8,"something_of_tomorrow":{}}')).toMatchObject({ status: 200 });
    expect(stored).toEqual([update, { update_id: 8, something_of_tomorrow: {} }]);
  });

  test('is brought again when it could not be stored', async () => {
    store = async () => Promise.reject(new Error('no primary'));
    expect(await send(JSON.stringify(update))).toMatchObject({ status: 503 });
  });
});

describe('somebody who is not Telegram', () => {
  test.each<[string, Record<string, string>]>([
    ['without a secret', {}],
    ['with a wrong one', { [HEADER]: `${SECRET}x` }],
    ['with half of it', { [HEADER]: SECRET.slice(0, -1) }],
    ['with it in another header', { authorization: SECRET }],
  ])('is turned away %s, and the database hears nothing', async (_how, headers) => {
    expect(await send(JSON.stringify(update), headers)).toMatchObject({ status: 403 });
    expect(await send('not json', headers)).toMatchObject({ status: 403 });
    expect(stored).toEqual([]);
  });

  test('is turned away with the secret said twice', async () => {
    const body = JSON.stringify(update);
    const { text } = await rawExchange(
      http.port,
      `POST /telegram/webhook HTTP/1.1\r\nHost: x\r\n${HEADER}: ${SECRET}\r\n${HEADER}: ${SECRET}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      /\r\n\r\n/,
    );
    expect(text).toMatch(/^HTTP\/1\.1 403/);
    expect(stored).toEqual([]);
  });

  test('learns nothing from answers and leaves no secret in the log', async () => {
    const { text } = await send(JSON.stringify(update), { [HEADER]: 'canary-guess' });
    expect(text).not.toContain('canary');
    expect(http.logText()).not.toContain('canary');
  });
});

describe('a body that is none', () => {
  test.each(['', 'x', '[]', 'null', '{}', '{"update_id":"7"}'])('«%s» is malformed', async (body) => {
    expect(await send(body)).toMatchObject({ status: 400 });
    expect(stored).toEqual([]);
  });

  test('of more than 64 KiB is refused within a second', async () => {
    const { status, ms } = await send(JSON.stringify({ ...update, more: 'x'.repeat(65_536) }));
    expect(status).toBe(413);
    expect(ms).toBeLessThan(1_000);
  });

  test('that never ends can not hold the connection', async () => {
    const { text, ms } = await rawExchange(
      http.port,
      `POST /telegram/webhook HTTP/1.1\r\nHost: x\r\n${HEADER}: ${SECRET}\r\nContent-Length: 100\r\n\r\n{`,
      /\r\n\r\n/,
    );
    expect(text).toMatch(/^HTTP\/1\.1 408/);
    expect(ms).toBeLessThan(1_500);
  });
});

test('without a webhook there is no such address', async () => {
  const bare = await startTestHttp();
  const response = await fetch(`${bare.url}/telegram/webhook`, {
    method: 'POST',
    headers: { [HEADER]: SECRET },
  });
  expect(response.status).toBe(404);
  await bare.stop();
});
