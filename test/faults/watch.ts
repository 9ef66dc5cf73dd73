import type { BotProcess } from '../support/bot-process.js';

const EVERY = 500;
/** The contract's three seconds, and a busy machine's half. */
const READY_WITHIN = 3_500;
const COUNTERS = /^(zvonok_notices_(?:sent|gone|dropped|redriven|repeated)_total\{[^}]*\}) (\d+)/gm;

/** When the process that answers began: a port of one that has ended may be another's already. */
const BEGAN = /^process_start_time_seconds (\d+)/m;

export interface Look {
  readonly at: number;
  /** 200, 503, or 0 when nothing answered. */
  readonly ready: number;
}

/** Asks every bot for `/metrics` and `/readyz` the whole time, and notes what can't be true. */
export class Watch {
  readonly faults: string[] = [];
  readonly #counters = new Map<BotProcess, Map<string, number>>();
  readonly #began = new Map<BotProcess, string>();
  readonly #looks = new Map<BotProcess, Look[]>();
  readonly #timers = new Set<NodeJS.Timeout>();

  follow(bot: BotProcess): void {
    this.#counters.set(bot, new Map());
    this.#looks.set(bot, []);
    // One look at a time: of two the older could come in last, and look like a counter that went down.
    let looking = false;
    const timer = setInterval(() => {
      if (!bot.running) clearInterval(timer);
      else if (!looking) {
        looking = true;
        void this.#look(bot).finally(() => (looking = false));
      }
    }, EVERY);
    this.#timers.add(timer);
  }

  /** The last word of all that still run. */
  async last(): Promise<void> {
    await Promise.all(
      [...this.#counters.keys()].filter(({ running }) => running).map((bot) => this.#count(bot)),
    );
  }

  /** The sum of a counter over all processes, by the last that was read of each. */
  sum(name: 'sent' | 'gone' | 'dropped' | 'redriven' | 'repeated'): number {
    let sum = 0;
    for (const counters of this.#counters.values())
      for (const [key, value] of counters) if (key.startsWith(`zvonok_notices_${name}_total`)) sum += value;
    return sum;
  }

  looks(bot: BotProcess): readonly Look[] {
    return this.#looks.get(bot) ?? [];
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  async #look(bot: BotProcess): Promise<void> {
    const at = Date.now();
    const ready = await fetch(`${bot.url}/readyz`, { signal: AbortSignal.timeout(READY_WITHIN) }).then(
      async (response) => {
        await response.text();
        return response.status;
      },
      () => 0,
    );
    this.#looks.get(bot)?.push({ at, ready });
    await this.#count(bot);
  }

  async #count(bot: BotProcess): Promise<void> {
    const text = await fetch(`${bot.url}/metrics`, { signal: AbortSignal.timeout(READY_WITHIN) }).then(
      (response) => response.text(),
      () => '',
    );
    const began = BEGAN.exec(text)?.[1];
    if (!bot.running || began === undefined || began !== (this.#began.get(bot) ?? began)) return;
    this.#began.set(bot, began);
    const counters = this.#counters.get(bot);
    for (const [, key = '', value] of text.matchAll(COUNTERS)) {
      const before = counters?.get(key) ?? 0;
      if (Number(value) < before) this.faults.push(`${key} уменьшился с ${before} до ${value}`);
      counters?.set(key, Number(value));
    }
  }
}
