import type { ChannelId } from '../domain/people.js';
import { SECOND } from '../domain/time.js';
import type { Changes, NoticeGateway, NoticeLedger } from '../ports.js';
import type { CheckNotices } from '../usecases/check-notices.js';
import { createNap } from './nap.js';
import { createRecheck } from './recheck.js';
import { createSendBatch, LEASE, type Claimed, type SendDeps } from './send-batch.js';

/** While a slow messenger holds some, others that fall due are looked for this often. */
const LOOK_AGAIN = SECOND;
/** Claimed so long before they are due, at the tick before the bell's: the bell itself costs a check and the sends. */
const AHEAD = SECOND;

/** One messenger's road. */
interface Road {
  readonly channel: ChannelId;
  /** Sends everything that is due there; joins a run under way. */
  readonly deliver: () => Promise<void>;
}

export interface Deliverer {
  /** Each goes at its own pace: a slow messenger holds up no other. */
  readonly roads: readonly Road[];
  /** Sends everything that is due in every messenger; resolves when nothing due is left. Joins a run under way. */
  readonly deliverDue: () => Promise<void>;
  /** Something was just planned: starts a delivery without waiting for it. */
  readonly wake: () => void;
  /** Claims nothing more and waits for what is on its way. */
  readonly stop: () => Promise<void>;
}

interface Deps extends Omit<SendDeps, 'ledger' | 'monotonic' | 'recheck'> {
  readonly ledger: Pick<NoticeLedger, 'claim' | 'started' | 'finish' | 'release'>;
  readonly gateways: readonly NoticeGateway[];
  readonly checkNotices: CheckNotices;
  readonly changes: Pick<Changes, 'news'>;
  /** Tests let it jump. */
  readonly monotonic?: () => number;
}

/** Takes planned notices to the messengers: each batch claimed by lease, checked anew, sent, recorded. */
export function createDeliverer(deps: Deps): Deliverer {
  const { ledger, checkNotices, changes, clock, owner, log, monotonic = () => performance.now() } = deps;
  let stopping = false;

  /** One messenger's road. */
  const createRoad = (gateway: NoticeGateway) => {
    const { channel } = gateway;
    const sendBatch = createSendBatch({
      ...deps,
      monotonic,
      recheck: createRecheck(channel, changes, checkNotices),
    });
    const nap = createNap();
    const inFlight = new Map<string, Promise<void>>();
    /** Claimed a moment before they are due. */
    let held: readonly Claimed[] = [];
    let running: Promise<void> | undefined;
    let askedAgain = false;

    async function claim(): Promise<Claimed[]> {
      const limit = gateway.room() - inFlight.size - held.length;
      if (limit <= 0) return [];
      const claimedAt = monotonic();
      const now = clock.now();
      const batches = await ledger.claim({ channel, owner, now, dueBy: now + AHEAD, leaseMs: LEASE, limit });
      // One of ours that outlived its lease: claiming it anew has prolonged the lease, and that is all it needs.
      const fresh = batches.filter(({ id }) => !inFlight.has(id));
      if (fresh.length === 0) return [];
      // Read before any check, so that what changes during the check is news afterwards.
      const news = await changes.news().catch(() => undefined);
      return fresh.map((batch) => ({ batch, claimedAt, news }));
    }

    /** Checks them all together, then sends each for itself. @throws what kept it from checking; they are held on then */
    async function launch(due: readonly Claimed[]): Promise<void> {
      const batches = due.map(({ batch }) => batch);
      const checkedAt = monotonic();
      const checks = await checkNotices(channel, batches).catch((error: unknown) => {
        // A database that is away for a moment must not cost the bell a whole lease.
        held = [...held, ...due];
        throw error;
      });
      for (const claimed of due) {
        const check = checks.get(claimed.batch.notice.lessonId);
        if (!check) continue;
        const { id } = claimed.batch;
        inFlight.set(
          id,
          sendBatch(gateway, { ...claimed, check, checkedAt }).finally(() => inFlight.delete(id)),
        );
      }
    }

    /** What is due of those held and of those just claimed; the rest is held. */
    function takeDue(fresh: readonly Claimed[]): readonly Claimed[] {
      const all = [...held, ...fresh];
      const now = clock.now();
      held = all.filter(({ batch }) => batch.dueAt > now);
      return all.filter(({ batch }) => batch.dueAt <= now);
    }

    async function drain(): Promise<void> {
      try {
        while (!stopping) {
          askedAgain = false;
          // What was held for this moment leaves before anything is asked of the database.
          const first = takeDue([]);
          if (first.length > 0) await launch(first);
          const due = takeDue(await claim());
          if (due.length > 0) await launch(due);
          if (askedAgain) continue;
          if (inFlight.size === 0) return;
          await Promise.race([...inFlight.values(), nap.sleep(LOOK_AGAIN)]);
          nap.wake();
          // What has come back together is replaced together.
          await new Promise((resolve) => setImmediate(resolve));
        }
      } finally {
        await Promise.all(inFlight.values());
      }
    }

    return {
      channel,
      deliver: (): Promise<void> => {
        if (stopping) return Promise.resolve();
        askedAgain = true;
        nap.wake();
        running ??= drain().finally(() => {
          running = undefined;
        });
        return running;
      },
      async stop(): Promise<void> {
        nap.wake();
        await running?.catch(() => undefined);
        const ids = held.map(({ batch }) => batch.id);
        held = [];
        if (ids.length > 0) await ledger.release(ids, owner);
      },
    };
  };

  const roads = deps.gateways.map(createRoad);

  const deliverDue = async (): Promise<void> => {
    await Promise.all(roads.map((road) => road.deliver()));
  };

  return {
    roads,
    deliverDue,
    wake: () => {
      deliverDue().catch((error: unknown) => log.error({ err: error }, 'delivery failed'));
    },
    stop: async () => {
      stopping = true;
      await Promise.all(roads.map((road) => road.stop()));
    },
  };
}
