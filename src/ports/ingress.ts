import type { OutMessage } from '../domain/messages.js';
import type { AccountRef, ChannelId } from '../domain/people.js';
import type { Instant } from '../domain/time.js';

/** Updates are kept before the messenger hears «ok»: nothing is lost, nothing is done twice. */
export interface Inbox {
  /** True when this event is new. */
  add(event: StoredEvent): Promise<boolean>;
  /** Forgets the body (it may hold a phone or a code) and keeps the id against repeats. */
  done(eventId: string): Promise<void>;
  /** The oldest unhandled events of one queue, in order of arrival. */
  next(queue: string, limit: number): Promise<StoredEvent[]>;
  /** Takes one queue's (peer:person) right to be handled; false while another process has it. */
  takeQueue(queue: string, owner: string, now: Instant, leaseMs: number): Promise<boolean>;
  /** Gives the right back, if the owner has it still. */
  freeQueue(queue: string, owner: string): Promise<void>;
  /** Unhandled events, oldest first. */
  waiting(channel: ChannelId, limit: number): Promise<StoredEvent[]>;
}

export interface StoredEvent {
  /** `<channel>:<event id>`. */
  readonly id: string;
  readonly channel: ChannelId;
  readonly queue: string;
  readonly at: Instant;
  readonly body: unknown;
}

/** One holder of a name at a time, for as long as it renews. */
export interface Leases {
  /** Takes or renews; false while another owner has it. */
  take(name: string, owner: string, now: Instant, leaseMs: number): Promise<boolean>;
  /** Gives it back, if the owner has it still. */
  free(name: string, owner: string): Promise<void>;
  /** A small value kept under a name, e.g. the Long Poll position. */
  get(name: string): Promise<string | undefined>;
  /** Keeps the value in place of the former one. */
  set(name: string, value: string): Promise<void>;
  /** Puts a value in another's place, undefined = none; false when by now it is a different one. Survives any one machine. */
  swap(name: string, from: string | undefined, to: string): Promise<boolean>;
}

/** Dialog sessions as plain objects. */
export interface Sessions {
  get(key: string): Promise<Record<string, unknown> | undefined>;
  set(key: string, value: Record<string, unknown>): Promise<void>;
  delete(key: string): Promise<void>;
}

/** Says something to an account outside of a dialog; failures are logged, never thrown. */
export interface Teller {
  tell(account: AccountRef, message: OutMessage): Promise<void>;
}
