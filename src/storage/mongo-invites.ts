import { type Connection, type Model, Schema } from 'mongoose';
import { accountKey } from '../domain/people.js';
import type { Instant } from '../domain/time.js';
import type { Invites } from '../ports.js';
import { modelOf, rawOf, schemaOptions, trusted } from './model.js';

interface InviteDoc {
  _id: string;
  personId: string;
  expiresAt: number;
  usedBy?: string;
  storedAt: Date;
}

/** Far longer than any invite lives; the next school year's are made anew. */
const KEPT_SECONDS = 365 * 24 * 60 * 60;

const schema = new Schema<InviteDoc>(
  { _id: String, personId: String, expiresAt: Number, usedBy: String, storedAt: Date },
  schemaOptions,
);
schema.index({ personId: 1 });
schema.index({ usedBy: 1 }, { sparse: true });
schema.index({ storedAt: 1 }, { expireAfterSeconds: KEPT_SECONDS });

/** Invites, one document a code. */
export const inviteModel = (connection: Connection): Model<InviteDoc> =>
  modelOf(connection, 'invites', schema);

const live = (hash: string, now: Instant) => ({
  _id: hash,
  expiresAt: trusted({ $gt: now }),
  usedBy: trusted({ $exists: false }),
});

/** Invites by the hash of their code; the code itself is known to its bearer alone. */
export function mongoInvites(connection: Connection): Invites {
  const invites = inviteModel(connection);
  return {
    async add(added) {
      if (added.length === 0) return [];
      const result = await rawOf(invites).bulkWrite(
        added.map(({ hash, personId, expiresAt }) => ({
          updateOne: {
            filter: { _id: hash },
            update: { $setOnInsert: { personId, expiresAt, storedAt: new Date() } },
            upsert: true,
          },
        })),
        { ordered: false },
      );
      return added.flatMap(({ hash }, index) => (result.upsertedIds[index] === undefined ? [hash] : []));
    },
    async find(hash, now) {
      const doc = await invites.findOne(live(hash, now)).lean<InviteDoc>();
      return doc ? { hash: doc._id, personId: doc.personId, expiresAt: doc.expiresAt } : undefined;
    },
    async use(hash, account, now) {
      const result = await invites.updateOne(live(hash, now), { $set: { usedBy: accountKey(account) } });
      return result.matchedCount === 1;
    },
    async forget(account) {
      await invites.updateMany({ usedBy: accountKey(account) }, { $set: { usedBy: 'forgotten' } });
    },
  };
}
