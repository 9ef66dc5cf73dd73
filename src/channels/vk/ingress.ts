import type { Logger } from '../../logger.js';
import type { Clock, Inbox, StoredEvent } from '../../ports.js';
import { createFloodGate } from './flood.js';
import { queueOf, readEnvelope, readUpdate, type VkUpdate } from './updates.js';

/** A queue is another process's to take over this long after its holder died; the living renew it. */
const QUEUE_LEASE = 12_000;
const RENEW = 4_000;
/** How long a flooding account's message waits for a later one. */
const LULL = 500;
/** Events that another process or an earlier life of this one left are looked for this often. */
const SWEEP = 1_000;
const AT_ONCE = 20;

export interface Handled {
  readonly eventId: string;
  readonly update: VkUpdate;
  /** The update as VK sent it. */
  readonly body: unknown;
}

interface Deps {
  readonly inbox: Inbox;
  readonly owner: string;
  readonly groupId: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** Answers one update; its own failures are its own to tell. */
  readonly handle: (event: Handled) => Promise<void>;
}

/**
 * The way in: updates are kept before VK hears `ok` (or before the Long Poll position moves), repeats are dropped by event id,
 * everything of one person in one conversation is handled in order, whichever process took it.
 */
export function createIngress({ inbox, owner, groupId, clock, log, handle }: Deps) {
  const flood = createFloodGate();
  /** Queues being handled here; true = something came in meanwhile. */
  const active = new Map<string, boolean>();
  const running = new Set<Promise<void>>();
  let sweeping: NodeJS.Timeout | undefined;
  let stopping = false;

  const read = (stored: StoredEvent): VkUpdate => {
    const envelope = readEnvelope(stored.body);
    return envelope ? readUpdate(envelope) : { kind: 'other' };
  };

  const handleOne = async (stored: StoredEvent, update: VkUpdate): Promise<void> => {
    try {
      await handle({ eventId: stored.id, update, body: stored.body });
    } catch (error) {
      log.error({ err: error, kind: update.kind }, 'an update was not handled');
    }
    await inbox.done(stored.id);
  };

  const drain = async (queue: string): Promise<void> => {
    const take = () => inbox.takeQueue(queue, owner, clock.now(), QUEUE_LEASE);
    if (!(await take())) return;
    const renewing = setInterval(() => {
      take().catch((error: unknown) => log.warn({ err: error }, 'a queue could not be renewed'));
    }, RENEW);
    try {
      for (;;) {
        active.set(queue, false);
        const events = await inbox.next(queue, AT_ONCE);
        for (const [index, stored] of events.entries()) {
          if (stopping) return;
          const update = read(stored);
          if (update.kind === 'message' && flood.flooding(queue, stored.at)) {
            if (index === events.length - 1) await new Promise((resolve) => setTimeout(resolve, LULL));
            const later = index < events.length - 1 || (await inbox.next(queue, 2)).length > 1;
            if (later) {
              await inbox.done(stored.id);
              continue;
            }
          }
          await handleOne(stored, update);
        }
        if (events.length < AT_ONCE && !active.get(queue)) return;
      }
    } finally {
      clearInterval(renewing);
      await inbox.freeQueue(queue, owner);
    }
  };

  const work = (queue: string): void => {
    if (active.has(queue)) {
      active.set(queue, true);
      return;
    }
    active.set(queue, false);
    const done: Promise<void> = drain(queue)
      .catch((error: unknown) => log.warn({ err: error }, 'a queue waits for the database'))
      .finally(() => {
        const more = active.get(queue) === true;
        active.delete(queue);
        running.delete(done);
        if (more && !stopping) work(queue);
      });
    running.add(done);
  };

  const sweep = async (): Promise<void> => {
    const waiting = await inbox.waiting('vk', 200);
    for (const queue of new Set(waiting.map((stored) => stored.queue))) if (!active.has(queue)) work(queue);
  };

  return {
    /** Keeps updates and begins to handle the new ones. Throws when they can't be kept: VK will send them again. */
    async accept(bodies: readonly unknown[]): Promise<void> {
      const events = bodies.flatMap((body): StoredEvent[] => {
        const envelope = readEnvelope(body);
        if (!envelope || envelope.groupId !== groupId) return [];
        const update = readUpdate(envelope);
        if (update.kind === 'other') return [];
        const id = `vk:${envelope.eventId}`;
        return [{ id, channel: 'vk', queue: queueOf(update), at: clock.now(), body }];
      });
      // Kept in one write, in the order in which they came.
      const fresh = await Promise.all(events.map((event) => inbox.add(event)));
      if (stopping) return;
      for (const queue of new Set(events.flatMap(({ queue }, at) => (fresh[at] ? [queue] : [])))) work(queue);
    },

    start(): void {
      sweeping = setInterval(() => {
        sweep().catch((error: unknown) => log.warn({ err: error }, 'the inbox waits for the database'));
      }, SWEEP);
    },

    /** Takes nothing new and waits for what is being handled; the rest stays in the inbox. */
    async stop(): Promise<void> {
      stopping = true;
      clearInterval(sweeping);
      await Promise.all(running);
    },

    /** Resolves when nothing is being handled here. */
    async idle(): Promise<void> {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

export type Ingress = ReturnType<typeof createIngress>;
