import type { OutMessage } from '../domain/messages.js';
import type { Batch, Notice, Outcome } from '../domain/notices.js';
import type { AccountRef, ChannelId } from '../domain/people.js';
import type { Instant } from '../domain/time.js';

/** The notice ledger. Single-document atomics only; whoever holds the lease sends. */
export interface NoticeLedger {
  /** Inserts the notice and its batches unless the key is there; true when this call planned it. */
  plan(notice: Notice): Promise<boolean>;
  /** Peers that some notice of this lesson and start was planned for. */
  toldAlready(lessonId: string, startsAt: Instant): Promise<Set<string>>;
  /** Due, unfinished, unleased batches become the owner's until the lease ends; earliest expiry first. */
  claim(channel: ChannelId, owner: string, now: Instant, leaseMs: number, limit: number): Promise<Batch[]>;
  /** Before the first try: remembers when it was made. False when the lease was lost. */
  started(batchId: string, owner: string, now: Instant, peers: readonly string[]): Promise<boolean>;
  /** Records outcomes in one write; peers in `retry` stay for the next claim at `retryAt`. False when the lease was lost. */
  finish(batchId: string, owner: string, result: BatchResult): Promise<boolean>;
  /** Age-independent: the due time of the oldest unfinished batch, for the lag metric. */
  oldestDue(channel: ChannelId, now: Instant): Promise<Instant | undefined>;
  /** Ends the leases left by an earlier life of this very process. */
  releaseOwned(owner: string): Promise<void>;
  /** Takes an account out of what was planned and sent: nothing of it stays after it is unbound. */
  forget(account: AccountRef): Promise<void>;
  /** How a lesson's notices went, for its teacher. */
  summary(
    lessonId: string,
    startsAt: Instant,
  ): Promise<{ planned: number; sent: number; gone: number; pending: number }>;
}

export interface BatchResult {
  readonly sent: number;
  readonly gone: number;
  readonly dropped: number;
  readonly retry: readonly string[];
  readonly retryAt: Instant;
}

/** How a channel sends one message to many; never throws, every peer gets an outcome. */
export interface NoticeGateway {
  readonly channel: ChannelId;
  send(
    message: OutMessage,
    peers: readonly string[],
    randomId: number,
  ): Promise<ReadonlyMap<string, Outcome>>;
}
