import { MINUTE, SECOND } from '../domain/time.js';
import type { Logger } from '../logger.js';
import type { Clock } from '../ports.js';

const LOOK_EVERY = MINUTE;
/** Less than this is no skew but the way to the database and back, and hurts no lease. */
const FORGIVEN = SECOND;
/** A database that needs longer than this to answer says nothing of the time: it may be electing a new primary. */
const SLOW = SECOND;
/** From here on the operator should know. */
const ALARMING = 5 * SECOND;

interface Deps {
  /** The machine's own time, epoch ms. */
  readonly machine: Clock;
  /** The database's, epoch ms. */
  readonly databaseTime: () => Promise<number>;
  readonly log: Logger;
}

/**
 * One time for all processes of a college: leases and bells of a machine whose clock is wrong follow the database's, which all
 * of them share. It is asked at the start and each minute; a machine that agrees with it keeps its own.
 */
export function createCommonClock({ machine, databaseTime, log }: Deps) {
  let offset = 0;
  let timer: NodeJS.Timeout | undefined;

  const look = async (): Promise<void> => {
    const asked = machine.now();
    const theirs = await databaseTime();
    const heard = machine.now();
    if (heard - asked > SLOW) return;
    const skew = theirs - (asked + heard) / 2;
    offset = Math.abs(skew) > FORGIVEN ? Math.round(skew) : 0;
    if (Math.abs(skew) > ALARMING)
      log.error({ skewMs: offset }, 'this machine’s clock is wrong: the database’s is followed');
  };

  return {
    /** This clock, set right. */
    set: (clock: Clock): Clock => ({ now: () => clock.now() + offset }),
    async start(): Promise<void> {
      await look();
      timer = setInterval(() => {
        look().catch((err: unknown) => log.warn({ err }, 'the database told no time'));
      }, LOOK_EVERY);
    },
    stop: (): void => clearInterval(timer),
  };
}
