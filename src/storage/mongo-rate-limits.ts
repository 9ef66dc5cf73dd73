import { type Connection, Schema } from 'mongoose';
import type { Instant } from '../domain/time.js';
import type { RateLimits, Window } from '../ports.js';
import { modelOf, schemaOptions } from './model.js';

interface LimitDoc {
  _id: string;
  /** When the takes that may still count were made. */
  hits: number[];
  /** Whether the latest take was granted; read only by the one who made it, out of its own update. */
  granted: boolean;
  purgeAt: Date;
}

const schema = new Schema<LimitDoc>(
  { _id: String, hits: [Number], granted: Boolean, purgeAt: Date },
  schemaOptions,
);
schema.index({ purgeAt: 1 }, { expireAfterSeconds: 0 });

const hitsAfter = (start: Instant) => ({
  $filter: { input: { $ifNull: ['$hits', []] }, as: 'hit', cond: { $gt: ['$$hit', start] } },
});

/** One update that decides and takes: forgets what no window counts any more, looks at every window, adds the take or not. */
function takeUpdate(windows: readonly Window[], now: Instant) {
  const longest = Math.max(...windows.map((window) => window.perMs));
  return [
    { $set: { hits: hitsAfter(now - longest) } },
    {
      $set: {
        granted: {
          $and: windows.map(({ max, perMs }) => ({ $lt: [{ $size: hitsAfter(now - perMs) }, max] })),
        },
      },
    },
    {
      $set: {
        hits: { $cond: ['$granted', { $concatArrays: ['$hits', [now]] }, '$hits'] },
        purgeAt: { $add: ['$$NOW', longest] },
      },
    },
  ];
}

/** When every window has room again: when enough of its oldest takes have left it. */
function roomAt(hits: readonly Instant[], windows: readonly Window[], now: Instant): Instant {
  const moments = windows.map(({ max, perMs }) => {
    const counted = hits.filter((hit) => hit > now - perMs).sort((a, b) => a - b);
    const lastToLeave = counted[counted.length - max];
    return lastToLeave === undefined ? now : lastToLeave + perMs;
  });
  return Math.max(...moments);
}

/** Exact sliding windows, shared by every process: the database decides each take in one atomic update. */
export function mongoRateLimits(connection: Connection): RateLimits {
  const limits = modelOf(connection, 'rate_limits', schema);
  return {
    async take(key, windows, now) {
      if (windows.length === 0) return { ok: true };
      const doc = await limits
        .findOneAndUpdate({ _id: key }, takeUpdate(windows, now), {
          upsert: true,
          returnDocument: 'after',
          updatePipeline: true,
        })
        .lean<LimitDoc>();
      return doc.granted ? { ok: true } : { ok: false, retryAt: roomAt(doc.hits, windows, now) };
    },
    async forget(key) {
      await limits.deleteOne({ _id: key });
    },
  };
}
