import type { ChannelId } from '../domain/people.js';
import type { Logger } from '../logger.js';
import type { Clock, Inbox, StoredEvent } from '../ports.js';
import { createFloodGate } from './flood.js';

/** A queue is another process's to take over this long after its holder died; the living renew it. */
const QUEUE_LEASE = 12_000;
const RENEW = 4_000;
/** How long a flooding account's message waits for a later one. */
const LULL = 500;
/** Events that another process or an earlier life of this one left are looked for this often. */
const SWEEP = 1_000;
const AT_ONCE = 20;
/** So long after it came an event is better handled again than answered with an apology, when the database goes away. */
const AGAIN_WITHIN = 30_000;

/** An update that concerns the bot, as its channel reads it. */
export interface Readable<Update> {
  /** The messenger's own name of the event: what comes again under it is a repeat. */
  readonly eventId: string;
  /** Updates of one queue are handled one after another: everything of one person in one conversation. */
  readonly queue: string;
  readonly update: Update;
  /** Messages may flood; presses never do. */
  readonly isMessage: boolean;
}

export interface Handled<Update> {
  readonly eventId: string;
  readonly update: Update;
  /** The update as the messenger sent it. */
  readonly body: unknown;
  /** Whether this failure will pass, and the update is handled again then: nobody need hear of it. */
  readonly comesAgain: (error: unknown) => boolean;
}

interface Deps<Update> {
  readonly channel: ChannelId;
  readonly inbox: Inbox;
  readonly owner: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Undefined for what is of no concern to us, malformed or another bot's. */
  readonly read: (body: unknown) => Readable<Update> | undefined;
  /** Answers one update; its own failures are its own to tell, but for those of which `comesAgain` is true: they are thrown. */
  readonly handle: (event: Handled<Update>) => Promise<void>;
  /** Whether something failed only because the database is away for the moment. */
  readonly isPassing: (error: unknown) => boolean;
}

/**
 * The way in, for any messenger: updates are kept before it hears that we have them, repeats are dropped by event id,
 * everything of one person in one conversation is handled in order, whichever process took it.
 */
export function createIngress<Update>(deps: Deps<Update>) {
  const { channel, inbox, owner, clock, log, read, handle, isPassing } = deps;
  const flood = createFloodGate();
  /** Queues being handled here; true = something came in meanwhile. */
  const active = new Map<string, boolean>();
  const running = new Set<Promise<void>>();
  let sweeping: NodeJS.Timeout | undefined;
  let stopping = false;

  /** What an older release kept may be no concern of this one's. */
  const handleOne = async (stored: StoredEvent, readable: Readable<Update> | undefined): Promise<void> => {
    const comesAgain = (error: unknown): boolean =>
      isPassing(error) && clock.now() - stored.at < AGAIN_WITHIN;
    try {
      if (readable)
        await handle({ eventId: stored.id, update: readable.update, body: stored.body, comesAgain });
    } catch (error) {
      // It stays in the inbox, and so does what came after it.
      if (comesAgain(error)) throw error;
      log.error({ err: error, channel }, 'an update was not handled');
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
          const readable = read(stored.body);
          if (readable?.isMessage && flood.flooding(queue, stored.at)) {
            if (index === events.length - 1) await new Promise((resolve) => setTimeout(resolve, LULL));
            const later = index < events.length - 1 || (await inbox.next(queue, 2)).length > 1;
            if (later) {
              await inbox.done(stored.id);
              continue;
            }
          }
          await handleOne(stored, readable);
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
    const waiting = await inbox.waiting(channel, 200);
    if (stopping) return;
    for (const queue of new Set(waiting.map((stored) => stored.queue))) if (!active.has(queue)) work(queue);
  };

  return {
    /** Keeps updates and begins to handle the new ones. Throws when they can't be kept: the messenger will send them again. */
    async accept(bodies: readonly unknown[]): Promise<void> {
      const events = bodies.flatMap((body): StoredEvent[] => {
        const readable = read(body);
        if (!readable) return [];
        const id = `${channel}:${readable.eventId}`;
        return [{ id, channel, queue: readable.queue, at: clock.now(), body }];
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
