import { setTimeout as wait } from 'node:timers/promises';

/** A rest of so many milliseconds, cut short by the signal; none at all where they are spent already. */
export const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  if (ms > 0) await wait(ms, undefined, { signal }).catch(() => undefined);
};
