import type { ChannelId } from './people.js';
import type { OutMessage } from './messages.js';
import { MINUTE, type Instant } from './time.js';

/** A missed bell is made up for this long after the lesson's start (contract: two minutes). */
export const GRACE = 2 * MINUTE;
/** VK forgets a `random_id` after an hour; no repeat is sent later than this after the first try. */
export const RETRY_WINDOW = 50 * MINUTE;
/** VK takes at most this many recipients a call (messages.send, peer_ids). */
const BATCH_MAX = 100;

/** One text to many recipients of one channel, planned once by its key. */
export interface Notice {
  readonly key: string;
  readonly channel: ChannelId;
  readonly lessonId: string;
  /** Start of the lesson as planned: a moved lesson makes this notice stale. */
  readonly startsAt: Instant;
  readonly message: OutMessage;
  /** The messenger's own numbers of people and chats. */
  readonly peers: readonly string[];
  readonly dueAt: Instant;
  readonly expiresAt: Instant;
}

/** At most `BATCH_MAX` recipients of one notice; the unit that is claimed, sent and recorded. */
export interface Batch {
  /** `<notice key>#<number>`. */
  readonly id: string;
  readonly notice: Omit<Notice, 'peers'>;
  readonly peers: readonly string[];
  /** When the first try was made; repeats stop `RETRY_WINDOW` later. */
  readonly firstTriedAt?: Instant;
  readonly attempts: number;
}

/** What became of one recipient. `gone`: can't be written to any more; `refused`: a fault of ours, worth an alarm. */
export type Outcome =
  | { readonly kind: 'sent' }
  | { readonly kind: 'retry'; readonly afterMs: number }
  | { readonly kind: 'gone' }
  | { readonly kind: 'refused'; readonly reason: string };

export type DropReason = 'expired' | 'lesson-changed' | 'unbound' | 'refused';

/** The recipients of a notice cut into batches, in their order. */
export function cutIntoBatches(notice: Notice): { id: string; peers: readonly string[] }[] {
  const batches = [];
  for (let from = 0; from < notice.peers.length; from += BATCH_MAX) {
    batches.push({
      id: `${notice.key}#${from / BATCH_MAX}`,
      peers: notice.peers.slice(from, from + BATCH_MAX),
    });
  }
  return batches;
}
