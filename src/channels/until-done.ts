import { setTimeout as wait } from 'node:timers/promises';
import { pause } from './pause.js';

/** Between two tries. */
const TRY_AGAIN = 15_000;
/** A start does not wait longer for the messenger: it may be away, and the rest of the bot has work. */
export const START_MAX = 5_000;

/**
 * Something that a messenger must be told once, tried until it is done: one that was away at the start must not leave the bot
 * deaf.
 * @param attempt whether it is done; it never rejects
 */
export function createUntilDone(attempt: () => Promise<boolean>) {
  const stopping = new AbortController();
  const untilDone = async (): Promise<void> => {
    while (!stopping.signal.aborted && !(await attempt())) await pause(TRY_AGAIN, stopping.signal);
  };
  return {
    /** Resolves when it is done, or after `START_MAX`; the tries go on then. */
    start: (): Promise<void> => Promise.race([untilDone(), wait(START_MAX, undefined, { ref: false })]),
    stop: (): void => stopping.abort(),
  };
}
