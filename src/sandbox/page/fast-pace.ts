/** College seconds in a real one. */
const TIMES = 60;
/** Real milliseconds between two steps. */
const EVERY_MS = 100;
/** A step is never longer: when the jobs are slow, the college's clock waits for them. */
const STEP_MAX_MS = 10_000;
const TELL_EVERY_MS = 1_000;

/** What the fast pace works on. */
export type FastPaceDeps = {
  readonly clock: { now(): number };
  /** moves the clock, and resolves when everything that runs on it has caught up */
  readonly step: (at: number) => Promise<void>;
  /** pages hear the time now and then */
  readonly tell: () => void;
  readonly stopping: AbortSignal | undefined;
};

/**
 * The college's clock in a hurry: many small moves, a minute a second, each after the jobs have caught up with the one
 * before; so whatever is due rings in its order and within ten college seconds.
 */
export class FastPace {
  #run = 0;

  constructor(readonly deps: FastPaceDeps) {}

  start(): void {
    this.#run += 1;
    void this.#keepStepping(this.#run);
  }

  stop(): void {
    this.#run += 1;
  }

  async #keepStepping(run: number): Promise<void> {
    const { clock, step, tell, stopping } = this.deps;
    let last = performance.now();
    let told = last;
    const goesOn = (): boolean => this.#run === run && stopping?.aborted !== true;
    while (goesOn()) {
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
      if (!goesOn()) return;
      const real = performance.now();
      // The clock itself has run on by what really passed.
      const ahead = Math.min((real - last) * (TIMES - 1), STEP_MAX_MS);
      last = real;
      // A job that failed has told so itself; the next step tries it again.
      await step(Math.round(clock.now() + ahead)).catch(() => undefined);
      if (real - told >= TELL_EVERY_MS) {
        told = real;
        tell();
      }
    }
  }
}
