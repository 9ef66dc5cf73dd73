import { SECOND } from '../domain/time.js';
import type { ChannelId } from '../domain/people.js';
import type { NoticeGateway, NoticeLedger, Timetable } from '../ports.js';
import type { FindAudience } from '../usecases/lesson-audience.js';
import { createSendBatch, LEASE, type Claimed, type SendDeps } from './send-batch.js';

/**
 * Batches of one messenger on their way at once; how fast they go is the gateway's business. Four full `execute` of VK:
 * enough to keep its twenty requests a second busy, and even at one a second none waits longer than its lease allows.
 */
const IN_FLIGHT = 100;
/** While a slow messenger holds some, others that fall due are looked for this often. */
const LOOK_AGAIN = SECOND;

export interface Deliverer {
  /** Sends everything that is due in every messenger; resolves when nothing due is left. Joins a run under way. */
  readonly deliverDue: () => Promise<void>;
  /** Something was just planned: starts a delivery without waiting for it. */
  readonly wake: () => void;
  /** Claims nothing more and waits for what is on its way. */
  readonly stop: () => Promise<void>;
}

interface Deps extends Omit<SendDeps, 'ledger' | 'monotonic'> {
  readonly ledger: Pick<NoticeLedger, 'claim' | 'started' | 'finish'>;
  readonly gateways: readonly NoticeGateway[];
  readonly timetable: Pick<Timetable, 'lesson'>;
  readonly findAudience: FindAudience;
  /** Tests let it jump. */
  readonly monotonic?: () => number;
}

/** A rest that can be cut short. */
const createNap = () => {
  let end = (): void => undefined;
  return {
    wake: () => end(),
    sleep: (ms: number) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        end = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
  };
};

/** Takes planned notices to the messengers: each batch claimed by lease, checked anew, sent, recorded. */
export function createDeliverer(deps: Deps): Deliverer {
  const { ledger, timetable, findAudience, clock, owner, log, monotonic = () => performance.now() } = deps;
  const sendBatch = createSendBatch({ ...deps, monotonic });
  let stopping = false;

  async function claim(channel: ChannelId, limit: number): Promise<Claimed[]> {
    const claimedAt = monotonic();
    const batches = await ledger.claim(channel, owner, clock.now(), LEASE, limit);
    const lessonIds = [...new Set(batches.map((batch) => batch.notice.lessonId))];
    const lessons = (await Promise.all(lessonIds.map((id) => timetable.lesson(id)))).filter(
      (lesson) => lesson !== undefined,
    );
    const audiences = await findAudience(lessons);
    const checks = new Map(
      lessonIds.map((id) => {
        const recipients = audiences.get(id)?.recipients ?? [];
        const concerned = new Set(recipients.flatMap((it) => (it.channel === channel ? it.peers : [])));
        return [id, { lesson: lessons.find((lesson) => lesson.id === id), concerned }];
      }),
    );
    return batches.flatMap((batch) => {
      const check = checks.get(batch.notice.lessonId);
      return check ? [{ batch, claimedAt, ...check }] : [];
    });
  }

  /** One messenger's road. */
  const roads = deps.gateways.map((gateway) => {
    const nap = createNap();
    let running: Promise<void> | undefined;
    let askedAgain = false;

    async function drain(): Promise<void> {
      const inFlight = new Map<string, Promise<void>>();
      try {
        while (!stopping) {
          // What has just come back together is replaced together.
          await new Promise((resolve) => setImmediate(resolve));
          askedAgain = false;
          const free = IN_FLIGHT - inFlight.size;
          for (const claimed of free > 0 ? await claim(gateway.channel, free) : []) {
            const { id } = claimed.batch;
            // One of ours that outlived its lease: claiming it anew has prolonged the lease, and that is all it needs.
            if (inFlight.has(id)) continue;
            inFlight.set(
              id,
              sendBatch(gateway, claimed).finally(() => inFlight.delete(id)),
            );
          }
          if (askedAgain) continue;
          if (inFlight.size === 0) return;
          await Promise.race([...inFlight.values(), nap.sleep(LOOK_AGAIN)]);
          nap.wake();
        }
      } finally {
        await Promise.all(inFlight.values());
      }
    }

    return {
      wake: () => nap.wake(),
      deliver: (): Promise<void> => {
        askedAgain = true;
        nap.wake();
        running ??= drain().finally(() => {
          running = undefined;
        });
        return running;
      },
      settled: async (): Promise<void> => running?.catch(() => undefined),
    };
  });

  const deliverDue = async (): Promise<void> => {
    if (stopping) return;
    await Promise.all(roads.map((road) => road.deliver()));
  };

  return {
    deliverDue,
    wake: () => {
      deliverDue().catch((error: unknown) => log.error({ err: error }, 'delivery failed'));
    },
    stop: async () => {
      stopping = true;
      for (const road of roads) road.wake();
      await Promise.all(roads.map((road) => road.settled()));
    },
  };
}
