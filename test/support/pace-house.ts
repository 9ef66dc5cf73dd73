import { createPaceShare, type PaceShare } from '../../src/channels/share.js';
import { createLogger } from '../../src/logger.js';
import type { Leases } from '../../src/ports.js';

const log = createLogger({ level: 'silent' });

/** What happens to one of the processes. */
export type Event =
  | { readonly kind: 'born' | 'killed' | 'stopped' | 'answers' }
  | { readonly kind: 'frozen' | 'cut' | 'slow'; readonly ms: number };

/** One life of a process. */
interface Life {
  readonly share: PaceShare;
  frozenUntil: number;
  cutUntil: number;
  slowUntil: number;
  dead: boolean;
  /** What it could have sent in a second, and when. */
  used: { readonly at: number; readonly perSecond: number }[];
}

/**
 * Processes that share one pace over a database of one page, on a clock that the test moves (`vi.useFakeTimers`). Whatever is
 * asked of the database takes its time on the way there and back; what a dead process has asked is done all the same.
 */
export class PaceHouse {
  readonly #lives: Life[] = [];
  readonly #living = new Map<number, Life>();
  #page: string | undefined;
  #answering = -1;

  /** @param chance numbers from 0 to 1 @param windowMs what was sent in the last so many weighs */
  constructor(
    readonly chance: () => number,
    readonly windowMs: number,
  ) {}

  happen(nth: number, event: Event): void {
    const life = this.#living.get(nth);
    const now = Date.now();
    switch (event.kind) {
      case 'born':
        if (!life) this.#born(nth);
        break;
      case 'killed':
        if (life) life.dead = true;
        this.#living.delete(nth);
        break;
      case 'stopped':
        this.#living.delete(nth);
        void life?.share.stop();
        break;
      case 'answers':
        this.#answering = nth;
        break;
      case 'frozen':
        if (life) life.frozenUntil = now + event.ms;
        break;
      case 'cut':
        if (life) life.cutUntil = now + event.ms;
        break;
      case 'slow':
        if (life) life.slowUntil = now + event.ms;
        break;
    }
  }

  /** Every process uses all that it may at this moment. @returns what they have used in the last window together */
  use(): number {
    const now = Date.now();
    let sum = 0;
    for (const life of this.#lives) {
      const may = life.dead || now < life.frozenUntil ? 0 : life.share.now().perSecond;
      if (may > 0) life.used.push({ at: now, perSecond: may });
      life.used = life.used.filter(({ at }) => at > now - this.windowMs);
      sum += Math.max(0, ...life.used.map(({ perSecond }) => perSecond));
    }
    return sum;
  }

  /** What the living may send, by their numbers. */
  shares(): ReadonlyMap<number, ReturnType<PaceShare['now']>> {
    return new Map([...this.#living].map(([nth, { share }]) => [nth, share.now()]));
  }

  #born(nth: number): void {
    const skew = (this.chance() - 0.5) * 6_000;
    const base = this.chance() * 1_000_000 - Date.now();
    const leases: Pick<Leases, 'get' | 'swap'> = {
      get: () => this.#ask(life, () => this.#page),
      swap: (_name, from, to) =>
        this.#ask(life, () => {
          if (this.#page !== from) return false;
          this.#page = to;
          return true;
        }),
    };
    const life: Life = {
      share: createPaceShare({
        channel: 'vk',
        leases,
        owner: `process ${nth}`,
        clock: { now: () => Date.now() + skew },
        monotonic: () => Date.now() + base,
        log,
      }),
      frozenUntil: 0,
      cutUntil: 0,
      slowUntil: 0,
      dead: false,
      used: [],
    };
    this.#lives.push(life);
    this.#living.set(nth, life);
    const start = (): void => void life.share.start(() => this.#answering === nth).catch(start);
    start();
  }

  async #ask<T>(life: Life, work: () => T): Promise<T> {
    if (life.dead) return new Promise(() => undefined);
    await this.#way(life);
    const isCut = Date.now() < life.cutUntil;
    // The way may be cut before or behind what was asked.
    if (isCut && this.chance() < 0.5) throw new Error('the database is away');
    const answer = work();
    await this.#way(life);
    if (isCut) throw new Error('the answer is lost');
    return answer;
  }

  /** To the database or back; a process that is frozen asks and hears nothing before it goes on, a dead one hears nothing more. */
  async #way(life: Life): Promise<void> {
    const now = Date.now();
    const slow = now < life.slowUntil ? 6_000 : 30;
    await wait(this.chance() * slow);
    while (Date.now() < life.frozenUntil) await wait(life.frozenUntil - Date.now());
  }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
