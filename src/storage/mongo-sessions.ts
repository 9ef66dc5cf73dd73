import { type Connection, Schema } from 'mongoose';
import type { Sessions } from '../ports.js';
import { modelOf, schemaOptions } from './model.js';

interface SessionDoc {
  _id: string;
  /** JSON: keys such as `$…` are the session's own affair. */
  value: string;
  touchedAt: Date;
}

const KEPT_SECONDS = 24 * 60 * 60;

const schema = new Schema<SessionDoc>({ _id: String, value: String, touchedAt: Date }, schemaOptions);
schema.index({ touchedAt: 1 }, { expireAfterSeconds: KEPT_SECONDS });

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Dialog sessions; what JSON can't carry (dates, `undefined`) doesn't belong into one. */
export function mongoSessions(connection: Connection): Sessions {
  const sessions = modelOf(connection, 'sessions', schema);
  return {
    async get(key) {
      const doc = await sessions.findOne({ _id: key }).lean<SessionDoc>();
      const value: unknown = doc ? JSON.parse(doc.value) : undefined;
      return isRecord(value) ? value : undefined;
    },
    async set(key, value) {
      await sessions.updateOne(
        { _id: key },
        { $set: { value: JSON.stringify(value) }, $currentDate: { touchedAt: true } },
        { upsert: true },
      );
    },
    async delete(key) {
      await sessions.deleteOne({ _id: key });
    },
  };
}
