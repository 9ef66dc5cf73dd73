import {
  RETRY_WINDOW,
  tellingOf,
  type Batch,
  type DropReason,
  type Outcome,
  type Refusal,
} from '../domain/notices.js';
import { MINUTE, SECOND, type Instant } from '../domain/time.js';
import type { Check } from '../usecases/check-notices.js';

/** Whether a claimed batch may still leave, and to whom. */
export type Verdict =
  | { readonly kind: 'drop'; readonly reason: DropReason }
  | {
      readonly kind: 'send';
      readonly peers: readonly string[];
      readonly unbound: number;
      /** From here on it is too late. */
      readonly until: Instant;
    };

/** The last moment at which a batch may be tried: the lesson's end, or an hour less a margin after its first try. */
const lastTry = ({ notice, firstTriedAt }: Batch): Instant =>
  Math.min(notice.expiresAt, firstTriedAt + RETRY_WINDOW);

/** The check at the moment of sending: what changed since the notice was planned wins. */
export function judge(batch: Batch, { lesson, concerns }: Check, now: Instant): Verdict {
  const { notice } = batch;
  const stands =
    lesson?.mode === 'remote' && lesson.change !== 'cancelled' && lesson.startsAt === notice.startsAt;
  if (!lesson || !stands) return { kind: 'drop', reason: 'lesson-changed' };
  const until = Math.min(lastTry(batch), lesson.endsAt);
  if (now >= until) return { kind: 'drop', reason: 'expired' };
  const peers = batch.peers.filter(concerns);
  if (peers.length === 0) return { kind: 'drop', reason: 'unbound' };
  return { kind: 'send', peers, unbound: batch.peers.length - peers.length, until };
}

/** Whether a later check comes to the same as an earlier one: as many as before are to hear the same of the lesson. */
export function comesToTheSame(batch: Batch, earlier: Check, later: Check, now: Instant): boolean {
  const [before, after] = [judge(batch, earlier, now), judge(batch, later, now)];
  if (before.kind === 'drop' || after.kind === 'drop' || !before.peers.every(later.concerns)) return false;
  return telling(earlier) === telling(later);
}

const telling = ({ lesson }: Check): string => (lesson ? tellingOf(lesson) : '');

/** Outcomes of one send, sorted. */
export interface Tally {
  readonly sent: number;
  readonly gone: readonly string[];
  readonly retry: readonly string[];
  /** False when the messenger only asked everybody to wait. */
  readonly tried: boolean;
  /** Of somebody to be tried again nobody knows whether they were reached. */
  readonly maybeSent: boolean;
  /** Nobody in `retry` is in trouble of their own: the messenger is. */
  readonly everybodys: boolean;
  /** Shortest wait that satisfies everybody in `retry`, ms. */
  readonly afterMs: number;
  /** A fault of ours: its recipients by reason. */
  readonly refused: ReadonlyMap<string, readonly string[]>;
}

/** Sorts what became of each peer. A peer without an outcome is tried again: its `random_id` makes that harmless. */
export function tally(peers: readonly string[], outcomes: ReadonlyMap<string, Outcome>): Tally {
  const gone: string[] = [];
  const retry: string[] = [];
  const refused = new Map<string, string[]>();
  let sent = 0;
  let afterMs = 0;
  let waiting = 0;
  let own = 0;
  let maybeSent = false;
  for (const peer of peers) {
    const outcome = outcomes.get(peer) ?? { kind: 'retry', afterMs: 0 };
    if (outcome.kind === 'sent') sent += 1;
    else if (outcome.kind === 'gone') gone.push(peer);
    else if (outcome.kind === 'refused')
      refused.set(outcome.reason, [...(refused.get(outcome.reason) ?? []), peer]);
    else {
      retry.push(peer);
      // Who was asked to wait was asked with everybody.
      if (outcome.kind === 'wait') waiting += 1;
      else if (!outcome.everybodys) own += 1;
      maybeSent ||= outcome.maybeSent === true;
      afterMs = Math.max(afterMs, outcome.afterMs);
    }
  }
  return {
    sent,
    gone,
    retry,
    afterMs,
    refused,
    maybeSent,
    everybodys: own === 0,
    tried: waiting < peers.length,
  };
}

/**
 * Whoever was refused at the first try has certainly got nothing: another one is no repeat, and may come until the lesson's
 * end. After an earlier try nobody is quite sure, and VK's memory of that one must last.
 */
export function keptRefusals(batch: Batch, refused: Tally['refused']): Refusal[] {
  const until = batch.attempts === 0 ? batch.notice.expiresAt : lastTry(batch);
  return [...refused].flatMap(([reason, peers]) => peers.map((peer) => ({ peer, reason, until })));
}

/** Accounts by what became of them, for the log. */
export type Fates = Readonly<Record<string, readonly number[]>>;

/** @param planned whom the batch was for @param told those of them whom the messenger was asked to tell */
export function fatesOf(
  planned: readonly string[],
  told: readonly string[],
  outcomes: ReadonlyMap<string, Outcome>,
): Fates {
  const asked = new Set(told);
  const fates: Record<string, number[]> = {};
  for (const peer of planned) {
    const fate = asked.has(peer) ? (outcomes.get(peer)?.kind ?? 'retry') : 'unbound';
    (fates[fate] ??= []).push(Number(peer));
  }
  return fates;
}

/** Nobody waits longer for their lesson once a messenger that was away is back. */
const AWAY_MAX = 8 * SECOND;

/**
 * When to try again: 1 s doubling to a minute, or to a few seconds while the messenger itself is in trouble, spread between
 * half and the whole of it, and no sooner than the messenger asked; at the batch's last moment at the latest, to be counted
 * then.
 */
export function retryTime(
  batch: Batch,
  now: Instant,
  { afterMs, everybodys }: Pick<Tally, 'afterMs' | 'everybodys'>,
  random: number,
): Instant {
  const longest = everybodys ? AWAY_MAX : MINUTE;
  const step = Math.min(longest, SECOND * 2 ** Math.min(batch.attempts, 6));
  return Math.min(now + Math.max(afterMs, step * (0.5 + random / 2)), lastTry(batch));
}
