import mongoose, { type Connection, Schema } from 'mongoose';
import type { ChannelId } from '../domain/people.js';
import type { Inbox, StoredEvent } from '../ports.js';
import { groupedBy } from './grouped.js';
import { duplicatesOf, modelOf, rawOf, schemaOptions, trusted } from './model.js';
import { leaseFields, takingLease, type LeaseDoc } from './mongo-leases.js';
import { together } from '../together.js';

/** Events of one turn that go to the database together. */
const TOGETHER = 500;

interface EventDoc {
  _id: string;
  channel: ChannelId;
  queue: string;
  at: number;
  /** Orders events of one millisecond: grows with every event that a process stores. */
  order: mongoose.Types.ObjectId;
  /** JSON, since a stranger wrote it: no key and no depth of theirs becomes the database's. Absent once handled. */
  body?: string;
  done: boolean;
  doneAt?: Date;
}

/** A wish to hold a queue. */
interface Taking {
  readonly queue: string;
  readonly owner: string;
  readonly now: number;
  readonly leaseMs: number;
}

const DAY_SECONDS = 24 * 60 * 60;

const schema = new Schema<EventDoc>(
  {
    _id: String,
    channel: String,
    queue: String,
    at: Number,
    order: Schema.Types.ObjectId,
    body: String,
    done: Boolean,
    doneAt: Date,
  },
  schemaOptions,
);
schema.index({ channel: 1, at: 1, order: 1 }, { partialFilterExpression: { done: false } });
schema.index({ queue: 1, at: 1, order: 1 }, { partialFilterExpression: { done: false } });
schema.index({ doneAt: 1 }, { expireAfterSeconds: 7 * DAY_SECONDS });

// A queue's lease lost with a dying primary only means that two look at once; events themselves are taken once.
const queueSchema = new Schema<LeaseDoc>(leaseFields, { ...schemaOptions, writeConcern: { w: 1 } });
queueSchema.index({ touchedAt: 1 }, { expireAfterSeconds: DAY_SECONDS });

/** Updates of the messengers: kept once each until handled, then a week long as bare ids, to know repeats by. */
export function mongoInbox(connection: Connection): Inbox {
  const events = modelOf(connection, 'inbox', schema);
  const queues = modelOf(connection, 'queues', queueSchema);

  const unhandled = async (
    query: { readonly queue: string | { $in: string[] } } | { readonly channel: ChannelId },
    limit: number,
  ): Promise<StoredEvent[]> => {
    const docs = await rawOf(events)
      .find({ ...query, done: false })
      .sort({ at: 1, order: 1 })
      .limit(limit)
      .toArray();
    return docs.map((doc) => ({
      id: doc._id,
      channel: doc.channel,
      queue: doc.queue,
      at: doc.at,
      body: JSON.parse(doc.body ?? 'null'),
    }));
  };

  /** True for each event that was not there. */
  const add = together<StoredEvent, boolean>(TOGETHER, async (wanted) => {
    const docs = wanted.map(({ id, channel, queue, at, body }) => ({
      _id: id,
      channel,
      queue,
      at,
      order: new mongoose.Types.ObjectId(),
      body: JSON.stringify(body) ?? 'null',
      done: false,
    }));
    const there = await duplicatesOf(() => rawOf(events).insertMany(docs, { ordered: false }));
    return wanted.map((_, index) => !there.has(index));
  });

  // What people wrote (phones, codes), and who, is not kept a moment longer than needed.
  const done = together<string, undefined>(TOGETHER, async (ids) => {
    await events.updateMany(
      { _id: trusted({ $in: [...ids] }) },
      { $set: { done: true }, $unset: { body: 1, queue: 1 }, $currentDate: { doneAt: true } },
      // Lost with a dying primary, the event is handled again, and its answer is seen once all the same.
      { writeConcern: { w: 1 } },
    );
    return ids.map(() => undefined);
  });

  const freeQueue = together<{ queue: string; owner: string }, undefined>(TOGETHER, async (freed) => {
    await rawOf(queues).bulkWrite(
      freed.map(({ queue, owner }) => ({ deleteOne: { filter: { _id: queue, owner } } })),
      { ordered: false, writeConcern: { w: 1 } },
    );
    return freed.map(() => undefined);
  });

  const takeQueue = together<Taking, boolean>(TOGETHER, async (wanted) => {
    const held = await duplicatesOf(() =>
      rawOf(queues).bulkWrite(
        wanted.map(({ queue, owner, now, leaseMs }) => ({
          updateOne: { ...takingLease(queue, owner, now, leaseMs), upsert: true },
        })),
        { ordered: false, writeConcern: { w: 1 } },
      ),
    );
    return wanted.map((_, index) => !held.has(index));
  });

  const next = together<{ queue: string; limit: number }, StoredEvent[]>(TOGETHER, async (wanted) => {
    const room = wanted.reduce((sum, { limit }) => sum + limit, 0);
    const all = await unhandled({ queue: { $in: wanted.map(({ queue }) => queue) } }, room);
    const found = groupedBy(all, ({ queue }) => queue);
    // Only where one queue's many events may have taken the others' room is each asked for by itself.
    const whole = all.length < room || wanted.length === 1;
    return Promise.all(
      wanted.map(async ({ queue, limit }) =>
        whole ? (found.get(queue) ?? []).slice(0, limit) : unhandled({ queue }, limit),
      ),
    );
  });

  return {
    add,
    done,
    takeQueue: (queue, owner, now, leaseMs) => takeQueue({ queue, owner, now, leaseMs }),
    freeQueue: (queue, owner) => freeQueue({ queue, owner }),
    next: (queue, limit) => next({ queue, limit }),
    waiting: (channel, limit) => unhandled({ channel }, limit),
  };
}
