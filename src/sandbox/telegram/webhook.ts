import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../types.js';
import type { Pending, Updates } from './updates.js';

const ANSWER_WITHIN_MS = 60_000;

/** Real milliseconds before an update is posted again, by how often it failed; the last goes on. */
export const WEBHOOK_PAUSES_MS: readonly number[] = [0, 2000, 4000, 8000, 16_000, 32_000, 60_000];

/** Where updates are posted to. */
export type WebhookTarget = {
  readonly url: string;
  readonly secret: string;
  readonly maxConnections: number;
};

/** Posts updates to the bot's own HTTP server: one chat's in order, each until it is answered with 2xx. */
export class Webhook {
  target: WebhookTarget | undefined;
  lastError: { readonly at: number; readonly message: string } | undefined;
  #ending = new AbortController();
  readonly #busy = new Set<number>();

  constructor(
    readonly updates: Updates,
    readonly clock: Clock,
    readonly pausesMs: readonly number[],
  ) {
    updates.onAdded(() => this.#go());
  }

  /** Posts to another address from now on, or to none. */
  set(target: WebhookTarget | undefined): void {
    this.close();
    this.#ending = new AbortController();
    // Any number of repeats may wait at once.
    setMaxListeners(0, this.#ending.signal);
    this.#busy.clear();
    this.lastError = undefined;
    this.target = target;
    this.#go();
  }

  /** Ends every delivery that is under way. */
  close(): void {
    this.#ending.abort();
  }

  #go(): void {
    const { target } = this;
    const ending = this.#ending.signal;
    if (target === undefined || ending.aborted) return;
    for (const one of this.updates.pending()) {
      if (this.#busy.size >= target.maxConnections) return;
      if (this.#busy.has(one.of)) continue;
      this.#busy.add(one.of);
      void this.#deliver(target, one, ending);
    }
  }

  async #deliver(target: WebhookTarget, one: Pending, ending: AbortSignal): Promise<void> {
    for (let failures = 0; ; ) {
      const failure = await this.#post(target, one, ending);
      if (ending.aborted) return;
      if (failure === undefined) break;
      failures += 1;
      this.lastError = { at: this.clock.now(), message: failure.message };
      const pauseMs =
        failure.retryAfterMs ?? this.pausesMs[Math.min(failures, this.pausesMs.length) - 1] ?? 0;
      await wait(pauseMs, undefined, { signal: ending }).catch(() => undefined);
    }
    this.updates.took(one);
    this.#busy.delete(one.of);
    this.#go();
  }

  /** @returns what went wrong, `undefined` where it was taken */
  async #post(
    { url, secret }: WebhookTarget,
    { update }: Pending,
    ending: AbortSignal,
  ): Promise<{ message: string; retryAfterMs?: number } | undefined> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(secret !== '' && { 'x-telegram-bot-api-secret-token': secret }),
        },
        body: JSON.stringify(update),
        signal: AbortSignal.any([ending, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      });
      await response.arrayBuffer();
      if (response.ok) return undefined;
      const retryAfter = Number(response.headers.get('retry-after'));
      return {
        message: `Wrong response from the webhook: ${response.status} ${response.statusText}`,
        ...(retryAfter > 0 && { retryAfterMs: retryAfter * 1000 }),
      };
    } catch {
      return { message: 'Webhook connection closed' };
    }
  }
}
