import { setTimeout as wait } from 'node:timers/promises';
import type { Progress } from './progress.js';
import type { RunningMongod, RunResult } from './run-mongod.js';

/** A machine without memory or room needs a while before another start has a chance. */
const PAUSES_MS = [0, 1_000, 5_000, 15_000];

interface KeepUp {
  /** Starts it anew on its port, where its users find it again by themselves. */
  readonly restart: () => Promise<RunResult>;
  /** Another one runs now. */
  readonly restarted: (running: RunningMongod) => Promise<void>;
  readonly progress: Progress;
}

/**
 * Keeps a mongod up until it is told to stop: one that ended by itself (killed for its memory, crashed) is started again,
 * for as long as it takes. What was written is in its journal; meanwhile the bot waits, as for any database that is away.
 * @returns the way to end it for good, and wait for it
 */
export function keepUp(first: RunningMongod, { restart, restarted, progress }: KeepUp): () => Promise<void> {
  const stopping = new AbortController();
  let current = first;

  /** @returns whether one runs that is to be kept */
  const revive = async (tries: number): Promise<boolean> => {
    const pause = PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)];
    await wait(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
    if (stopping.signal.aborted) return false;
    const run = await restart();
    if (run.kind === 'failed') {
      progress(`MongoDB не запускается снова: ${run.reason}. Попробую ещё раз.`);
      return revive(tries + 1);
    }
    current = run.running;
    await restarted(current);
    progress('MongoDB снова работает.');
    return true;
  };

  const keep = async (): Promise<void> => {
    let isKept = true;
    while (isKept) {
      await current.ended;
      if (stopping.signal.aborted) return;
      progress('MongoDB неожиданно закрылась, запускаю её снова.');
      isKept = await revive(0);
    }
  };
  const kept = keep();

  return async () => {
    stopping.abort();
    await current.stop();
    await kept;
    // One that came up while we were told to stop.
    await current.stop();
  };
}
