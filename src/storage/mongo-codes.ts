import { type Connection, Schema } from 'mongoose';
import { accountKey, type AccountRef } from '../domain/people.js';
import type { Codes } from '../ports.js';
import { modelOf, schemaOptions, trusted } from './model.js';

interface CodeDoc {
  _id: string;
  account: string;
  mac: string;
  tries: number;
  expiresAt: number;
  storedAt: Date;
}

/** A code lives ten minutes at the most (OWASP ASVS 6.5.5) and is gone from the database within ten more. */
const KEPT_SECONDS = 20 * 60;

const schema = new Schema<CodeDoc>(
  { _id: String, account: String, mac: String, tries: Number, expiresAt: Number, storedAt: Date },
  schemaOptions,
);
schema.index({ account: 1 });
schema.index({ storedAt: 1 }, { expireAfterSeconds: KEPT_SECONDS });

const idOf = (contact: string, account: AccountRef): string => JSON.stringify([contact, accountKey(account)]);

/** Codes on their way; a try is counted by the very update that hands out what to compare with. */
export function mongoCodes(connection: Connection): Codes {
  const codes = modelOf(connection, 'codes', schema);
  return {
    async put({ contact, account, mac, expiresAt }) {
      await codes.updateOne(
        { _id: idOf(contact, account) },
        {
          $set: { account: accountKey(account), mac, tries: 0, expiresAt },
          $currentDate: { storedAt: true },
        },
        { upsert: true },
      );
    },
    async try(contact, account, now, maxTries) {
      const doc = await codes
        .findOneAndUpdate(
          {
            _id: idOf(contact, account),
            tries: trusted({ $lt: maxTries }),
            expiresAt: trusted({ $gt: now }),
          },
          { $inc: { tries: 1 } },
          { returnDocument: 'after' },
        )
        .lean<CodeDoc>();
      return doc ? { mac: doc.mac, triesLeft: maxTries - doc.tries } : undefined;
    },
    async consume(contact, account, mac) {
      const result = await codes.deleteOne({ _id: idOf(contact, account), mac });
      return result.deletedCount === 1;
    },
    async forget(account) {
      await codes.deleteMany({ account: accountKey(account) });
    },
  };
}
