import { randomBytes } from 'node:crypto';
import { EventSettings } from './event-types.js';
import type { Update } from './types.js';

const KEPT = 20_000;
const WAIT_MAX_S = 90;

/** What a_check answers: events, or VK's numbered failure (1 take this ts, 2 get a new key, 3 get both). */
export type LongPollAnswer =
  | { readonly ts: string; readonly updates: readonly Update[] }
  | { readonly failed: 1; readonly ts: string }
  | { readonly failed: number };

/** The community's event queue, read by anybody who has a key; every reader gets every event. */
export class LongPoll {
  readonly settings = new EventSettings();
  enabled = true;
  #kept: Update[] = [];
  /** the ts of the first kept event */
  #oldest = 1;
  readonly #keys = new Map<string, 'good' | 'lost'>();
  readonly #waiting = new Set<() => void>();

  /** What groups.getLongPollServer gives: a new key and the current position. */
  open(): { key: string; ts: string } {
    const key = randomBytes(20).toString('hex');
    this.#keys.set(key, 'good');
    return { key, ts: String(this.#next()) };
  }

  /** @returns false for an event that nobody asked for */
  push(update: Update): boolean {
    if (!this.enabled || !this.settings.allows(update.type)) return false;
    this.#kept.push({ ...update, v: this.settings.apiVersion });
    if (this.#kept.length > KEPT) {
      this.#kept.shift();
      this.#oldest += 1;
    }
    this.#wakeAll();
    return true;
  }

  /**
   * Answers one a_check.
   * @param wait seconds to hold the request open when there is nothing new; VK allows 90
   * @param gone aborts when the reader hangs up
   */
  async check(key: string, ts: number, wait: number, gone: AbortSignal): Promise<LongPollAnswer> {
    const failure = this.#failure(key, ts);
    if (failure !== undefined) return failure;
    if (ts === this.#next()) await this.#news(Math.min(Math.max(wait, 0), WAIT_MAX_S), gone);
    // the key may have died while the request was held
    return (
      this.#failure(key, ts) ?? { ts: String(this.#next()), updates: this.#kept.slice(ts - this.#oldest) }
    );
  }

  /** Takes away what readers hold on to: 2, 3 or 1 of VK's failures follows. */
  lose(what: 'key' | 'history' | 'position'): void {
    if (what === 'key') this.expireKeys();
    else if (what === 'history') this.loseHistory();
    else this.outdate();
  }

  /** Every key given out so far is expired: readers hear `failed: 2`. */
  expireKeys(): void {
    this.#keys.clear();
    this.#wakeAll();
  }

  /** The queue is lost: readers hear `failed: 3`, and what they had not read is gone. */
  loseHistory(): void {
    this.#forgetKept();
    for (const key of this.#keys.keys()) this.#keys.set(key, 'lost');
    this.#wakeAll();
  }

  /** Old events are dropped: a reader who is behind hears `failed: 1` with the ts to go on from. */
  outdate(): void {
    this.#forgetKept();
    this.#wakeAll();
  }

  /** Lets go of everyone who waits. */
  close(): void {
    this.#wakeAll();
  }

  #forgetKept(): void {
    // one number is skipped, so that even a reader who was up to date sees that something is missing
    this.#oldest = this.#next() + 1;
    this.#kept = [];
  }

  #next(): number {
    return this.#oldest + this.#kept.length;
  }

  #failure(key: string, ts: number): LongPollAnswer | undefined {
    const state = this.#keys.get(key);
    if (state === undefined) return { failed: 2 };
    if (state === 'lost') return { failed: 3 };
    if (!Number.isInteger(ts) || ts < this.#oldest || ts > this.#next()) {
      return { failed: 1, ts: String(this.#oldest) };
    }
    return undefined;
  }

  #wakeAll(): void {
    for (const wake of this.#waiting) wake();
  }

  #news(seconds: number, gone: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        gone.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, seconds * 1000);
      this.#waiting.add(wake);
      gone.addEventListener('abort', wake);
      if (gone.aborted) wake();
    });
  }
}
