import { expect, inject } from 'vitest';
import { createApp, type App } from '../../src/app.js';
import { machineClock, movableClock, type MovableClock } from '../../src/app/clock.js';
import { parseConfig } from '../../src/config.js';
import type { AccountRef, Contact } from '../../src/domain/people.js';
import type { Table } from '../../src/domain/tables.js';
import { momentOf } from '../../src/domain/time.js';
import { createLogger } from '../../src/logger.js';
import { actor, type Actor } from '../../src/sandbox/actor.js';
import { PhoneLog } from '../../src/sandbox/phone.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.js';
import type { World } from '../../src/sandbox/world.js';
import { Transcript } from '../../src/sandbox/transcript.js';
import { createImportCollege } from '../../src/usecases/import-college.js';
import { faultsOf } from '../contracts/vk-schema.js';
import { collegeTables, DAY, ZONE } from './college-tables.js';
import { testDatabaseUri } from './mongo.js';

const GROUP_ID = 1001;
const TOKEN = 'sandbox-token';
const SECRET_KEY = 'a-key-of-the-tests-and-of-nothing-else';

export interface HouseOptions {
  /** Another app may share a database and a messenger. */
  readonly databaseUri?: string;
  readonly sandbox?: Sandbox;
  readonly clock?: MovableClock;
  readonly env?: Readonly<Record<string, string>>;
  readonly tables?: readonly Table[];
  readonly processName?: string;
  /** The bot is in Telegram too; it always is where the dialogs are held there. */
  readonly telegram?: boolean;
  /** Updates from there are posted to this address; the configuration must open it. */
  readonly telegramWebhook?: { readonly url: string; readonly secret: string };
  /** False: no phone and no mailbox to send codes to. */
  readonly showsCodes?: boolean;
  /** Everything logged, for tests of what must not be. */
  readonly onLog?: (line: string) => void;
}

/** The whole bot at home: a real database, the messenger's stand-in, a clock to move, a small college. */
export interface House {
  readonly app: App;
  readonly url: string;
  readonly sandbox: Sandbox;
  /** The messenger that people meet the bot in. */
  readonly world: World;
  /** Somebody's account there, as the bot has it. */
  account(id: number): AccountRef;
  readonly clock: MovableClock & { to(time: string, day?: string): Promise<void> };
  readonly databaseUri: string;
  readonly transcript: Transcript;
  person(id: number, name: string): Actor;
  /** The same in Telegram. */
  inTelegram(id: number, name: string): Actor;
  /** The last code that came to any phone or mailbox. */
  lastCode(): string;
  readonly codes: readonly { to: string; text: string }[];
  /** Where they came. */
  readonly phone: PhoneLog;
  import(tables: readonly Table[]): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the house; Wednesday, 25 November 2026, 8:00 in Moscow, unless its clock is given. */
export async function startHouse(options: HouseOptions = {}): Promise<House> {
  const clock = options.clock ?? movableClock(machineClock);
  if (!options.clock) clock.moveTo(momentOf(DAY, '08:00', ZONE));
  const sandbox =
    options.sandbox ??
    (await startSandbox({
      groupId: GROUP_ID,
      token: TOKEN,
      screenName: 'zvonok_test',
      clock,
      telegram: { limits: { perSecond: 30, chatBurst: 1_000 } },
    }));
  const messenger = inject('messenger');
  const { world } = messenger === 'vk' ? sandbox : sandbox.telegram;
  const parsed = parseConfig({ PORT: '0', COLLEGE_NAME: 'Колледж', COLLEGE_TZ: ZONE, ...options.env });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const databaseUri = options.databaseUri ?? testDatabaseUri();
  const codes: { to: string; text: string }[] = [];
  const phone = new PhoneLog(clock);
  const app = await createApp({
    config: parsed.config,
    secretKey: SECRET_KEY,
    databaseUri,
    vk: { token: TOKEN, groupId: GROUP_ID, apiUrl: sandbox.apiUrl, transport: { kind: 'longpoll' } },
    ...((options.telegram || messenger === 'telegram') && {
      telegram: {
        token: sandbox.telegram.token,
        apiUrl: sandbox.telegram.url,
        transport: options.telegramWebhook
          ? { kind: 'webhook' as const, ...options.telegramWebhook }
          : { kind: 'longpoll' as const },
      },
    }),
    clock,
    machineClock,
    processName: options.processName ?? 'test',
    log: createLogger({
      level: options.onLog ? 'trace' : process.env.HOUSE_LOG ? 'debug' : 'silent',
      ...(options.onLog && { stream: { write: options.onLog } }),
    }),
    ...(options.showsCodes !== false && {
      showCode: (contact: Contact, text: string) => {
        codes.push({ to: contact.value, text });
        phone.add(contact, text);
      },
    }),
  });
  const importCollege = createImportCollege({
    store: app.storage.rosterStore,
    security: app.security,
    callHosts: parsed.config.join.callHosts,
    zone: ZONE,
  });
  const importTables = async (tables: readonly Table[]): Promise<void> => {
    const report = await importCollege(tables, { force: true });
    if (!report.ok) throw new Error(JSON.stringify(report.errors));
  };
  await importTables(options.tables ?? collegeTables);
  const { url } = await app.start();
  // Codes differ from run to run; a transcript shows them all alike.
  const transcript = new Transcript([[/\b\d{6}\b/g, '123456']]);

  return {
    app,
    url,
    sandbox,
    world,
    account: (id) => ({ channel: messenger, id: String(id) }),
    databaseUri,
    transcript,
    codes,
    phone,
    clock: {
      ...clock,
      async to(time, day = DAY) {
        clock.moveTo(momentOf(day, time, ZONE));
        await app.tick();
      },
    },
    person(id, name) {
      if (world.findPerson(id) === undefined) world.addPerson({ id, firstName: name, lastName: 'Тестов' });
      return actor({ world }, id, { name, transcript });
    },
    inTelegram(id, name) {
      const { telegram } = sandbox;
      if (!telegram.world.people().some((known) => known.id === id))
        telegram.world.addPerson({ id, firstName: name, lastName: 'Тестов' });
      return actor(telegram, id, { name, transcript });
    },
    lastCode() {
      const code = /\d{6}/.exec(codes.at(-1)?.text ?? '')?.[0];
      if (!code) throw new Error('No code has come yet');
      return code;
    },
    import: importTables,
    async stop() {
      await app.stop();
      // Whatever a test was about, every call it made must be one that VK's published schema allows.
      const faults = sandbox.world.requests.flatMap(({ method, params, answer }) =>
        answer === undefined ? [] : faultsOf(method, params, answer).map((fault) => `${method}: ${fault}`),
      );
      expect(faults).toEqual([]);
      if (!options.sandbox) await sandbox.stop();
    },
  };
}
