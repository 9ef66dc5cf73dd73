import { randomInt } from 'node:crypto';
import type { Json } from '../json.js';
import type { TelegramUpdate } from '../types.js';
import { TelegramError } from './telegram-error.js';

/** An update that waits to be taken, and whose it is: one chat's are delivered in order. */
export type Pending = { readonly update: TelegramUpdate; readonly of: number };

/** What getUpdates asks for; `timeout` in seconds. */
export type Poll = { readonly offset: number; readonly limit: number; readonly timeout: number };

/** A bot hears of all but these unless it asks for them. */
const NOT_BY_DEFAULT: ReadonlySet<string> = new Set([
  'chat_member',
  'message_reaction',
  'message_reaction_count',
]);
/** How far ahead of the last update an offset may be and still be taken at its word. */
const AHEAD_MAX = 10;
const OTHER_POLL =
  'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running';

/** The bot's queue of updates: each is kept until getUpdates confirms it by a higher offset, or the webhook took it. */
export class Updates {
  #pending: Pending[] = [];
  #nextId = randomInt(100_000_000, 900_000_000);
  #allowed: ReadonlySet<string> = new Set();
  #waiting: { readonly end: (conflict?: TelegramError) => void } | undefined;
  readonly #listeners = new Set<() => void>();

  /** @param kinds which to hear of from now on; none means all that are usual */
  allow(kinds: readonly string[]): void {
    this.#allowed = new Set(kinds);
  }

  allowed(): readonly string[] {
    return [...this.#allowed];
  }

  /** Numbers an update and keeps it. @returns `undefined` for a kind that the bot does not hear of */
  add(kind: string, body: Json, of: number): TelegramUpdate | undefined {
    const wanted = this.#allowed.size === 0 ? !NOT_BY_DEFAULT.has(kind) : this.#allowed.has(kind);
    if (!wanted) return undefined;
    const update: TelegramUpdate = { update_id: this.#nextId, [kind]: body };
    this.#nextId += 1;
    this.repeat(update, of);
    return update;
  }

  /** Keeps an update once more, under the number it has. */
  repeat(update: TelegramUpdate, of: number): void {
    this.#pending.push({ update, of });
    this.#waiting?.end();
    for (const listener of this.#listeners) listener();
  }

  pending(): readonly Pending[] {
    return this.#pending;
  }

  /** The webhook took it. */
  took(one: Pending): void {
    this.#pending = this.#pending.filter((other) => other !== one);
  }

  clear(): void {
    this.#pending = [];
  }

  /** Hears of each update that is added. */
  onAdded(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Numbers go on from another place, as after a week without updates. */
  renumber(): void {
    this.#nextId = randomInt(100_000_000, 900_000_000);
  }

  /** Drops the poll that is held, without an answer to it. @returns the poll ends with what there is */
  letGo(conflict?: TelegramError): void {
    this.#waiting?.end(conflict);
  }

  /**
   * Answers one getUpdates: at once where there is something, else when something comes or the time is over. A second
   * poll that has to wait ends the first.
   * @param gone aborts when the reader hangs up
   * @throws TelegramError 409 in the poll that was ended
   */
  async poll({ offset, limit, timeout }: Poll, gone: AbortSignal): Promise<TelegramUpdate[]> {
    this.#confirm(offset);
    if (this.#pending.length === 0 && timeout > 0) {
      this.letGo(new TelegramError(409, OTHER_POLL));
      await this.#news(timeout, gone);
    }
    return this.#pending.slice(0, limit).map(({ update }) => update);
  }

  #confirm(offset: number): void {
    if (offset < 0) this.#pending = this.#pending.slice(offset);
    else if (offset <= this.#nextId + AHEAD_MAX)
      this.#pending = this.#pending.filter(({ update }) => update.update_id >= offset);
  }

  #news(seconds: number, gone: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = {
        end: (conflict?: TelegramError): void => {
          clearTimeout(timer);
          gone.removeEventListener('abort', hungUp);
          if (this.#waiting === waiting) this.#waiting = undefined;
          if (conflict === undefined) resolve();
          else reject(conflict);
        },
      };
      const hungUp = (): void => waiting.end();
      const timer = setTimeout(hungUp, seconds * 1000);
      gone.addEventListener('abort', hungUp);
      this.#waiting = waiting;
    });
  }
}
