import { createBell } from '../../jobs/ring-the-bell.js';
import { createScheduler, type Scheduler } from '../../jobs/scheduler.js';
import { machineClock } from '../../src/app/clock.js';
import { createVkGateways } from '../../src/channels/vk/index.js';
import { createPaceShare } from '../../src/channels/share.js';
import { createDeliverer } from '../../src/delivery/deliver.js';
import { createLogger } from '../../src/logger.js';
import { createMetrics } from '../../src/metrics.js';
import type { Storage } from '../../src/storage/connect.js';
import { createCheckNotices } from '../../src/usecases/check-notices.js';
import { createFindAudience } from '../../src/usecases/lesson-audience.js';
import { createNoticePlanner } from '../../src/usecases/plan-notices.js';
import { ZONE } from './college.js';
import { openCounted, type RoundTrips } from './database.js';
import type { Messenger } from './messenger.js';
import { GROUP_ID, TOKEN } from './protocol.js';

/** The product's notice engine, put together as the app does it. */
export interface Ours {
  readonly storage: Storage;
  readonly trips: RoundTrips;
  readonly planNotices: (now: number) => Promise<number>;
  readonly deliverDue: () => Promise<void>;
  readonly scheduler: Scheduler;
  /** Milliseconds that the planner took so far. */
  readonly planningMs: () => number;
  stop(): Promise<void>;
}

/** Opens the engine on this database and messenger; nothing runs until its scheduler is started. */
export async function openOurs(databaseUri: string, messenger: Messenger): Promise<Ours> {
  const { storage, trips } = await openCounted(databaseUri);
  const { timetable, roster, bindings, chats, noticeLedger: ledger } = storage;
  const log = createLogger({ level: process.env['BENCH_LOG'] ? 'warn' : 'silent' });
  const monotonic = () => performance.now();
  const owner = 'bench';
  const share = createPaceShare({
    channel: 'vk',
    leases: storage.leases,
    owner,
    clock: machineClock,
    monotonic,
    log,
  });
  const gateways = createVkGateways(
    { token: TOKEN, groupId: GROUP_ID, apiUrl: messenger.apiUrl, transport: { kind: 'longpoll' } },
    { log, now: monotonic, share: share.now },
  );
  const { metrics } = createMetrics({ channels: ['vk'], queueLag: () => Promise.resolve(0) });
  const findAudience = createFindAudience({ roster, bindings, chats });
  const planner = createNoticePlanner({
    timetable,
    ledger,
    changes: storage.changes,
    findAudience,
    zone: ZONE,
    parentsMayJoin: false,
  });
  let planningMs = 0;
  const planNotices = async (now: number): Promise<number> => {
    const from = performance.now();
    const planned = await planner.planNotices(now);
    if (planned > 0) planningMs += performance.now() - from;
    return planned;
  };
  const deliverer = createDeliverer({
    ledger,
    gateways: [gateways.notices],
    checkNotices: createCheckNotices({
      timetable,
      changes: storage.changes,
      bindings,
      findAudience,
      zone: ZONE,
      parentsMayJoin: false,
    }),
    changes: storage.changes,
    bindings,
    metrics,
    clock: machineClock,
    log,
    owner,
  });
  const scheduler = createScheduler({
    jobs: createBell({ planNotices, deliverer }).jobs,
    clock: machineClock,
    log,
  });
  await share.start(() => true);
  return {
    storage,
    trips,
    planNotices,
    deliverDue: deliverer.deliverDue,
    scheduler,
    planningMs: () => planningMs,
    async stop() {
      await scheduler.stop();
      await deliverer.stop();
      await gateways.calls.drain();
      await share.stop();
      gateways.close();
      await storage.close();
    },
  };
}
