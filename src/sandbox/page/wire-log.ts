import type { Json } from '../json.js';
import type { WorldEvent } from '../types.js';
import type { Worlds } from '../worlds.js';

const KEPT = 200;

/** One exchange with the bot: a call that it made, or an event that it was told. */
export type WireEntry = {
  /** counted from 1 */
  readonly number: number;
  /** epoch ms of the sandbox's clock */
  readonly at: number;
  readonly kind: 'call' | 'event';
  /** the method, or the event's type */
  readonly name: string;
  readonly body: Json;
  readonly answer?: Json;
  readonly tookMs?: number;
  readonly fault?: string;
};

/** The last of what went over the wire, both ways. */
export class WireLog {
  readonly #entries: WireEntry[] = [];
  #last = 0;

  constructor(readonly world: Pick<Worlds, 'clock' | 'on'>) {
    world.on((event) => this.#hear(event));
  }

  /** Entries after a number, newest first. */
  after(number: number): WireEntry[] {
    return this.#entries.filter((entry) => entry.number > number).reverse();
  }

  #hear(event: WorldEvent): void {
    if (event.type === 'request') {
      const { at, method, params, answer, tookMs, fault } = event.request;
      const rest = { ...(answer !== undefined && { answer }), ...(fault !== undefined && { fault }) };
      this.#keep({ at, kind: 'call', name: method, body: params, tookMs, ...rest });
    } else if (event.type === 'update') {
      const { update } = event;
      this.#keep({ at: this.world.clock.now(), kind: 'event', name: update.type, body: update });
    } else if (event.type === 'telegram-update') {
      this.#keep({ at: this.world.clock.now(), kind: 'event', name: event.kind, body: event.update });
    }
  }

  #keep(entry: Omit<WireEntry, 'number'>): void {
    this.#last += 1;
    this.#entries.push({ ...entry, number: this.#last });
    if (this.#entries.length > KEPT) this.#entries.shift();
  }
}
