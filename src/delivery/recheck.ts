import { setTimeout as wait } from 'node:timers/promises';
import type { Batch } from '../domain/notices.js';
import type { ChannelId } from '../domain/people.js';
import type { Changes } from '../ports.js';
import { together } from '../together.js';
import type { Check, CheckNotices } from '../usecases/check-notices.js';

const AT_ONCE = 1_000;
/** A place in the messenger's pace is not kept longer than this for an answer of the database, ms. */
const PATIENCE = 500;

/** What is known of a batch: the news (`Changes.news`) before which it was checked. */
interface Known {
  readonly batch: Batch;
  readonly news: string | undefined;
}

export type Recheck =
  | { readonly kind: 'unchanged' }
  /** The check is absent when the database was too slow for it. */
  | { readonly kind: 'changed'; readonly news: string; readonly check: Check | undefined }
  /** The database does not answer. */
  | { readonly kind: 'unknown' };

const inTime = <T>(work: Promise<T>): Promise<T | undefined> =>
  Promise.race([work.catch(() => undefined), wait(PATIENCE, undefined, { ref: false })]);

/**
 * A second look at batches that had to wait, as they leave; those of one turn in one go, or a full second would cost hundreds
 * of round trips. Where nothing has changed it is one, however much was read before. Never fails.
 */
export function createRecheck(
  channel: ChannelId,
  changes: Pick<Changes, 'news'>,
  checkNotices: CheckNotices,
) {
  return together<Known, Recheck>(AT_ONCE, async (waiting) => {
    const news = await inTime(changes.news());
    if (news === undefined) return waiting.map(() => ({ kind: 'unknown' }));
    const stale = waiting.filter((one) => one.news !== news).map(({ batch }) => batch);
    const checks = await inTime(checkNotices(channel, stale));
    return waiting.map(({ batch, news: known }) =>
      known === news
        ? { kind: 'unchanged' }
        : { kind: 'changed', news, check: checks?.get(batch.notice.lessonId) },
    );
  });
}
