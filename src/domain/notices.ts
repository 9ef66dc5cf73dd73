import { capabilities } from './capabilities.js';
import type { Lesson } from './lessons.js';
import type { ChannelId } from './people.js';
import type { OutMessage } from './messages.js';
import type { Audience } from './recipients.js';
import { MINUTE, type Instant } from './time.js';

/** A missed bell is made up for this long after the lesson's start (contract: two minutes). */
export const GRACE = 2 * MINUTE;
/** VK forgets a `random_id` after an hour; no repeat is sent later than this after the first try. */
export const RETRY_WINDOW = 50 * MINUTE;

/** One text to many recipients of one channel, planned once by its key. */
export interface Notice {
  readonly key: string;
  readonly channel: ChannelId;
  readonly lessonId: string;
  /** Start of the lesson as planned: a moved lesson makes this notice stale. */
  readonly startsAt: Instant;
  /** Of the lesson as planned (`tellingOf`): one that differs now is told anew, and to whom it concerns now. */
  readonly telling: string;
  readonly audience: Audience;
  readonly message: OutMessage;
  /** The messenger's own numbers of people and chats. */
  readonly peers: readonly string[];
  readonly dueAt: Instant;
  readonly expiresAt: Instant;
  /** By the database's clock, before the recipients were read: whatever changed after it is looked at anew before sending. */
  readonly readAt: Instant;
}

/** All that a lesson's notice tells and all that decides whom it concerns, as one text to compare. */
export const tellingOf = (lesson: Lesson): string => {
  const { groupId, subgroup, teacherId, teacherName, subject, endsAt, link } = lesson;
  return JSON.stringify([groupId, subgroup, teacherId, teacherName, subject, endsAt, link !== undefined]);
};

/** Some recipients of one notice; the unit that is claimed, sent and recorded. */
export interface Batch {
  /** `<notice key>#<number>`. */
  readonly id: string;
  readonly notice: Omit<Notice, 'peers'>;
  readonly peers: readonly string[];
  /** When this try is due; the first time the notice's own. */
  readonly dueAt: Instant;
  /** When it was first claimed to be sent; repeats stop `RETRY_WINDOW` later. */
  readonly firstTriedAt: Instant;
  /** Tries before this one. */
  readonly attempts: number;
  /** A send was begun and nobody knows how it ended: this one may be a repeat. */
  readonly maybeSent: boolean;
  /** Recipients who were given up as refused, counted so, and given another try since the last outcome. */
  readonly again: number;
}

/** A recipient whom the messenger refused for a fault of ours: kept, so that the notice can be sent once that is mended. */
export interface Refusal {
  readonly peer: string;
  readonly reason: string;
  /** The last moment at which another try may be made. */
  readonly until: Instant;
}

/**
 * What became of one recipient. `gone`: can't be written to any more; `refused`: a fault of ours, worth an alarm; `wait`: the
 * messenger asked everybody to wait, which is no try of this recipient's. `maybeSent`: no answer came, so the next try may be a
 * repeat. `everybodys`: the messenger's own trouble, not this recipient's, and it may be over at any moment.
 */
export type Outcome =
  | { readonly kind: 'sent' }
  | {
      readonly kind: 'retry' | 'wait';
      readonly afterMs: number;
      readonly maybeSent?: true;
      readonly everybodys?: true;
    }
  | { readonly kind: 'gone' }
  | { readonly kind: 'refused'; readonly reason: string };

export type DropReason = 'expired' | 'lesson-changed' | 'unbound' | 'refused';

/** The recipients of a notice cut into batches, in their order. */
export function cutIntoBatches(notice: Notice): { id: string; peers: readonly string[] }[] {
  const batches = [];
  const most = capabilities[notice.channel].recipientsPerCall;
  for (let from = 0; from < notice.peers.length; from += most) {
    batches.push({ id: `${notice.key}#${from / most}`, peers: notice.peers.slice(from, from + most) });
  }
  return batches;
}
