import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Notice } from '../domain/notices.js';
import type { ChannelId } from '../domain/people.js';
import type { Instant } from '../domain/time.js';
import { peerKey } from '../domain/recipients.js';
import type { BatchResult, Claim, NoticeLedger } from '../ports.js';
import { rawOf, trusted } from './model.js';
import {
  batchInserts,
  batchModel,
  noticeInsert,
  noticeModel,
  noticeOf,
  toBatch,
  type BatchDoc,
  type NoticeDoc,
} from './notice-docs.js';
import { noticeReadings } from './notice-readings.js';
import { together } from '../together.js';

/** Notices whose planner died half-way are completed this many at a time. */
const COMPLETED_AT_ONCE = 100;
/** How often a claim looks again when others were quicker with everything it had found. */
const CLAIM_TRIES = 3;
/** The lesson that starts first goes first. */
const EARLIEST = { 'notice.startsAt': 1, dueAt: 1 } as const;
/** Writes of one turn that go to the database together. */
const TOGETHER = 1_000;
/** A query on all channels names them, so that it can use the index that begins with the channel. */
const CHANNELS: ChannelId[] = ['vk', 'telegram', 'max'];

const earliest = (...moments: readonly (Instant | undefined)[]): Instant | undefined => {
  const oldest = Math.min(...moments.map((at) => at ?? Infinity));
  return oldest === Infinity ? undefined : oldest;
};

/** A batch that is about to be sent, and one that was, by the owner of its lease. */
type Start = { readonly batchId: string; readonly owner: string; readonly now: Instant };
type Ending = { readonly batchId: string; readonly owner: string; readonly result: BatchResult };

/**
 * The notice ledger. The notice's insert by its key is the one moment of planning, all recipients inside; its batches
 * follow. A planner that dies in between leaves `expanded: false`, and the next claim completes the notice.
 */
