import { type Connection, Schema } from 'mongoose';
import type { Buttons } from '../ports.js';
import { modelOf, rawOf, schemaOptions } from './model.js';

interface ButtonDoc {
  _id: string;
  text: string;
  keptAt: Date;
}

/** A school year and the holidays: so long may a message stay on somebody's screen. */
const KEPT_SECONDS = 400 * 24 * 60 * 60;

const schema = new Schema<ButtonDoc>({ _id: String, text: String, keptAt: Date }, schemaOptions);
schema.index({ keptAt: 1 }, { expireAfterSeconds: KEPT_SECONDS });

/** What long buttons ask for, by their short ids. The same text has the same id, so nothing is ever overwritten by another. */
export function mongoButtons(connection: Connection): Buttons {
  const buttons = modelOf(connection, 'buttons', schema);
  return {
    async keep(texts) {
      if (texts.size === 0) return;
      await rawOf(buttons).bulkWrite(
        [...texts].map(([_id, text]) => ({
          updateOne: {
            filter: { _id },
            update: { $set: { text }, $currentDate: { keptAt: true } },
            upsert: true,
          },
        })),
        { ordered: false },
      );
    },
    async find(id) {
      return (await rawOf(buttons).findOne({ _id: id }))?.text;
    },
  };
}
