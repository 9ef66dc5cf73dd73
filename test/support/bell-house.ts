import mongoose from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { OutMessage } from '../../src/domain/messages.js';
import type { Outcome } from '../../src/domain/notices.js';
import type { Lesson } from '../../src/domain/lessons.js';
import type { Binding, Person } from '../../src/domain/people.js';
import type { Instant } from '../../src/domain/time.js';
import { createDeliverer, type Deliverer } from '../../src/delivery/deliver.js';
import { createLogger } from '../../src/logger.js';
import type { Clock, Metrics, NoticeGateway } from '../../src/ports.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { createCheckNotices } from '../../src/usecases/check-notices.js';
import { createFindAudience } from '../../src/usecases/lesson-audience.js';
import { createNoticePlanner } from '../../src/usecases/plan-notices.js';
import { createStartLesson } from '../../src/usecases/start-lesson.js';
import { BELL, GROUP, ZONE } from './bell.js';
import { testDatabaseUri } from './mongo.js';

/** A stand-in for the messenger that remembers as VK does: a `random_id` it knows in a dialog adds no message there. */
export class Messenger {
  readonly calls: { readonly by: string; readonly peers: readonly string[]; readonly randomId: number }[] =
    [];
  readonly dialogs = new Map<string, { readonly randomId: number; readonly text: string }[]>();
  /** What becomes of a peer; by default everyone gets the message. */
  answer: (peer: string) => Outcome = () => ({ kind: 'sent' });

  /**
   * @param after runs when the messages are out and before the caller hears of it
   * @param place comes when the messenger has room for the send
   */
  gateway(
    by: string,
    after: () => Promise<void> = () => Promise.resolve(),
    place: () => Promise<void> = () => Promise.resolve(),
  ): NoticeGateway {
    return {
      channel: 'vk',
      room: () => 400,
      send: async (message, peers, randomId, { stillRight }) => {
        await place();
        if (!(await stillRight()))
          return new Map(peers.map((peer) => [peer, { kind: 'wait', afterMs: 1_000 }]));
        this.calls.push({ by, peers, randomId });
        const outcomes = new Map(peers.map((peer) => [peer, this.answer(peer)]));
        for (const [peer, outcome] of outcomes)
          if (outcome.kind === 'sent') this.put(peer, message, randomId);
        await after();
        return outcomes;
      },
    };
  }

  private put(peer: string, { text }: OutMessage, randomId: number): void {
    const dialog = this.dialogs.get(peer) ?? [];
    if (!dialog.some((message) => message.randomId === randomId)) dialog.push({ randomId, text });
    this.dialogs.set(peer, dialog);
  }

  /** How many messages each peer has got. */
  get heard(): Record<string, number> {
    return Object.fromEntries([...this.dialogs].map(([peer, dialog]) => [peer, dialog.length]));
  }
}

/** Counters of one process. */
export class Counters implements Metrics {
  sent = 0;
  gone = 0;
  repeated = 0;
  redriven = 0;
  readonly dropped: Record<string, number> = {};
  noticesSent = (_channel: string, count: number): void => {
    this.sent += count;
  };
  noticesGone = (_channel: string, count: number): void => {
    this.gone += count;
  };
  noticesRepeated = (_channel: string, count: number): void => {
    this.repeated += count;
  };
  noticesRedriven = (_channel: string, count: number): void => {
    this.redriven += count;
  };
  noticesDropped = (_channel: string, reason: string, count: number): void => {
    this.dropped[reason] = (this.dropped[reason] ?? 0) + count;
  };
  replyTime = (): void => undefined;
  messengerRested = (): void => undefined;
}

export interface ProcessOptions {
  readonly owner: string;
  readonly gateway: NoticeGateway;
  readonly monotonic?: () => number;
  /** The house's own clock (`now`) unless given. */
  readonly clock?: Clock;
  /** Fails what is read for the check before a send as a database that is away does, by throwing. */
  readonly beforeCheck?: () => void;
}

/** A college in a real database, and any number of processes of the bot on it, each with a connection of its own. */
export class BellHouse {
  private readonly storages = new Map<string, Promise<Storage>>();
  private readonly deliverers: Deliverer[] = [];
  private readonly uri: string;
  now: Instant = 0;

