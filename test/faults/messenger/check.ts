import type { Entry } from './log.js';
import type { MessengerName } from './messenger.js';

/** One person who is to hear one thing, once, and when. */
export interface Wanted {
  readonly peer: number;
  /** What the message is about, as `markOf` reads it. */
  readonly mark: string;
  readonly from: number;
  readonly until: number;
}

export interface Rules {
  readonly wanted: readonly Wanted[];
  /** Whose limits hold; VK's unless given. */
  readonly messenger?: MessengerName;
  /** Nobody drops repeats there: `repeatsOf` judges them. */
  readonly repeatsReach?: boolean;
  /** When lessons of these marks were cancelled or moved: a second later nobody may hear of them. */
  readonly changedAt?: ReadonlyMap<string, number>;
  /** Those who have written themselves: what they are told is an answer, and no notice. */
  readonly writers?: ReadonlyMap<number, unknown>;
  /** How long after VK's word «gone» a further try is forgiven: it was on its way, or the process died with the word. */
  readonly goneGraceMs: number;
  /** Whom the messenger tells to rest rests at once, but for what was on its way by then; where one thing at a time is sent, nothing was. */
  readonly restsAreKept?: { readonly onTheWayMs: number };
}

export type FaultKind =
  | 'lost'
  | 'twice'
  | 'early'
  | 'late'
  | 'unwanted'
  | 'too many requests a second'
  | 'too many recipients'
  | 'too many calls'
  | 'too many in a chat'
  | 'sent to someone gone'
  | 'no rest';

export interface Verdict {
  readonly requests: number;
  /** Pairs of a person and a thing heard. */
  readonly heard: number;
  /** Accepted again and dropped by VK's memory of `random_id`. */
  readonly repeats: number;
  /** From a thing's time to the last who heard it, at worst, ms. */
  readonly slowestMs: number;
  /** From a lesson's change to the last who heard of it as it was, at worst, ms; 0 when nobody did. */
  readonly overtakenMs: number;
  readonly faults: ReadonlyMap<FaultKind, readonly string[]>;
}

const SECOND = 1_000;
const PER_SECOND: Readonly<Record<MessengerName, number>> = { vk: 20, telegram: 30 };
const PEERS_MAX = 100;
const CALLS_MAX = 25;
/** VK compares `random_id` within a dialog, for an hour, among its last hundred messages. */
const MEMORY_MS = 3_600_000;
const MEMORY_COUNT = 100;
/** Nobody can be written to until they write or allow: the codes that say so of one recipient. */
const GONE = new Set([18, 403, 900, 901, 902]);
const RESTS = new Map([
  [6, 1_000],
  [9, 2_000],
  [29, 60_000],
]);
/** What a rest may be short of by the way there and back. */
const WAY = 150;

/** What a notice is about: its first line behind the colon. */
export const markOf = (text: string): string | undefined => /^[^\n:]+: ([^\n]+)/.exec(text)?.[1];

/**
 * Judges a run by the messenger's own log alone: whoever was lost, told twice, too early, too late, or against the limits.
 * Pure; knows nothing of the bot or its database.
 */
export function check(log: readonly Entry[], rules: Rules): Verdict {
  const faults = new Map<FaultKind, string[]>();
  const report = (kind: FaultKind, detail: string): void => {
    const list = faults.get(kind) ?? [];
    list.push(detail);
    faults.set(kind, list);
  };

  const { seen, repeats } = whatPeopleSaw(log, rules.writers);
  const overtakenMs = judgeHearing(seen, rules, report);
  const { messenger = 'vk' } = rules;
  judgeLimits(log, messenger, report);
  if (messenger === 'telegram') judgeChats(log, report);
  judgeGone(log, rules.goneGraceMs, report);
  if (rules.restsAreKept) judgeRests(log, rules.restsAreKept.onTheWayMs, report);
  return {
    requests: log.filter(({ is }) => is === 'request').length,
    heard: seen.size,
    repeats,
    slowestMs: Math.max(
      0,
      ...rules.wanted.map((wish) => (seen.get(pair(wish.peer, wish.mark))?.[0] ?? 0) - wish.from),
    ),
    overtakenMs,
    faults,
  };
}

type Report = (kind: FaultKind, detail: string) => void;
const pair = (peer: number, mark: string): string => `${peer} ${mark}`;

/** Messages as they stand in people's dialogs after VK's memory of `random_id` has done its work. */
export function dialogsOf(log: readonly Entry[]): {
  dialogs: ReadonlyMap<number, readonly { readonly at: number; readonly text: string }[]>;
  repeats: number;
} {
  const dialogs = new Map<number, { randomId: number; at: number; text: string }[]>();
  let repeats = 0;
  for (const entry of log) {
    if (entry.is !== 'accepted') continue;
    const { peer, randomId, at, text } = entry;
    const dialog = dialogs.get(peer) ?? [];
    dialogs.set(peer, dialog);
    const known = dialog
      .slice(-MEMORY_COUNT)
      .some((one) => one.randomId === randomId && at - one.at < MEMORY_MS);
    if (known && randomId !== 0) repeats += 1;
    else dialog.push({ randomId, at, text });
  }
  return { dialogs, repeats };
}

