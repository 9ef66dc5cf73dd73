import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { EventSettings } from './event-types.js';
import type { Update } from './types.js';

const ANSWER_WITHIN_MS = 10_000;

/** VK's pauses before the repeats of an event that was not answered with `ok`. */
export const CALLBACK_PAUSES_MS: readonly number[] = [10_000, 180_000, 600_000, 1_800_000, 3_600_000];

/** One address that events are pushed to. */
export type CallbackServer = {
  readonly id: number;
  url: string;
  title: string;
  secret: string;
  /** events go to an address that answered the confirmation only */
  status: 'unconfigured' | 'failed' | 'wait' | 'ok';
  readonly settings: EventSettings;
};

/** Pushes events to the bot's own HTTP server, as VK's Callback API does. */
export class Callback {
  /** what the bot must answer to `confirmation` */
  readonly confirmationCode = randomBytes(4).toString('hex');
  readonly #servers = new Map<number, CallbackServer>();
  #lastId = 0;
  readonly #stopped = new AbortController();

  /** @param pausesMs real milliseconds before each repeat */
  constructor(
    readonly groupId: number,
    readonly pausesMs: readonly number[],
  ) {
    // Any number of repeats may wait at once.
    setMaxListeners(0, this.#stopped.signal);
  }

  servers(): CallbackServer[] {
    return [...this.#servers.values()];
  }

  get(id: number): CallbackServer | undefined {
    return this.#servers.get(id);
  }

  /** Adds an address and asks it for the confirmation at once, as VK does. */
  add(url: string, title: string, secret: string): CallbackServer {
    this.#lastId += 1;
    const server: CallbackServer = {
      id: this.#lastId,
      url,
      title,
      secret,
      status: 'unconfigured',
      settings: new EventSettings(),
    };
    this.#servers.set(server.id, server);
    void this.confirm(server);
    return server;
  }

  remove(id: number): boolean {
    return this.#servers.delete(id);
  }

  /** Asks an address for the confirmation code. @returns whether it gave the right one */
  async confirm(server: CallbackServer): Promise<boolean> {
    server.status = 'wait';
    const secret = server.secret === '' ? {} : { secret: server.secret };
    const answer = await this.#post(server, { type: 'confirmation', group_id: this.groupId, ...secret }, 0);
    server.status = answer?.trim() === this.confirmationCode ? 'ok' : 'failed';
    return server.status === 'ok';
  }

  /** @returns false for an event that nobody asked for */
  push(update: Update): boolean {
    const asked = [...this.#servers.values()].filter(
      (server) => server.status === 'ok' && server.settings.allows(update.type),
    );
    for (const server of asked) void this.#deliver(server, update);
    return asked.length > 0;
  }

  /** Ends every delivery and repeat that is under way. */
  close(): void {
    this.#stopped.abort();
  }

  async #deliver(server: CallbackServer, update: Update): Promise<void> {
    const secret = server.secret === '' ? {} : { secret: server.secret };
    const body = { ...update, v: server.settings.apiVersion, ...secret };
    for (let attempt = 0; ; attempt += 1) {
      const answer = await this.#post(server, body, attempt);
      if (answer === 'remove') this.#servers.delete(server.id);
      const pauseMs = this.pausesMs[attempt];
      if (answer === 'ok' || answer === 'remove' || pauseMs === undefined) return;
      const { signal } = this.#stopped;
      await wait(pauseMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted || !this.#servers.has(server.id)) return;
    }
  }

  /** @returns the text of a 200 answer, `undefined` for any other outcome */
  async #post(server: CallbackServer, body: object, attempt: number): Promise<string | undefined> {
    try {
      const response = await fetch(server.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(attempt === 0 ? {} : { 'x-retry-counter': String(attempt) }),
        },
        body: JSON.stringify(body),
        signal: AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      });
      const text = await response.text();
      return response.status === 200 ? text : undefined;
    } catch {
      return undefined;
    }
  }
}