  constructor(uri: string) {
    this.uri = uri;
  }

  /** The connection of this process; asking again gives the same one. */
  connect(owner: string): Promise<Storage> {
    const storage = this.storages.get(owner) ?? connectStorage(this.uri);
    this.storages.set(owner, storage);
    return storage;
  }

  async open({
    owner,
    gateway,
    monotonic,
    clock = { now: () => this.now },
    beforeCheck = () => undefined,
  }: ProcessOptions) {
    const storage = await this.connect(owner);
    const { timetable, bindings, noticeLedger: ledger } = storage;
    const metrics = new Counters();
    const logged: string[] = [];
    const log = createLogger({ level: 'warn', stream: { write: (line) => logged.push(line) } });
    const findAudience = createFindAudience(storage);
    const { planNotices, planLesson } = createNoticePlanner({
      timetable,
      ledger,
      changes: storage.changes,
      findAudience,
      zone: ZONE,
      parentsMayJoin: false,
    });
    const checkNotices = createCheckNotices({
      timetable,
      changes: storage.changes,
      bindings,
      findAudience,
      zone: ZONE,
      parentsMayJoin: false,
    });
    const deliverer = createDeliverer({
      ledger,
      checkNotices: async (...what) => {
        beforeCheck();
        return checkNotices(...what);
      },
      changes: {
        news: async () => {
          beforeCheck();
          return storage.changes.news();
        },
      },
      bindings,
      metrics,
      log,
      owner,
      gateways: [gateway],
      clock,
      ...(monotonic && { monotonic }),
    });
    this.deliverers.push(deliverer);
    const startLesson = createStartLesson({
      timetable,
      bindings,
      ledger,
      planLesson,
      zone: ZONE,
      deliverNow: deliverer.wake,
    });
    return { log, metrics, logged, deliverer, planNotices, startLesson };
  }

  /** Ends the processes and empties the database; the connections stay. */
  async clear(): Promise<void> {
    await Promise.all(this.deliverers.splice(0).map((deliverer) => deliverer.stop()));
    const connection = await mongoose.createConnection(this.uri).asPromise();
    const collections = (await connection.db?.collections()) ?? [];
    await Promise.all(collections.map((collection) => collection.deleteMany({})));
    await connection.close();
  }

  async close(): Promise<void> {
    await Promise.all([...this.storages.values()].map(async (storage) => (await storage).close()));
  }
}

/** Puts people, lessons and bindings into a database as an import and the binding scene would. */
export async function settle(
  { rosterStore, bindings }: Storage,
  put: {
    persons?: readonly Person[];
    lessons?: readonly Lesson[];
    removedLessons?: readonly string[];
    bound?: readonly Binding[];
  },
): Promise<void> {
  await rosterStore.apply(
    {
      persons: { put: put.persons ?? [], remove: [] },
      groups: { put: [GROUP], remove: [] },
      lessons: { put: put.lessons ?? [], remove: put.removedLessons ?? [] },
    },
    () => undefined,
  );
  await bindings.bindMany(put.bound ?? []);
}

/** How often each of these is to hear. */
export const once = (peers: readonly string[]) => Object.fromEntries(peers.map((peer) => [peer, 1]));

/** For a file of tests: a house whose clock shows the bell, empty before each test; `college` is its office. */
export function useBell() {
  const house = new BellHouse(testDatabaseUri());
  let messenger = new Messenger();
  let college: Storage;
  beforeAll(async () => {
    college = await house.connect('college');
  });
  beforeEach(() => {
    house.now = BELL;
    messenger = new Messenger();
  });
  afterEach(() => house.clear());
  afterAll(() => house.close());
  return {
    house,
    get messenger() {
      return messenger;
    },
    get college() {
      return college;
    },
    /** One process of the bot; `owner` also names it in the messenger's record. */
    open: (owner: string, more: Partial<ProcessOptions> = {}) =>
      house.open({ owner, gateway: messenger.gateway(owner), ...more }),
  };
}
