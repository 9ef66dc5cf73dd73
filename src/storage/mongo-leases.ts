import { type Connection, type Model, Schema } from 'mongoose';
import type { Instant } from '../domain/time.js';
import type { Leases } from '../ports.js';
import { modelOf, rawOf, schemaOptions, unlessThere } from './model.js';

/** A name, who holds it and until when; `until` 0 = free. */
export interface LeaseDoc {
  _id: string;
  owner: string;
  until: Instant;
  value?: string;
  touchedAt?: Date;
}

/** Fields of a lease, for every collection of them. */
export const leaseFields = {
  _id: String,
  owner: String,
  until: Number,
  value: String,
  touchedAt: Date,
} as const;

// Two holders for a moment, or a position a step behind, do no harm: repeats are known by their ids.
const schema = new Schema<LeaseDoc>(leaseFields, { ...schemaOptions, writeConcern: { w: 1 } });

/**
 * The upsert that takes or renews a lease: free, run out or one's own. Done for exactly one owner at a time: for another the
 * insert of the held name fails on its unique id, and that is the «no».
 */
export const takingLease = (name: string, owner: string, now: Instant, leaseMs: number) => ({
  filter: { _id: name, $or: [{ owner }, { until: { $lte: now } }] },
  update: { $set: { owner, until: now + leaseMs }, $currentDate: { touchedAt: true as const } },
});

const takeLease = (
  leases: Model<LeaseDoc>,
  ...wish: readonly [name: string, owner: string, now: Instant, leaseMs: number]
): Promise<boolean> => {
  const { filter, update } = takingLease(...wish);
  return unlessThere(() => rawOf(leases).updateOne(filter, update, { upsert: true, writeConcern: { w: 1 } }));
};

/** Names held by one process at a time, and small values kept under names. */
export function mongoLeases(connection: Connection): Leases {
  const leases = modelOf(connection, 'leases', schema);
  return {
    take: (name, owner, now, leaseMs) => takeLease(leases, name, owner, now, leaseMs),
    async free(name, owner) {
      await leases.updateOne({ _id: name, owner }, { $set: { owner: '', until: 0 } });
    },
    async get(name) {
      const doc = await leases.findOne({ _id: name }).lean<LeaseDoc>();
      return doc?.value;
    },
    async set(name, value) {
      await leases.updateOne(
        { _id: name },
        { $set: { value }, $setOnInsert: { owner: '', until: 0 } },
        { upsert: true },
      );
    },
    async swap(name, from, to) {
      const filter =
        from === undefined ? { _id: name, value: { $exists: false } } : { _id: name, value: from };
      const update = { $set: { value: to }, $setOnInsert: { owner: '', until: 0 } };
      // One that an election could take back would let two processes have the same.
      const options = { upsert: from === undefined, writeConcern: { w: 'majority' } } as const;
      let isSwapped = false;
      await unlessThere(async () => {
        const { matchedCount, upsertedCount } = await rawOf(leases).updateOne(filter, update, options);
        isSwapped = matchedCount + upsertedCount > 0;
      });
      return isSwapped;
    },
  };
}
