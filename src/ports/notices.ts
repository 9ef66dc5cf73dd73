import type { OutMessage } from '../domain/messages.js';
import type { Batch, Notice, Outcome, Refusal } from '../domain/notices.js';
import type { AccountRef, ChannelId } from '../domain/people.js';
import type { Instant } from '../domain/time.js';

/** The notice ledger. Single-document atomics only; whoever holds the lease sends. */
export interface NoticeLedger {
  /** Inserts the notice and its batches unless the key is there; true when this call planned it. */
  plan(notice: Notice): Promise<boolean>;
  /** Those for whom some notice of this lesson and start was planned, as `peerKey`. */
  toldAlready(lessonId: string, startsAt: Instant): Promise<Set<string>>;
  /**
   * Unfinished, unleased batches due by `dueBy` become the owner's until the lease ends, those of the earliest lesson
   * first. The first claim counts as the first try: it is made a moment before, and repeats are counted from it.
   */
  claim(wish: Claim): Promise<Batch[]>;
  /**
   * Before a send that the messenger would not recognise when repeated: from here on it may have happened. False when
   * the lease was lost.
   */
  started(batchId: string, owner: string, now: Instant): Promise<boolean>;
  /** Gives claimed batches back untouched, for whoever claims next. */
  release(batchIds: readonly string[], owner: string): Promise<void>;
  /** Records outcomes in one write; peers in `retry` stay for the next claim at `retryAt`. False when the lease was lost. */
  finish(batchId: string, owner: string, result: BatchResult): Promise<boolean>;
  /** Age-independent: the due time of the oldest unfinished batch, for the lag metric. */
  oldestDue(channel: ChannelId, now: Instant): Promise<Instant | undefined>;
  /** When the oldest try that is due and not brought to an end was to be made: unlike the lag, nobody's own trouble counts. */
  oldestTry(channel: ChannelId, now: Instant): Promise<Instant | undefined>;
  /** Ends the leases left by an earlier life of this very process. */
  releaseOwned(owner: string): Promise<void>;
  /** Takes an account out of what was planned, sent and refused: nothing of it stays after it is unbound. */
  forget(account: AccountRef): Promise<void>;
  /** What was planned for an account and how far it is, newest first. */
  ofAccount(account: AccountRef, limit: number): Promise<PlannedNotice[]>;
  /** How a lesson's notices went, for its teacher. */
  summary(
    lessonId: string,
    startsAt: Instant,
  ): Promise<{ planned: number; sent: number; gone: number; pending: number }>;
}

/** A notice that was planned for an account. */
export interface PlannedNotice {
  readonly key: string;
  readonly batchId: string;
  readonly text: string;
  readonly dueAt: Instant;
  /** Absent once the account got its outcome. */
  readonly waiting?: { readonly attempts: number; readonly nextAt: Instant };
  /** What became of the batch's recipients, the account one of them. */
  readonly outcomes: { readonly sent: number; readonly gone: number; readonly dropped: number };
}

export interface Claim {
  readonly channel: ChannelId;
  readonly owner: string;
  readonly now: Instant;
  readonly dueBy: Instant;
  readonly leaseMs: number;
  readonly limit: number;
}

export interface BatchResult {
  readonly sent: number;
  readonly gone: number;
  /** Given up for good; those in `refused` are not among them. */
  readonly dropped: number;
  /** Given up, and kept for another try. */
  readonly refused?: readonly Refusal[];
  readonly retry: readonly string[];
  readonly retryAt: Instant;
  /** False: the messenger asked everybody to wait, which is no try of these recipients. */
  readonly tried: boolean;
  /** Nobody knows whether those in `retry` were reached: the next try may be a repeat. */
  readonly maybeSent?: boolean;
}

/** How a channel sends one message to many; never throws, every peer gets an outcome. */
export interface NoticeGateway {
  readonly channel: ChannelId;
  /** Batches that it can take to the messenger within a few seconds: no more are claimed at once. */
  room(): number;
  /**
   * Waits for the place in the messenger's pace, so that a send recorded as begun does begin. An outcome: there is none for
   * now, and it is everybody's.
   */
  turn?(peers: readonly string[]): Promise<Outcome | undefined>;
  /** Frees a place that was waited for and then not used, or others wait for an answer that never comes. */
  pass?(peers: readonly string[]): void;
  /** Under one `randomId` for all, by which the messenger, if it can, knows a repeat. */
  send(
    message: OutMessage,
    peers: readonly string[],
    randomId: number,
    leaving: Leaving,
  ): Promise<ReadonlyMap<string, Outcome>>;
}

/** Until when, and on what condition, a send may leave; otherwise the outcome is `wait` for everybody. */
export interface Leaving {
  readonly withinMs: number;
  /** Asked as a send leaves that had to wait: whether what it says and to whom still holds. Never throws. */
  readonly stillRight: () => Promise<boolean>;
}
