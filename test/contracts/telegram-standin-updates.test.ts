import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Person } from '../../src/sandbox/people.js';
import { telegramStandin, type TelegramStandin } from './telegram-standin.js';

let telegram: TelegramStandin;
let anna: Person;

beforeEach(async () => {
  telegram = await telegramStandin({ webhookPausesMs: [0, 1] });
  anna = telegram.world.addPerson({ id: 11, firstName: 'Анна', lastName: 'Ким', allowed: 'yes' });
});
afterEach(() => telegram.stop());

const texts = async (args?: Readonly<Record<string, unknown>>) =>
  (await telegram.poll(args)).map(({ message }) => message?.text);

describe('a bot that polls', () => {
  test('gets each update until it confirms it, as many at once as it asks for', async () => {
    for (const text of ['раз', 'два', 'три']) anna.say(text);
    const [first] = await telegram.poll({ limit: 1 });
    expect(await texts()).toEqual(['раз', 'два', 'три']);
    const offset = (first?.update_id ?? 0) + 1;
    expect(await texts({ offset })).toEqual(['два', 'три']);
    expect(await texts({ offset: -1 })).toEqual(['три']);
    expect(await texts()).toEqual(['три']);
  });

  test('waits for news, and is let go with them', async () => {
    const waiting = texts({ timeout: 10 });
    anna.say('раз');
    expect(await waiting).toEqual(['раз']);
  });

  test('is ended by another that polls, and by a webhook', async () => {
    const polls = [1, 2].map(() => telegram.refusal('getUpdates', { timeout: 10 }));
    expect(await Promise.race(polls)).toBe(
      '409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    );
    await telegram.result('setWebhook', { url: 'http://127.0.0.1:9/' });
    expect(await Promise.all(polls)).toContain('409 Conflict: terminated by setWebhook request');
    expect(await telegram.refusal('getUpdates')).toMatch(
      /^409 Conflict: can't use getUpdates method while webhook/,
    );
    await telegram.result('deleteWebhook');
    expect(await texts()).toEqual([]);
  });

  test('hears of the kinds that it asked for, from then on', async () => {
    await telegram.poll({ allowed_updates: ['my_chat_member'] });
    anna.say('раз');
    anna.block();
    expect(await telegram.poll()).toMatchObject([{ my_chat_member: {} }]);
    await telegram.poll({ allowed_updates: [] });
    anna.say('два');
    expect(await telegram.poll({ offset: -1 })).toMatchObject([{ message: { text: 'два' } }]);
  });

  test('sees one update twice where that was planned, and other numbers after a quiet week', async () => {
    telegram.world.fail('message', 1, 'twice');
    anna.say('раз');
    const [first, second] = await telegram.poll();
    expect(second).toEqual(first);
    telegram.world.updates.renumber();
    anna.say('два');
    const last = (await telegram.poll()).at(-1)?.update_id ?? 0;
    expect(last - (first?.update_id ?? 0)).not.toBe(1);
  });
});

describe('a webhook', () => {
  type Posted = { readonly secret: unknown; readonly text: string };
  let server: Server;
  let posted: Posted[];
  let answers: number[];
  let url: string;

  beforeEach(async () => {
    posted = [];
    answers = [];
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { message: { text: string } };
        posted.push({ secret: request.headers['x-telegram-bot-api-secret-token'], text: body.message.text });
        response.writeHead(answers.shift() ?? 200).end();
        server.emit('posted');
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    url = `http://127.0.0.1:${address.port}/telegram/webhook`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const until = async (count: number) => {
    while (posted.length < count) await once(server, 'posted');
    return posted.map(({ text }) => text);
  };

  test('gets what waited and what comes, in order, with its secret', async () => {
    anna.say('раз');
    anna.say('два');
    await telegram.result('setWebhook', { url, secret_token: 'made-up_Secret1' });
    anna.say('три');
    expect(await until(3)).toEqual(['раз', 'два', 'три']);
    expect(posted.every(({ secret }) => secret === 'made-up_Secret1')).toBe(true);
    expect(await telegram.result('getWebhookInfo')).toMatchObject({ url, has_custom_certificate: false });
  });

  test('gets an update again until it answers with 2xx, others’ meanwhile', async () => {
    const boris = telegram.world.addPerson({ firstName: 'Борис', lastName: 'Ли', allowed: 'yes' });
    answers = [500, 502, 200];
    await telegram.result('setWebhook', { url });
    anna.say('раз');
    anna.say('потом');
    expect(await until(4)).toEqual(['раз', 'раз', 'раз', 'потом']);
    expect(posted[0]?.secret).toBeUndefined();
    expect(await telegram.result('getWebhookInfo')).toMatchObject({
      last_error_message: 'Wrong response from the webhook: 502 Bad Gateway',
    });
    boris.say('и я');
    expect(await until(5)).toContain('и я');
  });

  test('is refused without HTTPS, on a strange port or with a strange secret; what waits may be dropped', async () => {
    const no = (args: object) => telegram.refusal('setWebhook', { ...args });
    expect(await no({ url: 'http://bot.college.test/' })).toBe(
      '400 Bad Request: bad webhook: An HTTPS URL must be provided for webhook',
    );
    expect(await no({ url: 'https://bot.college.test:3000/' })).toBe(
      '400 Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443',
    );
    expect(await no({ url, secret_token: 'с' })).toBe(
      '400 Bad Request: secret token contains unallowed characters',
    );
    anna.say('старое');
    await telegram.result('setWebhook', { url, drop_pending_updates: true });
    anna.say('новое');
    expect(await until(1)).toEqual(['новое']);
  });
});
