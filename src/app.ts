import { setTimeout as wait } from 'node:timers/promises';
import { createJobs } from '../jobs/index.js';
import { createFinishImportJob } from '../jobs/finish-import.js';
import { createKeepChatsJob } from '../jobs/keep-chats.js';
import { createBell } from '../jobs/ring-the-bell.js';
import { createScheduler } from '../jobs/scheduler.js';
import { createCodeWays } from './app/code-ways.js';
import { createCommonClock } from './app/common-clock.js';
import { createCore } from './app/core.js';
import { createProbes } from './app/probes.js';
import { chatOffer, chatsOf, createMessengers, tellerOf, type MessengerOptions } from './app/messengers.js';
import type { Config } from './config.js';
import { createDeliverer } from './delivery/deliver.js';
import { createHttp } from './http/create-http.js';
import { startHttp, type RunningHttp } from './http/server.js';
import type { Logger } from './logger.js';
import { createMetrics } from './metrics.js';
import type { ChannelId, Contact } from './domain/people.js';
import type { Clock } from './ports.js';
import { createSecurity } from './security/security.js';
import { connectStorage } from './storage/connect.js';
import { createCheckNotices } from './usecases/check-notices.js';
import { createFindAudience } from './usecases/lesson-audience.js';
import { createOpenJoin } from './usecases/open-join.js';
import { createNoticePlanner } from './usecases/plan-notices.js';
import { createStartLesson } from './usecases/start-lesson.js';
import type { Hono } from 'hono';

/** What a process hands to its app; nothing in the app reads surroundings by itself. */
export interface AppParts extends MessengerOptions {
  readonly config: Config;
  readonly secretKey: string;
  readonly databaseUri: string;
  readonly clock: Clock;
  readonly machineClock: Clock;
  /** This process, for leases. */
  readonly processName: string;
  readonly log: Logger;
  /** Shows codes of the `console` provider: the sandbox's phone. */
  readonly showCode?: (contact: Contact, text: string) => void;
  /** More pages on the bot's own address: the sandbox's. */
  readonly extraPages?: (http: Hono) => void;
}

/** A stop does not wait longer for a messenger that hangs: well within what a service manager allows. */
const CALM_MAX = 8_000;
/** How long a stop waits for codes on their way. */
const BACKGROUND_MAX = 3_000;

