import type { Connection } from 'mongoose';
import { SECOND } from '../domain/time.js';
import type { Changes } from '../ports.js';
import { databaseTime } from './database-time.js';
import { markModel } from './marks.js';
import { rawOf } from './model.js';
import { bindingModel } from './mongo-bindings.js';

/** More changed accounts than this are not told one by one. */
const ACCOUNTS_MAX = 5_000;
/** A change carries its time, a mark is made once more after what it tells of, and either is seen by others this much later at most. */
const MARGIN = 2 * SECOND;

/** Two bindings that change at once may be seen in either order: the last one alone would not tell of both. */
const LATEST = 20;

const timeOf = ({ at }: { at: Date }): number => at.getTime();

/** What has changed lately: two small queries by index, however many people there are. */
export function mongoChanges(connection: Connection): Changes {
  const marks = markModel(connection);
  const bindings = bindingModel(connection);
  const latest = (limit: number) =>
    rawOf(bindings)
      .find({}, { projection: { changedAt: 1 }, sort: { changedAt: -1 }, limit })
      .toArray();
  return {
    async since(channel, at) {
      const from = new Date(at - MARGIN);
      const [marked, bound] = await Promise.all([
        rawOf(marks)
          .find({ at: { $gte: from } })
          .toArray(),
        rawOf(bindings)
          .find(
            { channel, changedAt: { $gte: from } },
            { projection: { accountId: 1 }, limit: ACCOUNTS_MAX + 1 },
          )
          .toArray(),
      ]);
      return {
        roster: bound.length > ACCOUNTS_MAX || marked.some(({ _id }) => _id === 'roster'),
        unbound: marked.some(({ _id }) => _id === 'unbound'),
        accounts: new Set(bound.map(({ accountId }) => accountId)),
      };
    },
    async look() {
      const [at, marked, [newest]] = await Promise.all([
        databaseTime(connection),
        rawOf(marks)
          .find({ _id: { $ne: 'timetable' } })
          .sort({ _id: 1 })
          .toArray(),
        latest(1),
      ]);
      return {
        at,
        version: [...marked.map(timeOf), newest?.changedAt?.getTime() ?? 0].join('|'),
      };
    },
    async news() {
      const [marked, changed] = await Promise.all([
        rawOf(marks).find().sort({ _id: 1 }).toArray(),
        latest(LATEST),
      ]);
      return JSON.stringify([
        marked.map(({ _id, at }) => [_id, at.getTime()]),
        changed.map(({ _id, changedAt }) => [_id, changedAt?.getTime()]),
      ]);
    },
    async imported() {
      const marked = await rawOf(marks)
        .find({ _id: { $in: ['roster', 'timetable'] } })
        .sort({ _id: 1 })
        .toArray();
      return marked.map(timeOf).join('|');
    },
  };
}
