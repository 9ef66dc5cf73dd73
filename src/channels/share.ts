import type { Logger } from '../logger.js';
import { capabilities } from '../domain/capabilities.js';
import type { ChannelId } from '../domain/people.js';
import type { Clock, Leases } from '../ports.js';

const RENEW = 1_000;
/** A process that has not renewed for so long is dead to the others. */
const LEASE = 8_000;
/** A share holds for so long after it was renewed: who can't reach the database may not know of a newcomer. */
const HOLDS = 3_000;
/** A second as a messenger counts it: what was sent in the last one still weighs. */
const WINDOW = 1_100;

/** Of so many requests a second, those that notices may take: a fifth is kept for replies. */
export const patientShare = (perSecond: number): number => perSecond - Math.floor(perSecond / 5);

/** One pace for all processes of a token: each takes an even share of what the messenger allows, by how many are alive. */
export interface PaceShare {
  /** Requests a second that are this process's now; 0 = none yet. */
  perSecond(): number;
  start(): Promise<void>;
  stop(): Promise<void>;
}

interface Deps {
  readonly channel: ChannelId;
  readonly leases: Leases;
  readonly owner: string;
  readonly clock: Clock;
  /** Milliseconds that never jump and go on while the process is stopped. */
  readonly monotonic: () => number;
  readonly log: Logger;
}

/**
 * Shares follow births and deaths within a few seconds, and never exceed what the messenger allows in sum: a newcomer
 * sends nothing until every other must have counted it, a process that comes back from the dead until what its former
 * life sent is a second old, one that was frozen or lost the database until it is counted again.
 */
export function createPaceShare({ channel, leases, owner, clock, monotonic, log }: Deps): PaceShare {
  const name = `${channel}-pace`;
  const all = capabilities[channel].requestsPerSecond;
  let share = 0;
  let from = -Infinity;
  let until = -Infinity;
  let timer: NodeJS.Timeout | undefined;

  const renew = async () => {
    const askedAt = monotonic();
    const counted = await leases.share(name, owner, clock.now(), LEASE);
    share = Math.max(1, Math.floor(all / Math.max(counted.sharers, 1)));
    until = askedAt + HOLDS;
    // Without a place the others have not counted us: each of them must have done so first.
    if (!counted.known && counted.sharers > 1) from = monotonic() + HOLDS + WINDOW;
    return counted;
  };

  return {
    perSecond: () => {
      const now = monotonic();
      return now >= from && now < until ? share : 0;
    },
    async start() {
      // A place that never lapsed is counted by the others all along.
      if ((await renew()).known) from = monotonic() + WINDOW;
      timer = setInterval(() => {
        renew().catch((err: unknown) => log.warn({ err }, 'the pace could not be shared'));
      }, RENEW);
    },
    async stop() {
      clearInterval(timer);
      share = 0;
      // The others take over what was ours once what we have sent is a second old.
      await leases.share(name, owner, clock.now(), WINDOW).catch(() => undefined);
    },
  };
}
