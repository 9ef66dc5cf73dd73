import { type Connection, Schema } from 'mongoose';
import type { Sessions } from '../ports.js';
import { modelOf, rawOf, schemaOptions } from './model.js';
import { together } from '../together.js';

interface SessionDoc {
  _id: string;
  /** JSON: keys such as `$…` are the session's own affair. */
  value: string;
  touchedAt: Date;
}

/** Sessions of one turn that are read, or written, together. */
const TOGETHER = 500;
const KEPT_SECONDS = 24 * 60 * 60;

const schema = new Schema<SessionDoc>({ _id: String, value: String, touchedAt: Date }, schemaOptions);
schema.index({ touchedAt: 1 }, { expireAfterSeconds: KEPT_SECONDS });

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Dialog sessions; what JSON can't carry (dates, `undefined`) doesn't belong into one. */
export function mongoSessions(connection: Connection): Sessions {
  const sessions = modelOf(connection, 'sessions', schema);
  const get = together<string, Record<string, unknown> | undefined>(TOGETHER, async (keys) => {
    const docs = await rawOf(sessions)
      .find({ _id: { $in: [...keys] } })
      .toArray();
    const values = new Map(docs.map((doc) => [doc._id, doc.value]));
    return keys.map((key) => {
      const text = values.get(key);
      const value: unknown = text === undefined ? undefined : JSON.parse(text);
      return isRecord(value) ? value : undefined;
    });
  });

  // In order: of two of one key the later stays.
  const set = together<{ key: string; value: Record<string, unknown> }, undefined>(TOGETHER, async (kept) => {
    await rawOf(sessions).bulkWrite(
      kept.map(({ key, value }) => ({
        updateOne: {
          filter: { _id: key },
          update: { $set: { value: JSON.stringify(value) }, $currentDate: { touchedAt: true } },
          upsert: true,
        },
      })),
    );
    return kept.map(() => undefined);
  });

  return {
    get,
    set: (key, value) => set({ key, value }),
    async delete(key) {
      await sessions.deleteOne({ _id: key });
    },
  };
}
