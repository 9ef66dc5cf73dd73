import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { baseEnvironment, BotProcess } from '../support/bot-process.js';
import { addLesson, settleClass } from '../support/class.js';
import { testDatabaseUri } from '../support/mongo.js';

const TOKEN = '7000000001:process-canary';
const PEOPLE = Array.from({ length: 48 }, (_, index) => 7_100_000_000 + index);
/** At 24 a second some are told by then, and some are not. */
const HALF = 20;

describe('people of a college that is in Telegram alone', () => {
  let sandbox: Sandbox;
  let storage: Storage;
  let dataDir: string;
  let bot: BotProcess;
  const begin = () =>
    new BotProcess({
      ...baseEnvironment(uri, dataDir),
      TELEGRAM_TOKEN: TOKEN,
      TELEGRAM_API_URL: sandbox.telegram.url,
      LOG_LEVEL: 'trace',
    }).ready();
  let uri: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'zvonok-telegram-'));
    uri = testDatabaseUri();
    sandbox = await startSandbox({
      groupId: 1,
      token: 'none',
      screenName: 'none',
      telegram: { token: TOKEN, limits: { perSecond: 30, chatBurst: 1 } },
    });
    storage = await connectStorage(uri);
    await settleClass(storage, 'telegram', sandbox.telegram.world, PEOPLE);
    bot = await begin();
  }, 60_000);
  afterAll(async () => {
    await bot.stop();
    await storage.close();
    await sandbox.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const ring = (subject: string) => addLesson(storage, subject, Date.now() + 2_000);
  /** How often each has heard of the lesson. */
  const heard = (subject: string): number[] =>
    PEOPLE.map(
      (id) =>
        sandbox.telegram.world
          .conversation(id)
          .messages.filter(({ fromId, text }) => fromId < 0 && text.includes(subject)).length,
    );
  /** Resolves the moment so many have heard. */
  const told = async (subject: string, count: number): Promise<void> => {
    let messages = 0;
    await sandbox.telegram.world.bus.first((event) => {
      if (event.type === 'message' && event.message.text.includes(subject)) messages += 1;
      return messages >= count ? true : undefined;
    }, 30_000);
  };
  const everybody = (subject: string) =>
    vi.waitFor(() => expect(Math.min(...heard(subject))).toBe(1), { timeout: 40_000, interval: 100 });
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${bot.url}/metrics`)).text();
    return Number(new RegExp(`^${name}\\{channel="telegram"\\} (\\d+)`, 'm').exec(text)?.[1]);
  };

  it('hear the bell once each, and Telegram is never asked for more than it allows', async () => {
    await ring('Алгебра');
    await everybody('Алгебра');
    expect(heard('Алгебра')).toEqual(PEOPLE.map(() => 1));
    const refused = sandbox.telegram.world.requests.filter(({ answer }) =>
      JSON.stringify(answer).includes('429'),
    );
    expect(refused.length).toBe(0);
    await expect.poll(() => metric('zvonok_notices_sent_total')).toBe(PEOPLE.length);
  }, 60_000);

  it('hear it once each though the bot is stopped and started in the middle', async () => {
    await ring('Геометрия');
    await told('Геометрия', HALF);
    await bot.stop();
    expect(Math.min(...heard('Геометрия'))).toBe(0);
    bot = await begin();
    await everybody('Геометрия');
    expect(heard('Геометрия')).toEqual(PEOPLE.map(() => 1));
  }, 60_000);

  it('are nowhere named by the bot’s own words: no token and no text of a message in its log', async () => {
    sandbox.telegram.world.fail('sendMessage', 2, { status: 502 });
    sandbox.telegram.world.fail('getUpdates', 1, 'lose-reply');
    const [person = 0] = PEOPLE;
    sandbox.telegram.world.person(person).say('что-то непонятное');
    await vi.waitFor(
      () =>
        expect(
          sandbox.telegram.world
            .conversation(person)
            .messages.some(({ text }) => text.startsWith('Не понял')),
        ).toBe(true),
      { timeout: 20_000, interval: 100 },
    );
    const log = bot.output.join('');
    expect(log).toContain('Telegram refused a call');
    expect(log).not.toMatch(/canary|непонятное|Синтетический/);
  }, 30_000);
});
