import type { Instant } from '../domain/time.js';
import type { Clock } from '../ports.js';

export const machineClock: Clock = { now: () => Date.now() };

/** College time that the sandbox may move; everything in the bot that depends on the hour follows it. */
export interface MovableClock extends Clock {
  moveTo(at: Instant): void;
}

/** A clock that runs with the machine's, from wherever it was moved to. */
export function movableClock(machine: Clock = machineClock): MovableClock {
  let offset = 0;
  return {
    now: () => machine.now() + offset,
    moveTo: (at) => {
      offset = at - machine.now();
    },
  };
}