/** The composition root: ports meet adapters here and nowhere else. */
export async function createApp(parts: AppParts) {
  const { config, log, processName: owner } = parts;
  const storage = await connectStorage(parts.databaseUri, {
    reached: (isThere) =>
      isThere ? log.info('the database is back') : log.error('the database is away: people wait for it'),
  });
  const common = createCommonClock({ machine: parts.machineClock, databaseTime: storage.time, log });
  await common.start();
  const [clock, machineClock] = [common.set(parts.clock), common.set(parts.machineClock)];
  await storage.rosterStore.resume();
  await storage.noticeLedger.releaseOwned(owner);
  const security = createSecurity(parts.secretKey);
  const { zone } = config.college;
  const { timetable, roster, bindings, chats, noticeLedger: ledger } = storage;
  const enabled = (['vk', 'telegram'] as const).filter((channel) => parts[channel]);
  const { metrics, render } = createMetrics({
    channels: enabled,
    queueLag: async () => {
      const oldest = await Promise.all(enabled.map((channel) => ledger.oldestDue(channel, clock.now())));
      return Math.max(0, ...oldest.map((due) => clock.now() - (due ?? clock.now()))) / 1_000;
    },
  });
  const messengers = createMessengers(parts, { storage, metrics, clock, machineClock, owner, log });

  const findAudience = createFindAudience({ roster, bindings, chats });
  const { parentsMayJoin } = config.join;
  const telling = { changes: storage.changes, findAudience, zone, parentsMayJoin };
  const planner = createNoticePlanner({ timetable, ledger, ...telling });
  const deliverer = createDeliverer({
    ledger,
    gateways: messengers.map(({ notices }) => notices),
    checkNotices: createCheckNotices({ timetable, bindings, ...telling }),
    changes: storage.changes,
    bindings,
    metrics,
    clock,
    log,
    owner,
  });
  const bell = createBell({ planNotices: planner.planNotices, deliverer });
  const startLesson = createStartLesson({
    timetable,
    bindings,
    ledger,
    planLesson: planner.planLesson,
    deliverNow: deliverer.wake,
    zone,
  });

  const background = new Set<Promise<unknown>>();
  const inBackground = (work: Promise<unknown>): void => {
    const kept: Promise<unknown> = work
      .catch((err: unknown) => log.error({ err }, 'work in the background failed'))
      .finally(() => background.delete(kept));
    background.add(kept);
  };

  let http: RunningHttp | undefined;
  const publicUrl = (): string | undefined => config.http.publicUrl ?? (config.demo ? http?.url : undefined);
  const core = createCore({
    config,
    storage,
    security,
    sender: createCodeWays(config, log, parts.showCode),
    chats: chatsOf(messengers),
    offersChats: chatOffer(messengers, config),
    teller: tellerOf(messengers),
    startLesson,
    machineClock,
    publicUrl,
    inBackground,
  });
  const { dispatch, keepChats } = core;
  const channels = new Map(
    messengers.map((one) => [one.channel, one.open({ dispatch, enteredChat: keepChats.entered })]),
  );
  const accept = async (channel: ChannelId, update: unknown): Promise<void> => {
    await channels.get(channel)?.accept(update);
  };
  const keepChatsJob = createKeepChatsJob({
    keepChats: core.keepChats,
    changes: storage.changes,
    leases: storage.leases,
    owner,
    now: machineClock.now,
  });
  const scheduler = createScheduler({
    jobs: createJobs({
      bell,
      keepChats: keepChatsJob,
      finishImport: createFinishImportJob(storage.rosterStore),
    }),
    clock,
    log,
  });

  const probes = createProbes({ ping: storage.ping, ledger, channels, clock });
  const { vk: vkConfig, telegram: telegramConfig } = config.channels;
  const pages = createHttp({
    probes,
    renderMetrics: render,
    openJoin: createOpenJoin({ security, authorise: core.authoriseJoin }),
    zone,
    isDemo: config.demo,
    clock,
    log,
    ...(vkConfig.kind === 'on' &&
      vkConfig.transport.kind === 'callback' && {
        vkCallback: {
          groupId: vkConfig.groupId,
          secret: vkConfig.transport.secret,
          confirmation: vkConfig.transport.confirmation,
          accept: (update) => accept('vk', update),
        },
      }),
    ...(telegramConfig.kind === 'on' &&
      telegramConfig.transport.kind === 'webhook' && {
        telegramWebhook: {
          secret: telegramConfig.transport.secret,
          accept: (update) => accept('telegram', update),
        },
      }),
  });
  parts.extraPages?.(pages);

  return {
    storage,
    security,
    /** Everything that runs on a clock, once, now: for a clock that was moved, or that stands. */
    tick: () => {
      bell.lookAnew();
      return scheduler.tick();
    },
    async start(): Promise<{ url: string }> {
      http = await startHttp(pages, config.http.host, config.http.port);
      await Promise.all([...channels.values()].map((channel) => channel.start()));
      scheduler.start();
      return { url: http.url };
    },
    /** What is being done is finished, or left to the next start by a messenger that hangs; what is waiting stays in the database. */
    async stop(): Promise<void> {
      // A part that can't (its database is away, say) must not keep the rest from stopping.
      const quietly = (stopping: Promise<void>): Promise<void> =>
        stopping.catch((err: unknown) => log.warn({ err }, 'a part did not stop cleanly'));
      const calmly = async (): Promise<void> => {
        // Together: a job may be sending to thousands, and ends when the deliverer does.
        await Promise.all([scheduler.stop(), deliverer.stop()].map(quietly));
        await Promise.all([...channels.values()].map((channel) => quietly(channel.stop())));
      };
      await Promise.race([calmly(), wait(CALM_MAX, undefined, { ref: false })]);
      await Promise.race([Promise.all(background), wait(BACKGROUND_MAX, undefined, { ref: false })]);
      await http?.stop();
      for (const { close } of messengers) close();
      common.stop();
      await storage.close();
    },
  };
}

export type App = Awaited<ReturnType<typeof createApp>>;
