import type { Json } from '../json.js';
import type { MessagePlace, WorldEvent } from '../types.js';
import type { Worlds } from '../worlds.js';
import type { LogLine } from './house.js';
import { type Rule, vkRulesMet } from './vk-rules.js';

const KEPT = 2_000;
/** So many a page gets at once. */
const AT_ONCE = 200;

/** What stands in the log of the wire: a call that the bot made, an event that it was told, a line that it logged. */
export type WireEntry = {
  /** counted from 1 */
  readonly number: number;
  /** epoch ms of the sandbox's clock */
  readonly at: number;
  readonly kind: 'call' | 'event' | 'log';
  /** the method, the event's type, or the line's text */
  readonly name: string;
  readonly body: Json;
  readonly answer?: Json;
  readonly tookMs?: number;
  readonly fault?: string;
  /** of the messenger, which the call met */
  readonly rules?: readonly Rule[];
  /** where a call was sent, without its query and token */
  readonly address?: string;
  /** messages that it wrote, changed or told of */
  readonly messages?: readonly MessagePlace[];
  /** how loud a line of the log is */
  readonly level?: LogLine['level'];
};

/** What a reader asks for. */
export type WireWish = {
  /** entries after this number */
  readonly after: number;
  /** only what concerns somebody */
  readonly person?: number | undefined;
  /** only what a message came of or led to */
  readonly message?: MessagePlace | undefined;
};

/** The last of what went over the wire, both ways, and what the bot logged meanwhile. */
export class WireLog {
  readonly #entries: WireEntry[] = [];
  #last = 0;
  /** the message that the next event tells of */
  #told: MessagePlace | undefined;

  constructor(readonly world: Pick<Worlds, 'clock' | 'on'>) {
    world.on((event) => this.#hear(event));
  }

  /** What fits the wish, newest first. */
  list({ after, person, message }: WireWish): WireEntry[] {
    const number = person === undefined ? undefined : new RegExp(`\\b${person}\\b`);
    return this.#entries
      .filter(
        (entry) =>
          entry.number > after &&
          (number === undefined || number.test(JSON.stringify(entry.body))) &&
          (message === undefined || entry.messages?.some((one) => isSame(one, message)) === true),
      )
      .slice(-AT_ONCE)
      .reverse();
  }

  /** A line of the bot's own log. */
  logged({ text, level, fields }: LogLine): void {
    this.#keep({ at: this.world.clock.now(), kind: 'log', name: text, body: fields, level });
  }

  #hear(event: WorldEvent): void {
    const at = this.world.clock.now();
    switch (event.type) {
      case 'request': {
        const { method, params, answer, tookMs, fault, address } = event.request;
        const messages = [...(event.request.made ?? []), ...(event.request.repeated ?? [])];
        return this.#keep({
          at: event.request.at,
          kind: 'call',
          name: method,
          body: params,
          tookMs,
          rules: event.request.messenger === 'vk' ? vkRulesMet(event.request) : [],
          ...(messages.length > 0 && { messages }),
          ...(address !== undefined && { address }),
          ...(answer !== undefined && { answer }),
          ...(fault !== undefined && { fault }),
        });
      }
      case 'update':
        return event.told ? this.#keepEvent(at, event.update.type, event.update) : undefined;
      case 'telegram-update':
        return this.#keepEvent(at, event.kind, event.update);
      case 'message':
      case 'edit':
      case 'press':
        this.#told = { peerId: event.message.peerId, cmid: event.message.cmid };
        return undefined;
      case 'permission':
      case 'person':
        this.#told = undefined;
        return undefined;
      default:
        return undefined;
    }
  }

  #keepEvent(at: number, name: string, body: Json): void {
    this.#keep({
      at,
      kind: 'event',
      name,
      body,
      ...(this.#told !== undefined && { messages: [this.#told] }),
    });
  }

  #keep(entry: Omit<WireEntry, 'number'>): void {
    this.#last += 1;
    this.#entries.push({ ...entry, number: this.#last });
    if (this.#entries.length > KEPT) this.#entries.shift();
  }
}

const isSame = (one: MessagePlace, other: MessagePlace): boolean =>
  one.peerId === other.peerId && one.cmid === other.cmid;
