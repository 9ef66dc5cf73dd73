import type { Connection } from 'mongoose';
import { RETRY_WINDOW } from '../domain/notices.js';
import type { RefusedNotice, RefusedNotices } from '../ports.js';
import { rawOf } from './model.js';
import { batchModel } from './notice-docs.js';

/** Served by the sparse index that holds nothing else. */
const REFUSED = { 'refused.peer': { $gt: '' } };

/** Refusals out of the batches they happened in: one document each, so that nobody is ever in two places or in none. */
export function mongoRefusedNotices(connection: Connection): RefusedNotices {
  const batches = rawOf(batchModel(connection));
  return {
    async list() {
      return batches
        .aggregate<RefusedNotice>([
          { $match: REFUSED },
          { $unwind: '$refused' },
          {
            $group: {
              _id: {
                channel: '$notice.channel',
                lessonId: '$notice.lessonId',
                startsAt: '$notice.startsAt',
                reason: '$refused.reason',
                until: '$refused.until',
              },
              recipients: { $sum: 1 },
            },
          },
          {
            $sort: {
              '_id.startsAt': 1,
              '_id.lessonId': 1,
              '_id.channel': 1,
              '_id.reason': 1,
              '_id.until': 1,
            },
          },
          { $replaceWith: { $mergeObjects: ['$_id', { recipients: '$recipients' }] } },
        ])
        .toArray();
    },

    async sendAgain(now) {
      const free = {
        ...REFUSED,
        'refused.until': { $gt: now },
        // Whoever holds the lease writes the recipients anew when it ends.
        leaseOwner: '',
        // Others that still wait in the batch bring their own last moment with them.
        $or: [{ done: true }, { firstTriedAt: { $gt: now - RETRY_WINDOW } }],
      };
      const found = await batches.find(free, { projection: { _id: 1 } }).toArray();
      let recipients = 0;
      for (const { _id } of found) {
        // What it was before tells how many; of two operators one finds nothing more here.
        const before = await batches.findOneAndUpdate({ ...free, _id }, givenBack(now), {
          projection: { refused: 1 },
          returnDocument: 'before',
        });
        recipients += (before?.refused ?? []).filter(({ until }) => until > now).length;
      }
      return recipients;
    },
  };
}

/** The update of a batch whose refused recipients wait again, as far as they may still be told. */
function givenBack(now: number) {
  const refusedWho = (cond: object) => ({ $filter: { input: '$refused', as: 'it', cond } });
  const taken = refusedWho({ $gt: ['$$it.until', now] });
  // Nobody among them, or beside them, may have been reached: the messenger's memory is needed from the next try on only.
  const fresh = {
    $and: [
      '$done',
      {
        $allElementsTrue: {
          $map: { input: taken, as: 'it', in: { $eq: ['$$it.until', '$notice.expiresAt'] } },
        },
      },
    ],
  };
  return [
    {
      $set: {
        peers: { $concatArrays: ['$peers', { $map: { input: taken, as: 'it', in: '$$it.peer' } }] },
        again: { $add: [{ $ifNull: ['$again', 0] }, { $size: taken }] },
        refused: refusedWho({ $lte: ['$$it.until', now] }),
        firstTriedAt: { $cond: [fresh, '$$REMOVE', '$firstTriedAt'] },
        attempts: { $cond: [fresh, 0, '$attempts'] },
        // Whoever waits in it already may not be asked for again before the messenger's word.
        dueAt: { $cond: ['$done', now, '$dueAt'] },
        done: false,
      },
    },
  ];
}
