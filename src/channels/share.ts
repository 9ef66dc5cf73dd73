import type { Logger } from '../logger.js';
import { capabilities } from '../domain/capabilities.js';
import type { ChannelId } from '../domain/people.js';
import type { Clock, Leases } from '../ports.js';

const RENEW = 2_000;
/** A process that has not renewed for so long is dead to the others, and counts itself out too. */
const LEASE = 8_000;
/** What a process takes while it does not know who else is there. */
const CAUTIOUS = 1;

/** One pace for all processes of a token: each takes an even share of what the messenger allows, by how many are alive. */
export interface PaceShare {
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
 * Shares follow births and deaths within a few seconds. A newcomer is seen by the others before it takes its share; who
 * was frozen or has lost the database takes one request a second until it is counted again.
 */
export function createPaceShare({ channel, leases, owner, clock, monotonic, log }: Deps): PaceShare {
  const name = `${channel}-pace`;
  const all = capabilities[channel].requestsPerSecond;
  let share = CAUTIOUS;
  let knownUntil = -Infinity;
  let timer: NodeJS.Timeout | undefined;

  const renew = async (): Promise<number> => {
    const askedAt = monotonic();
    const sharers = await leases.share(name, owner, clock.now(), LEASE);
    knownUntil = askedAt + LEASE;
    share = Math.max(CAUTIOUS, Math.floor(all / Math.max(sharers, 1)));
    return sharers;
  };

  return {
    perSecond: () => (monotonic() < knownUntil ? share : CAUTIOUS),
    async start() {
      const sharers = await renew();
      if (sharers > 1) {
        // The others count us at their next turn; until then they use what was ours.
        share = CAUTIOUS;
      }
      timer = setInterval(() => {
        renew().catch((err: unknown) => log.warn({ err }, 'the pace could not be shared'));
      }, RENEW);
    },
    async stop() {
      clearInterval(timer);
      await leases.free(`${name}:${owner}`, owner).catch(() => undefined);
    },
  };
}
