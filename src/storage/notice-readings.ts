import type { Model } from 'mongoose';
import { cutIntoBatches, type Notice } from '../domain/notices.js';
import type { NoticeLedger } from '../ports.js';
import { trusted } from './model.js';
import { noticeOf, type BatchDoc, type NoticeDoc } from './notice-docs.js';

const batchIdOf = (notice: Notice, peer: string): string =>
  cutIntoBatches(notice).find(({ peers }) => peers.includes(peer))?.id ?? '';

/** How notices went, for those who ask; changes nothing. */
export const noticeReadings = (
  notices: Model<NoticeDoc>,
  batches: Model<BatchDoc>,
): Pick<NoticeLedger, 'ofAccount' | 'summary'> => ({
  async ofAccount({ channel, id }, limit) {
    const planned = await notices
      .find({ channel, peers: id })
      .sort({ dueAt: -1 })
      .limit(limit)
      .lean<NoticeDoc[]>();
    const own = planned.map((doc) => ({ doc, batchId: batchIdOf(noticeOf(doc), id) }));
    const found = await batches
      .find({ _id: trusted({ $in: own.map(({ batchId }) => batchId) }) })
      .lean<BatchDoc[]>();
    const byId = new Map(found.map((batch) => [batch._id, batch]));
    return own.map(({ doc, batchId }) => {
      const batch = byId.get(batchId);
      const { sent = 0, gone = 0, dropped = 0, refused = [] } = batch ?? {};
      const isWaiting = batch === undefined || (!batch.done && batch.peers.includes(id));
      return {
        key: doc._id,
        batchId,
        text: doc.message.text,
        dueAt: doc.dueAt,
        ...(isWaiting && {
          waiting: { attempts: batch?.attempts ?? 0, nextAt: batch?.dueAt ?? doc.dueAt },
        }),
        outcomes: { sent, gone, dropped: dropped + refused.length },
      };
    });
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
            dropped: { $sum: { $add: ['$dropped', { $size: { $ifNull: ['$refused', []] } }] } },
          },
        },
      ]),
    ]);
    const all = planned[0]?.peers ?? 0;
    const { sent, gone, dropped } = served[0] ?? { sent: 0, gone: 0, dropped: 0 };
    return { planned: all, sent, gone, pending: all - sent - gone - dropped };
  },
});
