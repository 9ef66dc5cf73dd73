import { setTimeout as wait } from 'node:timers/promises';
import type { BotProcess } from '../support/bot-process.js';
import type { Run } from './run.js';
import { millis } from './words.js';

const STOP_MAX_MS = 10_000;

/** `killed`: by SIGKILL; `restarted`: by SIGTERM, as a service manager does. */
export type How = 'killed' | 'restarted';

/**
 * A run's bots that end and come back. Exactly as many ends are dealt as are asked for, each to one that works: where
 * nobody does, its heir is waited for.
 */
export class Crew {
  /** What was wrong with ends and new beginnings. */
  readonly faults: string[] = [];
  /** When they were killed, by the machine's clock. */
  readonly killedAt: number[] = [];
  readonly #working = new Set<BotProcess>();
  readonly #coming = new Set<Promise<void>>();
  #ended = 0;

  private constructor(
    readonly run: Run,
    readonly how: How,
    readonly chance: () => number,
  ) {}

  /** So many bots that work. @param chance decides who ends */
  static async gather(run: Run, count: number, how: How, chance: () => number): Promise<Crew> {
    const crew = new Crew(run, how, chance);
    await Promise.all(Array.from({ length: count }, () => crew.#hire()));
    return crew;
  }

  get ended(): number {
    return this.#ended;
  }

  get working(): readonly BotProcess[] {
    return [...this.#working];
  }

  /** @throws Error when not so many work and none is on its way */
  async atLeast(count: number): Promise<void> {
    while (this.#working.size < count) {
      if (this.#coming.size === 0) throw new Error(`работают ${this.#working.size}, а нужно ${count}`);
      await Promise.race(this.#coming);
    }
  }

  /**
   * Ends one that works as soon as more than `spared` do; the next begins `awayMs` after its end. Resolves when the end is
   * dealt, not when it is over.
   */
  async endOne({ spared = 0, awayMs = 0 }: { spared?: number; awayMs?: number } = {}): Promise<void> {
    await this.atLeast(spared + 1);
    const bot = this.working[Math.floor(this.chance() * this.#working.size)];
    if (!bot) throw new Error('некого закончить');
    this.#working.delete(bot);
    this.#ended += 1;
    const back: Promise<void> = this.#end(bot)
      .then(() => wait(awayMs))
      .then(() => this.#hire())
      .catch((error: unknown) => void this.faults.push(`не поднялся: ${String(error)}`))
      .finally(() => this.#coming.delete(back));
    this.#coming.add(back);
  }

  /** Resolves when everybody works again. */
  async back(): Promise<void> {
    await Promise.all(this.#coming);
  }

  async #hire(): Promise<void> {
    this.#working.add(await this.run.bot());
  }

  async #end(bot: BotProcess): Promise<void> {
    if (this.how === 'killed') {
      await bot.kill();
      this.killedAt.push(Date.now());
      return;
    }
    await this.run.watch.last();
    const from = performance.now();
    const code = await bot.stop();
    const took = performance.now() - from;
    if (code !== 0) this.faults.push(`остановленный процесс закончил с кодом ${code}`);
    if (took > STOP_MAX_MS) this.faults.push(`процесс останавливался ${millis(took)}`);
  }
}
