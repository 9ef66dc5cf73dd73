/**
 * What the core asks of the outside. A port is as small as the need; adapters (storage, channels, gateways, security)
 * implement them, and one contract suite per port runs against every adapter.
 */
import type { ChannelId } from './domain/people.js';
import type { Instant } from './domain/time.js';

export type * from './ports/buttons.js';
export type * from './ports/changes.js';
export type * from './ports/chats.js';
export type * from './ports/college.js';
export type * from './ports/ingress.js';
export type * from './ports/notices.js';
export type * from './ports/people.js';
export type * from './ports/refused.js';

/** Where the time comes from: the machine, or the sandbox, which moves it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): Instant;
}

/** Counters and gauges; their names are the contract's. */
export interface Metrics {
  /** Recipients whom the messenger has taken. */
  noticesSent(channel: ChannelId, count: number): void;
  /** Recipients who can't be written to any more: they blocked the bot, or left. */
  noticesGone(channel: ChannelId, count: number): void;
  /** Recipients who may have been told twice: the first try's end is not known, and the messenger drops no repeats. */
  noticesRepeated(channel: ChannelId, count: number): void;
  /** Recipients given up, whatever for; `reason` is a word of ours or the outcome's. */
  noticesDropped(channel: ChannelId, reason: string, count: number): void;
  /** Recipients counted as dropped before whom an operator gave another try: they get an outcome once more. */
  noticesRedriven(channel: ChannelId, count: number): void;
  /** How long a person waited, from the update's handling to the reply. */
  replyTime(channel: ChannelId, ms: number): void;
  /** The messenger refused a whole request with this code, and nothing is sent to it for so long. */
  messengerRested(channel: ChannelId, code: number, ms: number): void;
}
