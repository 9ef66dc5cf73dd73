import type { Instant } from '../domain/time.js';
import type { Logger } from '../logger.js';
import type { Clock, Leases } from '../ports.js';
import { pause } from './pause.js';
import { START_MAX } from './until-done.js';

const LEASE = 12_000;
const RENEW = 4_000;
/** Between two looks at the lease. */
const PAUSE = 1_000;

interface Deps {
  /** What is held, the same for all processes. */
  readonly name: string;
  readonly leases: Leases;
  readonly owner: string;
  readonly clock: Clock;
  readonly log: Logger;
  /**
   * The work itself, until the signal; begun anew when it returns. `inPlace` is called once nothing can be missed any more.
   */
  readonly hold: (signal: AbortSignal, inPlace: () => void) => Promise<void>;
}

/** Work that one process of all does at a time, by lease; when it dies another takes over within `LEASE` and a moment. */
export function createSoleHolder({ name, leases, owner, clock, log, hold }: Deps) {
  let stopping: AbortController | undefined;
  let running: Promise<void> | undefined;
  let heldSince: Instant | undefined;
  let inPlace = (): void => undefined;

  const take = (): Promise<boolean> => leases.take(name, owner, clock.now(), LEASE);

  /** Keeps the lease while `hold` runs; a lost lease or a silent database ends it. */
  const holdWhileOurs = async (signal: AbortSignal): Promise<void> => {
    heldSince = clock.now();
    log.debug({ name }, 'held by this process');
    const ours = new AbortController();
    const both = AbortSignal.any([signal, ours.signal]);
    const renew = setInterval(() => {
      take().then(
        (kept) => !kept && ours.abort(),
        () => ours.abort(),
      );
    }, RENEW);
    try {
      while (!both.aborted) await hold(both, () => inPlace());
    } finally {
      heldSince = undefined;
      clearInterval(renew);
    }
  };

  const run = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      try {
        if (await take()) await holdWhileOurs(signal);
        else inPlace();
      } catch (error) {
        log.warn({ err: error, name }, 'what one process does at a time waits for the database');
      }
      await pause(PAUSE, signal);
    }
    await leases.free(name, owner).catch(() => undefined);
  };

  return {
    /** Resolves when the work is in place, here or in the process that holds the lease. */
    async start(): Promise<void> {
      const placed = new Promise<void>((resolve) => {
        inPlace = resolve;
      });
      stopping = new AbortController();
      running = run(stopping.signal);
      await Promise.race([placed, pause(START_MAX, stopping.signal)]);
    },
    async stop(): Promise<void> {
      stopping?.abort();
      await running;
    },
    /** Since when this process holds the lease; undefined while another does. */
    heldSince: (): Instant | undefined => heldSince,
  };
}