export function mongoNoticeLedger(connection: Connection): NoticeLedger {
  const notices = noticeModel(connection);
  const batches = batchModel(connection);

  async function expand(planned: readonly Notice[]): Promise<void> {
    const inserts = planned.flatMap(batchInserts);
    if (inserts.length > 0) await rawOf(batches).bulkWrite(inserts, { ordered: false });
    const ids = planned.map(({ key }) => key);
    await notices.updateMany({ _id: trusted({ $in: ids }) }, { $set: { expanded: true } });
  }

  /** True for each notice that was not there. */
  const plan = together<Notice, boolean>(TOGETHER, async (wanted) => {
    // One key once, so that of two in the same go only the first is told that it is new.
    const firsts = wanted.filter(({ key }, at) => wanted.findIndex((other) => other.key === key) === at);
    const result = await rawOf(notices).bulkWrite(firsts.map(noticeInsert), { ordered: false });
    const made = firsts.filter((_, index) => index in result.upsertedIds);
    if (made.length > 0) await expand(made);
    return wanted.map((notice) => made.includes(notice));
  });

  const started = together<Start, boolean>(TOGETHER, async (tries) => {
    const starts = tries.map(({ batchId, owner, now }) => ({
      updateOne: {
        filter: { _id: batchId, leaseOwner: owner, leaseUntil: { $gt: now }, done: false },
        update: { $set: { sending: true } },
      },
    }));
    const all = await rawOf(batches).bulkWrite(starts, { ordered: false });
    if (all.matchedCount === tries.length) return tries.map(() => true);
    // Some lease is lost, and the sum does not say whose; done again one by one it changes nothing more.
    const each = starts.map((start) => rawOf(batches).bulkWrite([start]));
    return (await Promise.all(each)).map((one) => one.matchedCount === 1);
  });

  const finish = together<Ending, boolean>(TOGETHER, async (records) => {
    const id = randomUUID();
    const all = await rawOf(batches).bulkWrite(
      records.map(
        (
          {
            batchId,
            owner,
            result: { sent, gone, dropped, refused = [], retry, retryAt, tried, maybeSent = false },
          },
          index,
        ) => {
          const rest = retry.length > 0 ? { peers: [...retry], dueAt: retryAt } : { peers: [], done: true };
          return {
            updateOne: {
              filter: { _id: batchId, leaseOwner: owner, done: false },
              update: {
                $inc: { sent, gone, dropped, attempts: tried ? 0 : -1 },
                $set: {
                  ...rest,
                  sending: maybeSent,
                  leaseOwner: '',
                  leaseUntil: 0,
                  again: 0,
                  recordId: `${id}:${index}`,
                },
                ...(refused.length > 0 && { $push: { refused: { $each: [...refused] } } }),
              },
            },
          };
        },
      ),
      { ordered: false },
    );
    if (all.matchedCount === records.length) return records.map(() => true);
    // Counting twice would be wrong, so those that were recorded are told by what this write has put there.
    const recordIds = records.map((_, index) => `${id}:${index}`);
    const docs = await batches
      .find(
        {
          _id: trusted({ $in: records.map(({ batchId }) => batchId) }),
          recordId: trusted({ $in: recordIds }),
        },
        { recordId: 1 },
      )
      .lean<Pick<BatchDoc, 'recordId'>[]>();
    const recorded = new Set(docs.map((doc) => doc.recordId));
    return recordIds.map((one) => recorded.has(one));
  });

  async function expandLeft(channel: ChannelId): Promise<void> {
    const left = await notices
      .find({ channel, expanded: false })
      .sort({ dueAt: 1 })
      .limit(COMPLETED_AT_ONCE)
      .lean<NoticeDoc[]>();
    if (left.length > 0) await expand(left.map(noticeOf));
  }

  const oldestUnexpanded = async (channel: ChannelId, now: Instant): Promise<Instant | undefined> => {
    const notice = await notices
      .findOne({ channel, dueAt: trusted({ $lte: now }), expanded: false })
      .sort({ dueAt: 1 })
      .lean<NoticeDoc>();
    return notice?.dueAt;
  };

  const free = ({ channel, now, dueBy }: Claim) => ({
    'notice.channel': channel,
    done: false,
    dueAt: { $lte: dueBy },
    leaseUntil: { $lte: now },
  });

  return {
    plan,

    async toldAlready(lessonId, startsAt) {
      const docs = await notices
        .find({ lessonId, startsAt }, { channel: 1, peers: 1 })
        .lean<Pick<NoticeDoc, 'channel' | 'peers'>[]>();
      return new Set(docs.flatMap(({ channel, peers }) => peers.map((peer) => peerKey(channel, peer))));
    },

    async claim(wish) {
      const { channel, owner, now, leaseMs, limit } = wish;
      await expandLeft(channel);
      for (let attempt = 0; attempt < CLAIM_TRIES; attempt += 1) {
        const found = await rawOf(batches)
          .find(free(wish), { projection: { _id: 1 }, sort: EARLIEST, limit })
          .toArray();
        if (found.length === 0) return [];
        // Several may find the same; the predicate, repeated in the write, gives each to one of them.
        const ids = found.map((doc) => doc._id);
        const claimId = randomUUID();
        const taken = await rawOf(batches).updateMany(
          { ...free(wish), _id: { $in: ids } },
          {
            $set: { leaseOwner: owner, leaseUntil: now + leaseMs, claimId },
            $min: { firstTriedAt: now },
            $inc: { attempts: 1 },
          },
        );
        if (taken.modifiedCount === 0) continue;
        const docs = await rawOf(batches)
          .find({ _id: { $in: ids }, claimId }, { sort: EARLIEST })
          .toArray();
        return docs.map((doc) => toBatch(doc, now));
      }
      return [];
    },

    started: (batchId, owner, now) => started({ batchId, owner, now }),

    async release(batchIds, owner) {
      await batches.updateMany(
        { _id: trusted({ $in: [...batchIds] }), leaseOwner: owner, done: false },
        { $set: { leaseOwner: '', leaseUntil: 0 }, $inc: { attempts: -1 } },
      );
    },

    finish: (batchId, owner, result) => finish({ batchId, owner, result }),

    async oldestDue(channel, now) {
      const [batch, unexpanded] = await Promise.all([
        batches
          .findOne({ 'notice.channel': channel, 'notice.dueAt': trusted({ $lte: now }), done: false })
          .sort({ 'notice.dueAt': 1 })
          .lean<BatchDoc>(),
        oldestUnexpanded(channel, now),
      ]);
      return earliest(batch?.notice.dueAt, unexpanded);
    },

    async oldestTry(channel, now) {
      const [batch, unexpanded] = await Promise.all([
        batches
          .findOne({ 'notice.channel': channel, dueAt: trusted({ $lte: now }), done: false })
          .sort({ dueAt: 1 })
          .lean<BatchDoc>(),
        oldestUnexpanded(channel, now),
      ]);
      return earliest(batch?.dueAt, unexpanded);
    },

    async forget({ channel, id }) {
      await notices.updateMany({ channel, peers: id }, { $pull: { peers: id } });
      await batches.updateMany(
        { 'notice.channel': channel, done: false, peers: id },
        { $pull: { peers: id } },
      );
      await batches.updateMany(
        { 'notice.channel': channel, 'refused.peer': id },
        { $pull: { refused: { peer: id } } },
      );
    },

    async releaseOwned(owner) {
      await batches.updateMany(
        { 'notice.channel': trusted({ $in: CHANNELS }), done: false, leaseOwner: owner },
        { $set: { leaseOwner: '', leaseUntil: 0 } },
      );
    },

    ...noticeReadings(notices, batches),
  };
}