/** When each person saw each thing. */
function whatPeopleSaw(
  log: readonly Entry[],
  writers: ReadonlyMap<number, unknown> = new Map(),
): { seen: Map<string, number[]>; repeats: number } {
  const { dialogs, repeats } = dialogsOf(log);
  const seen = new Map<string, number[]>();
  for (const [peer, dialog] of dialogs) {
    if (writers.has(peer)) continue;
    for (const { at, text } of dialog) {
      const mark = markOf(text);
      if (mark !== undefined) seen.set(pair(peer, mark), [...(seen.get(pair(peer, mark)) ?? []), at]);
    }
  }
  return { seen, repeats };
}

function judgeHearing(
  seen: ReadonlyMap<string, readonly number[]>,
  { wanted, changedAt, repeatsReach }: Rules,
  report: Report,
): number {
  let overtakenMs = 0;
  const wishes = new Map(wanted.map((wish) => [pair(wish.peer, wish.mark), wish]));
  for (const key of wishes.keys()) if (!seen.has(key)) report('lost', key);
  for (const [key, times] of seen) {
    if (times.length > 1 && !repeatsReach) report('twice', `${key}: ${times.length}`);
    const mark = key.slice(key.indexOf(' ') + 1);
    const changed = changedAt?.get(mark);
    const wish = wishes.get(key);
    if (!wish && changed === undefined) report('unwanted', key);
    for (const at of times) {
      if (wish && at < wish.from) report('early', `${key}: ${Math.round(wish.from - at)} мс`);
      if (wish && at >= wish.until) report('late', `${key}: ${Math.round(at - wish.until)} мс`);
      if (changed !== undefined) overtakenMs = Math.max(overtakenMs, at - changed);
      if (changed !== undefined && at - changed > SECOND)
        report('unwanted', `${key}: через ${Math.round(at - changed)} мс после перемены`);
    }
  }
  return overtakenMs;
}

function judgeLimits(log: readonly Entry[], messenger: MessengerName, report: Report): void {
  const perSecond = PER_SECOND[messenger];
  const moments: number[] = [];
  for (const entry of log) {
    // VK counts every request, Telegram what is put into chats.
    if (entry.is !== 'request' || (messenger === 'telegram' && entry.peers === 0)) continue;
    if (entry.calls > CALLS_MAX) report('too many calls', `${entry.calls}`);
    if (entry.peers > PEERS_MAX) report('too many recipients', `${entry.peers}`);
    const oneTooMany = moments[moments.length - perSecond];
    if (oneTooMany !== undefined && entry.at - oneTooMany < SECOND)
      report(
        'too many requests a second',
        `запрос ${entry.id}: ${perSecond + 1} за ${Math.round(entry.at - oneTooMany)} мс`,
      );
    moments.push(entry.at);
  }
}

/** Telegram wants no more than one message a second in one chat. */
function judgeChats(log: readonly Entry[], report: Report): void {
  const last = new Map<number, number>();
  for (const entry of log) {
    if (entry.is !== 'accepted') continue;
    const since = entry.at - (last.get(entry.peer) ?? -Infinity);
    if (since < SECOND) report('too many in a chat', `${entry.peer}: через ${Math.round(since)} мс`);
    last.set(entry.peer, entry.at);
  }
}

function judgeGone(log: readonly Entry[], graceMs: number, report: Report): void {
  const answered = new Map(
    log.flatMap((entry) =>
      entry.is === 'ended' && entry.how === 'answered' ? [[entry.request, entry.at]] : [],
    ),
  );
  const goneSince = new Map<number, number>();
  for (const entry of log) {
    if (entry.is !== 'refused' || !GONE.has(entry.code)) continue;
    const since = goneSince.get(entry.peer);
    if (since !== undefined && entry.at > since + graceMs)
      report('sent to someone gone', `${entry.peer}: ${Math.round(entry.at - since)} мс спустя`);
    const told = answered.get(entry.request);
    if (told !== undefined && since === undefined) goneSince.set(entry.peer, told);
  }
}

function judgeRests(log: readonly Entry[], onTheWayMs: number, report: Report): void {
  let restUntil = -Infinity;
  let toldAt = -Infinity;
  for (const entry of log) {
    const isAfter = entry.is === 'request' && entry.peers > 0 && entry.at > toldAt + onTheWayMs;
    if (isAfter && entry.at < restUntil - WAY)
      report('no rest', `запрос ${entry.id}: на ${Math.round(restUntil - entry.at)} мс раньше`);
    if (entry.is !== 'ended' || entry.how !== 'answered' || entry.code === undefined) continue;
    const rest = entry.restMs ?? RESTS.get(entry.code);
    if (rest === undefined) continue;
    if (entry.at >= restUntil) toldAt = entry.at;
    restUntil = Math.max(restUntil, entry.at + rest);
  }
}
