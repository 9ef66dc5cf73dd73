import { createApp, type AppParts } from './app.js';
import { movableClock } from './app/clock.js';
import { createNextBell } from './app/next-bell.js';
import { addDays, dayOf, momentOf } from './domain/time.js';
import { startSandbox } from './sandbox/server.js';
import { PhoneLog } from './sandbox/phone.js';
import { sandboxPages } from './sandbox/page/pages.js';
import { demoCollege, demoPeople } from './sources/demo.js';
import { main as texts } from './texts/main.js';
import { createImportCollege } from './usecases/import-college.js';
import { createFindAudience } from './usecases/lesson-audience.js';

/** The demo's own community: no token of anybody's is needed. */
const COMMUNITY = { groupId: 1, token: 'sandbox', screenName: 'zvonok' } as const;

/** The whole job without a token: the sandbox, the demo college, the bot, and the page to try them in. */
export async function startDemo(
  parts: Omit<AppParts, 'vk' | 'clock' | 'showCode' | 'extraPages'>,
  say: (line: string) => void,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const { zone } = parts.config.college;
  const clock = movableClock(parts.machineClock);
  const sandbox = await startSandbox({ ...COMMUNITY, clock });
  const phone = new PhoneLog(clock);
  const stopping = new AbortController();
  const app = await createApp({
    ...parts,
    clock,
    vk: { ...COMMUNITY, apiUrl: sandbox.apiUrl, transport: { kind: 'longpoll' } },
    showCode: (contact, text) => phone.add(contact, text),
    extraPages: (http) =>
      http.route(
        '/sandbox',
        sandboxPages({
          world: sandbox.world,
          clock,
          zone,
          phone,
          stopping: stopping.signal,
          people: demoPeople(),
          afterClockMoved: () => app.tick(),
          tomorrowMorning: () => momentOf(addDays(dayOf(clock.now(), zone), 1), '8:29', zone),
          nextRemoteStart: () => nextBell(clock.now()),
        }),
      ),
  });

  const { noticeLedger: ledger, ...storage } = app.storage;
  const nextBell = createNextBell({ ...storage, ledger, findAudience: createFindAudience(storage) });

  // The stand-in's chats ended with its former process, and new ones will have their numbers; its people keep theirs.
  for (const { key, peerId } of await storage.chats.all()) {
    await storage.chats.lost(key);
    await ledger.forget({ channel: 'vk', id: String(peerId) });
  }
  say(texts.loadingDemo());
  const importCollege = createImportCollege({
    store: app.storage.rosterStore,
    security: app.security,
    callHosts: parts.config.join.callHosts,
    zone,
  });
  // The demo's week moves on with the days; nothing of what visitors did is lost by it.
  const report = await importCollege(demoCollege(dayOf(clock.now(), zone)), { force: true });
  if (!report.ok) throw new Error('The demo college could not be imported');
  const { url } = await app.start();
  return {
    url,
    stop: async () => {
      // Open pages would hold the server up.
      stopping.abort();
      await app.stop();
      await sandbox.stop();
    },
  };
}

/** The stand-in for VK alone, for anybody's bot. */
export const startStandAlone = (community: { port: number; token: string; groupId: number }) =>
  startSandbox({ ...community, screenName: `club${community.groupId}` });
