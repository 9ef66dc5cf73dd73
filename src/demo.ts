import { createApp, type App, type AppParts } from './app.js';
import { movableClock } from './app/clock.js';
import { createNextBell, createNextEnd } from './app/next-bell.js';
import { openDatabaseGate } from './demo/database-gate.js';
import { createDemoHouse } from './demo/house.js';
import { Journal } from './demo/journal.js';
import { createLookUnder } from './demo/look-under.js';
import { createProcesses } from './demo/processes.js';
import type { AccountRef, Contact } from './domain/people.js';
import { addDays, dayOf, momentOf } from './domain/time.js';
import type { Clock } from './ports.js';
import { startSandbox } from './sandbox/server.js';
import { PhoneLog } from './sandbox/phone.js';
import type { House } from './sandbox/page/house.js';
import { sandboxPages, type SandboxPages } from './sandbox/page/pages.js';
import type { Played } from './sandbox/page/records.js';
import { demoPeople } from './sources/demo.js';
import { main as texts } from './texts/main.js';
import { createFindAudience } from './usecases/lesson-audience.js';

/** The demo's own community; its Telegram bot is the sandbox's own. No token of anybody's is needed. */
const COMMUNITY = { groupId: 1, token: 'sandbox', screenName: 'zvonok' } as const;

/** A running demo. */
export interface Demo {
  readonly url: string;
  /** Plays a recorded transcript in it, from a new beginning; undefined while another is being played. */
  readonly replay: (text: string) => Promise<Played | undefined>;
  readonly stop: () => Promise<void>;
}

/**
 * The whole job without a token: the sandbox, the demo college, the bot, and the page to try them in.
 *
 * @param machine what the college's clock runs with; one that stands still makes a replay the same each time
 */
export async function startDemo(
  parts: Omit<AppParts, 'vk' | 'telegram' | 'clock' | 'showCode' | 'extraPages'>,
  say: (line: string) => void,
  machine: Clock = parts.machineClock,
): Promise<Demo> {
  const { zone } = parts.config.college;
  const clock = movableClock(machine);
  const gate = await openDatabaseGate(parts.databaseUri);
  const databaseUri = gate?.uri ?? parts.databaseUri;
  const sandbox = await startSandbox({ ...COMMUNITY, clock });
  const { telegram } = sandbox;
  /** No two people of the messengers have one number. */
  const accountOf = (userId: number): AccountRef => ({
    channel: telegram.world.findPerson(userId) === undefined ? 'vk' : 'telegram',
    id: String(userId),
  });
  const phone = new PhoneLog(clock);
  const stopping = new AbortController();
  let page: SandboxPages | undefined;
  const journal = new Journal();
  const showCode = (contact: Contact, text: string): void => phone.add(contact, text);
  const messengers = {
    vk: { ...COMMUNITY, apiUrl: sandbox.apiUrl, transport: { kind: 'longpoll' } },
    telegram: { token: telegram.token, apiUrl: telegram.url, transport: { kind: 'longpoll' } },
  } as const;
  let url = '';
  const processes = createProcesses({
    start: () => ({
      secretKey: parts.secretKey,
      databaseUri,
      messengers,
      aheadMs: clock.now() - parts.machineClock.now(),
    }),
    env: () => ({ ...process.env, PORT: '0', PUBLIC_URL: url, DATA_DIR: parts.config.dataDir }),
    journal,
    showCode,
    // Newcomers look every second for what they may read, and this process every fourth for what it has lost.
    handOver: async () => {
      for (const name of journal.doings(process.pid).listens)
        await app.storage.leases.free(name, parts.processName);
    },
  });
  const app: App = await createApp({
    ...parts,
    ...messengers,
    databaseUri,
    log: journal.beside(parts.log),
    clock,
    showCode,
    extraPages: (http) => {
      // What the page asks for needs the app, which is there before the first request is.
      const later: House = {
        boundAs: (userId) => house.boundAs(userId),
        bind: (userId, name) => house.bind(userId, name),
        startAnew: (at) => house.startAnew(at),
        lookUnder: (userId) => lookUnder(userId),
        onLog: (listener) => journal.on(listener),
        processes,
        ...(gate !== undefined && { database: gate }),
      };
      page = sandboxPages({
        worlds: [sandbox.world, telegram.world],
        clock: {
          now: clock.now,
          moveTo(at) {
            clock.moveTo(at);
            processes.clockMoved(at - parts.machineClock.now());
          },
        },
        zone,
        phone,
        house: later,
        stopping: stopping.signal,
        people: demoPeople(),
        afterClockMoved: () => app.tick(),
        tomorrowMorning: () => momentOf(addDays(dayOf(clock.now(), zone), 1), '8:29', zone),
        nextRemoteStart: () => nextBell(clock.now()),
        nextRemoteEnd: () => nextEnd(clock.now()),
        momentOf: (day, time) => momentOf(day, time, zone),
      });
      http.route('/sandbox', page.app);
      // Whoever types the address without its end.
      for (const path of ['/', '/sandbox/']) http.get(path, (c) => c.redirect('/sandbox'));
    },
  });
  const house = createDemoHouse({
    app,
    accountOf,
    databaseUri: parts.databaseUri,
    callHosts: parts.config.join.callHosts,
    zone,
    now: () => clock.now(),
  });

  const lookUnder = createLookUnder({ storage: app.storage, journal, accountOf });

  const { noticeLedger: ledger, ...storage } = app.storage;
  const findAudience = createFindAudience(storage);
  const nextBell = createNextBell({ ...storage, ledger, findAudience });
  const nextEnd = createNextEnd({ ...storage, findAudience });

  // The stand-in's chats ended with its former process, and new ones will have their numbers; its people keep theirs.
  for (const { key, peerId } of await storage.chats.all()) {
    await storage.chats.lost(key);
    await ledger.forget({ channel: 'vk', id: String(peerId) });
  }
  say(texts.loadingDemo());
  await house.loadCollege(clock.now());
  ({ url } = await app.start());
  return {
    url,
    replay: async (text) => page?.replays.play(text),
    stop: async () => {
      // Open pages would hold the server up.
      stopping.abort();
      // Whoever stops has to find the database where it was.
      gate?.restore();
      await processes.stop();
      await app.stop();
      await sandbox.stop();
      await gate?.close();
    },
  };
}
