import { type Connection, Schema } from 'mongoose';
import type { Strikes } from '../ports.js';
import { modelOf, rawOf, schemaOptions, trusted } from './model.js';

interface StrikeDoc {
  _id: string;
  count: number;
}

const schema = new Schema<StrikeDoc>({ _id: String, count: Number }, schemaOptions);

/** Failures in a row. They don't lapse: a record locked by them is opened by a person of the college. */
export function mongoStrikes(connection: Connection): Strikes {
  const strikes = modelOf(connection, 'strikes', schema);
  return {
    async count(key) {
      const doc = await strikes.findOne({ _id: key }).lean<StrikeDoc>();
      return doc?.count ?? 0;
    },
    async add(keys) {
      if (keys.length === 0) return;
      await rawOf(strikes).bulkWrite(
        keys.map((_id) => ({
          updateOne: { filter: { _id }, update: { $inc: { count: 1 } }, upsert: true },
        })),
      );
    },
    async clear(keys) {
      await strikes.deleteMany({ _id: trusted({ $in: [...keys] }) });
    },
  };
}
