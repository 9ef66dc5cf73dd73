import type { Connection } from 'mongoose';
import type { Changes } from '../ports.js';
import { markModel } from './marks.js';
import { rawOf } from './model.js';
import { bindingModel } from './mongo-bindings.js';

/** More changed accounts than this are not told one by one. */
const ACCOUNTS_MAX = 5_000;

const timeOf = ({ at }: { at: Date }): number => at.getTime();

/** What has changed lately: two small queries by index, however many people there are. */
export function mongoChanges(connection: Connection): Changes {
  const marks = markModel(connection);
  const bindings = bindingModel(connection);
  return {
    async since(channel, at) {
      const moment = { $gte: new Date(at) };
      const [marked, bound] = await Promise.all([
        rawOf(marks).find({ at: moment }).toArray(),
        rawOf(bindings)
          .find({ channel, changedAt: moment }, { projection: { accountId: 1 }, limit: ACCOUNTS_MAX + 1 })
          .toArray(),
      ]);
      return {
        roster: bound.length > ACCOUNTS_MAX || marked.some(({ _id }) => _id === 'roster'),
        unbound: marked.some(({ _id }) => _id === 'unbound'),
        accounts: new Set(bound.map(({ accountId }) => accountId)),
      };
    },
    async version() {
      const [marked, [newest]] = await Promise.all([
        rawOf(marks)
          .find({ _id: { $ne: 'timetable' } })
          .sort({ _id: 1 })
          .toArray(),
        rawOf(bindings)
          .find({}, { projection: { changedAt: 1 }, sort: { changedAt: -1 }, limit: 1 })
          .toArray(),
      ]);
      return [...marked.map(timeOf), newest?.changedAt?.getTime() ?? 0].join('|');
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
