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

export interface Clock {
  now(): Instant;
}

/** Counters and gauges; names per contract.md. */
export interface Metrics {
  noticesSent(channel: ChannelId, count: number): void;
  noticesGone(channel: ChannelId, count: number): void;
  /** Recipients who may have been told twice: the first try's end is not known, and the messenger drops no repeats. */
  noticesRepeated(channel: ChannelId, count: number): void;
  noticesDropped(channel: ChannelId, reason: string, count: number): void;
  /** Recipients counted as dropped before whom an operator gave another try: they get an outcome once more. */
  noticesRedriven(channel: ChannelId, count: number): void;
  replyTime(channel: ChannelId, ms: number): void;
  /** The messenger refused a whole request with this code, and nothing is sent to it for so long. */
  messengerRested(channel: ChannelId, code: number, ms: number): void;
}
