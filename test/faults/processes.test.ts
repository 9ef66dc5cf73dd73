import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { BotProcess, botEnvironment } from '../support/bot-process.js';
import { addLesson, settleClass } from '../support/class.js';
import { testDatabaseUri } from '../support/mongo.js';

const GROUP = 77;
const TOKEN = 'process-token';
const PEOPLE = Array.from({ length: 150 }, (_, index) => 5_000 + index);

/** Messages of the community that each of these people has seen, by text. */
const seen = (sandbox: Sandbox, id: number, pattern: RegExp): number =>
  sandbox.world.conversation(id).messages.filter(({ fromId, text }) => fromId < 0 && pattern.test(text))
    .length;

describe('people of a college whose bot runs as three processes', () => {
  let sandbox: Sandbox;
  let storage: Storage;
  let dataDir: string;
  let bots: BotProcess[];
  const env = () => botEnvironment(sandbox, TOKEN, GROUP, uri, dataDir);
  let uri: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'zvonok-three-'));
    uri = testDatabaseUri();
    sandbox = await startSandbox({ groupId: GROUP, token: TOKEN, screenName: 'three' });
    storage = await connectStorage(uri);
    await settleClass(storage, 'vk', sandbox.world, PEOPLE);
    bots = await Promise.all([0, 1, 2].map(() => new BotProcess(env()).ready()));
  }, 120_000);
  afterAll(async () => {
    await Promise.all(bots.map((bot) => bot.stop()));
    await storage.close();
    await sandbox.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const ring = (subject: string) =>
    addLesson(storage, subject, Date.now() + 2_000, { link: 'https://sferum.ru/?call_link=TEST' });
  const everyone = (pattern: RegExp) => PEOPLE.map((id) => seen(sandbox, id, pattern));
  const once = PEOPLE.map(() => 1);

  it('hear the bell once each though three processes plan it', async () => {
    await ring('Алгебра');
    await vi.waitFor(() => expect(everyone(/Алгебра/)).toEqual(once), { timeout: 30_000, interval: 100 });
  }, 40_000);

  it('hear the bell once each though a process is killed in the middle and VK’s answers get lost', async () => {
    sandbox.world.fail('messages.send', 1, 'lose-reply');
    await ring('Геометрия');
    await sandbox.world.bus.first(
      (event) => (event.type === 'message' && /Геометрия/.test(event.message.text) ? true : undefined),
      30_000,
    );
    await bots[0]?.kill();
    await vi.waitFor(() => expect(everyone(/Геометрия/)).toEqual(once), { timeout: 40_000, interval: 100 });
  }, 60_000);

  it('are answered once each though the process that listens to VK is killed', async () => {
    const asking = PEOPLE.slice(0, 30);
    for (const id of asking) sandbox.world.person(id).say('помощь');
    await bots[1]?.kill();
    for (const id of asking) sandbox.world.person(id).say('меню');
    await vi.waitFor(
      () => {
        expect(asking.map((id) => seen(sandbox, id, /показывает занятия и чаты/))).toEqual(
          asking.map(() => 1),
        );
        expect(asking.map((id) => seen(sandbox, id, /Что показать/))).toEqual(asking.map(() => 1));
      },
      { timeout: 45_000, interval: 200 },
    );
  }, 60_000);

  it('do not wait after the last process dies and comes again', async () => {
    for (const bot of bots) await bot.kill();
    const [person = 0] = PEOPLE;
    sandbox.world.person(person).say('занятия');
    bots = [await new BotProcess(env()).ready()];
    await vi.waitFor(() => expect(seen(sandbox, person, /ИСП-24/)).toBeGreaterThan(0), {
      timeout: 10_000,
      interval: 100,
    });
  }, 60_000);
});
