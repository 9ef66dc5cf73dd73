import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Notice } from '../domain/notices.js';
import type { ChannelId } from '../domain/people.js';
import type { Instant } from '../domain/time.js';
import type { NoticeLedger } from '../ports.js';
import { trusted, rawOf } from './model.js';
import {
  batchInserts,
  batchModel,
  noticeModel,
  noticeOf,
  toBatch,
  type BatchDoc,
  type NoticeDoc,
} from './notice-docs.js';

/** Notices whose planner died half-way are completed this many at a time. */
const COMPLETED_AT_ONCE = 100;
/** How often a claim looks again when others were quicker with everything it had found. */
const CLAIM_TRIES = 3;
/** A query on all channels names them, so that it can use the index that begins with the channel. */
const CHANNELS: ChannelId[] = ['vk', 'telegram', 'max'];

/**
 * The notice ledger. The notice's insert by its key is the one moment of planning, all recipients inside; its batches
 * follow. A planner that dies in between leaves `expanded: false`, and the next claim completes the notice.
 */
export function mongoNoticeLedger(connection: Connection): NoticeLedger {
  const notices = noticeModel(connection);
  const batches = batchModel(connection);

  async function expand(notice: Notice): Promise<void> {
    if (notice.peers.length > 0) {
      await rawOf(batches).bulkWrite(batchInserts(notice), { ordered: false });
    }
    await notices.updateOne({ _id: notice.key }, { $set: { expanded: true } });
  }

  async function expandLeft(channel: ChannelId): Promise<void> {
    const left = await notices
      .find({ channel, expanded: false })
      .sort({ dueAt: 1 })
      .limit(COMPLETED_AT_ONCE)
      .lean<NoticeDoc[]>();
    await Promise.all(left.map((doc) => expand(noticeOf(doc))));
  }

  const free = (channel: ChannelId, now: Instant) => ({
    'notice.channel': channel,
    done: false,
    dueAt: trusted({ $lte: now }),
    leaseUntil: trusted({ $lte: now }),
  });

  return {
    async plan(notice) {
      const { key, channel, lessonId, startsAt, message, dueAt, expiresAt, peers } = notice;
      const result = await notices.updateOne(
        { _id: key },
        {
          $setOnInsert: {
            channel,
            lessonId,
            startsAt,
            message,
            dueAt,
            expiresAt,
            peers: [...peers],
            expanded: false,
          },
          $currentDate: { storedAt: true },
        },
        { upsert: true },
      );
      if (result.upsertedCount === 0) return false;
      await expand(notice);
      return true;
    },

    async toldAlready(lessonId, startsAt) {
      const docs = await notices
        .find({ lessonId, startsAt }, { peers: 1 })
        .lean<Pick<NoticeDoc, 'peers'>[]>();
      return new Set(docs.flatMap((doc) => doc.peers));
    },

    async claim(channel, owner, now, leaseMs, limit) {
      await expandLeft(channel);
      for (let attempt = 0; attempt < CLAIM_TRIES; attempt += 1) {
        const found = await batches
          .find(free(channel, now), { _id: 1 })
          .sort({ 'notice.expiresAt': 1, dueAt: 1 })
          .limit(limit)
          .lean<Pick<BatchDoc, '_id'>[]>();
        if (found.length === 0) return [];
        // Several may find the same; the predicate, repeated in the write, gives each to one of them.
        const ids = found.map((doc) => doc._id);
        const claimId = randomUUID();
        const taken = await batches.updateMany(
          { ...free(channel, now), _id: trusted({ $in: ids }) },
          { $set: { leaseOwner: owner, leaseUntil: now + leaseMs, claimId }, $inc: { attempts: 1 } },
        );
        if (taken.modifiedCount === 0) continue;
        const docs = await batches
          .find({ _id: trusted({ $in: ids }), claimId })
          .sort({ 'notice.expiresAt': 1, dueAt: 1 })
          .lean<BatchDoc[]>();
        return docs.map(toBatch);
      }
      return [];
    },

    async started(batchId, owner, now) {
      const result = await batches.updateOne(
        { _id: batchId, leaseOwner: owner, leaseUntil: trusted({ $gt: now }), done: false },
        { $min: { firstTriedAt: now } },
      );
      return result.matchedCount === 1;
    },

    async finish(batchId, owner, { sent, gone, dropped, retry, retryAt }) {
      const rest = retry.length > 0 ? { peers: [...retry], dueAt: retryAt } : { peers: [], done: true };
      const result = await batches.updateOne(
        { _id: batchId, leaseOwner: owner, done: false },
        { $inc: { sent, gone, dropped }, $set: { ...rest, leaseOwner: '', leaseUntil: 0 } },
      );
      return result.matchedCount === 1;
    },

    async oldestDue(channel, now) {
      const [batch, unexpanded] = await Promise.all([
        batches
          .findOne({ 'notice.channel': channel, 'notice.dueAt': trusted({ $lte: now }), done: false })
          .sort({ 'notice.dueAt': 1 })
          .lean<BatchDoc>(),
        notices
          .findOne({ channel, dueAt: trusted({ $lte: now }), expanded: false })
          .sort({ dueAt: 1 })
          .lean<NoticeDoc>(),
      ]);
      const oldest = Math.min(batch?.notice.dueAt ?? Infinity, unexpanded?.dueAt ?? Infinity);
      return oldest === Infinity ? undefined : oldest;
    },

    async forget({ channel, id }) {
      await notices.updateMany({ channel, peers: id }, { $pull: { peers: id } });
      await batches.updateMany(
        { 'notice.channel': channel, done: false, peers: id },
        { $pull: { peers: id } },
      );
    },

    async releaseOwned(owner) {
      await batches.updateMany(
        { 'notice.channel': trusted({ $in: CHANNELS }), done: false, leaseOwner: owner },
        { $set: { leaseOwner: '', leaseUntil: 0 } },
      );
    },

    async summary(lessonId, startsAt) {
      const [planned, served] = await Promise.all([
        notices.aggregate<{ peers: number }>([
          { $match: { lessonId, startsAt } },
          { $group: { _id: null, peers: { $sum: { $size: '$peers' } } } },
        ]),
        batches.aggregate<{ sent: number; gone: number; dropped: number }>([
          { $match: { 'notice.lessonId': lessonId, 'notice.startsAt': startsAt } },
          {
            $group: {
              _id: null,
              sent: { $sum: '$sent' },
              gone: { $sum: '$gone' },
              dropped: { $sum: '$dropped' },
            },
          },
        ]),
      ]);
      const all = planned[0]?.peers ?? 0;
      const { sent, gone, dropped } = served[0] ?? { sent: 0, gone: 0, dropped: 0 };
      return { planned: all, sent, gone, pending: all - sent - gone - dropped };
    },
  };
}
