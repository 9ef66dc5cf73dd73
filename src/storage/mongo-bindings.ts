import { type Connection, type Model, type QueryFilter, Schema } from 'mongoose';
import { accountKey, type AccountRef, type Binding, type ChannelId } from '../domain/people.js';
import type { Bindings } from '../ports.js';
import { marker } from './marks.js';
import { modelOf, rawOf, schemaOptions, trusted, unlessThere } from './model.js';

/** A binding as stored; `_id` is made of messenger and person. */
export type BindingDoc = Omit<Binding, 'account' | 'remindFor'> & {
  _id: string;
  channel: ChannelId;
  accountId: string;
  remindFor: string[];
  /** By the database's own clock: what was planned before it is looked at anew. */
  changedAt?: Date;
};

const schema = new Schema<BindingDoc>(
  {
    _id: String,
    channel: String,
    accountId: String,
    personId: String,
    kind: String,
    boundAt: Number,
    consent: { at: Number, text: String },
    notify: Boolean,
    remindFor: [String],
    receives: Boolean,
    reachable: Boolean,
    changedAt: Date,
  },
  schemaOptions,
);
schema.index({ channel: 1, accountId: 1 });
schema.index({ personId: 1 });
schema.index({ remindFor: 1 });
schema.index({ changedAt: 1 });

/** Bindings, one document each. */
export const bindingModel = (connection: Connection): Model<BindingDoc> =>
  modelOf(connection, 'bindings', schema);

/** One binding per messenger and person: the id itself is that unique key. */
export const bindingId = (channel: ChannelId, personId: string): string =>
  JSON.stringify([channel, personId]);

const idOf = ({ account, personId }: Binding): string => bindingId(account.channel, personId);

const toDoc = (binding: Binding): BindingDoc => ({
  _id: idOf(binding),
  channel: binding.account.channel,
  accountId: binding.account.id,
  personId: binding.personId,
  kind: binding.kind,
  boundAt: binding.boundAt,
  consent: { at: binding.consent.at, text: binding.consent.text },
  notify: binding.notify,
  remindFor: [...binding.remindFor],
  ...(binding.receives !== undefined && { receives: binding.receives }),
  reachable: binding.reachable,
});

/** A binding out of its document. */
export const toBinding = (doc: BindingDoc): Binding => ({
  account: { channel: doc.channel, id: doc.accountId },
  personId: doc.personId,
  kind: doc.kind,
  boundAt: doc.boundAt,
  consent: { at: doc.consent.at, text: doc.consent.text },
  notify: doc.notify,
  remindFor: doc.remindFor,
  ...(doc.receives !== undefined && { receives: doc.receives }),
  reachable: doc.reachable,
});

const ofAccount = ({ channel, id }: AccountRef) => ({ channel, accountId: id });

const ofPersons = (personIds: readonly string[]) => ({ personId: trusted({ $in: [...personIds] }) });

const CHANGED = { $currentDate: { changedAt: true } } as const;
const LISTENED = {
  channel: 1,
  accountId: 1,
  personId: 1,
  notify: 1,
  remindFor: 1,
  receives: 1,
  reachable: 1,
} as const;

/** Who is bound to whom. Lists come in the order of binding. */
export function mongoBindings(connection: Connection): Bindings {
  const bindings = bindingModel(connection);
  const list = async (query: QueryFilter<BindingDoc>) =>
    (await bindings.find(query).sort({ boundAt: 1, _id: 1 }).lean<BindingDoc[]>()).map(toBinding);

  const mark = marker(connection);

  /** Writes those that are not there; true when all of them were new. */
  const insert = async (wanted: readonly Binding[]): Promise<boolean> => {
    const inserts = wanted.map((binding) => ({
      updateOne: {
        filter: { _id: idOf(binding) },
        update: { $setOnInsert: toDoc(binding), ...CHANGED },
        upsert: true,
      },
    }));
    let added = 0;
    await unlessThere(async () => {
      added = (await rawOf(bindings).bulkWrite(inserts, { ordered: false })).upsertedCount;
    });
    return added === wanted.length;
  };

  /** Account by binding id, of those that exist. */
  const holders = async (wanted: readonly Binding[]): Promise<Map<string, string>> => {
    const stored = await bindings
      .find({ _id: trusted({ $in: wanted.map(idOf) }) }, { accountId: 1 })
      .lean<Pick<BindingDoc, '_id' | 'accountId'>[]>();
    return new Map(stored.map((doc) => [doc._id, doc.accountId]));
  };

  return {
    ofAccount: (account) => list(ofAccount(account)),
    ofPersons: (personIds) => list(ofPersons(personIds)),
    async listeners(personIds) {
      const docs = await rawOf(bindings)
        .find({ personId: { $in: [...personIds] } }, { projection: LISTENED })
        .toArray();
      return docs.map(({ channel, accountId, personId, notify, remindFor, receives, reachable }) => ({
        account: { channel, id: accountId },
        personId,
        notify,
        remindFor,
        ...(receives !== undefined && { receives }),
        reachable,
      }));
    },
    async boundAmong(channel, accountIds) {
      return new Set(
        await rawOf(bindings).distinct('accountId', { channel, accountId: { $in: [...accountIds] } }),
      );
    },
    async bind(binding) {
      for (;;) {
        if (await insert([binding])) return { kind: 'bound' };
        const doc = await bindings.findOne({ _id: idOf(binding) }).lean<BindingDoc>();
        // Unbound between the two: the place is free again.
        if (!doc) continue;
        const by = toBinding(doc).account;
        return accountKey(by) === accountKey(binding.account) ? { kind: 'yours' } : { kind: 'taken', by };
      }
    },
    async bindMany(wanted) {
      const before = await holders(wanted);
      const missing = wanted.filter((binding) => !before.has(idOf(binding)));
      if (missing.length > 0) await insert(missing);
      const after = await holders(wanted);
      return wanted.filter((binding) => after.get(idOf(binding)) !== binding.account.id);
    },
    async unbind(account, personIds) {
      const query = {
        ...ofAccount(account),
        ...(personIds && ofPersons(personIds)),
      };
      const removed: Binding[] = [];
      await mark('unbound');
      // One by one: of two who unbind at once each gets only what it removed itself.
      for (;;) {
        const doc = await bindings.findOneAndDelete(query).lean<BindingDoc>();
        if (!doc) break;
        removed.push(toBinding(doc));
      }
      await mark('unbound');
      return removed;
    },
    async setNotify(personIds, on) {
      await bindings.updateMany(ofPersons(personIds), { $set: { notify: on }, ...CHANGED });
    },
    async setReminder(parentIds, childId, on) {
      await bindings.updateMany(
        { ...ofPersons(parentIds), kind: 'parent' },
        { ...(on ? { $addToSet: { remindFor: childId } } : { $pull: { remindFor: childId } }), ...CHANGED },
      );
    },
    async setReceives(personIds, channels) {
      await rawOf(bindings).updateMany({ personId: { $in: [...personIds] } }, [
        { $set: { receives: { $in: ['$channel', [...channels]] }, changedAt: '$$NOW' } },
      ]);
    },
    async setReachable(accounts, reachable) {
      for (const channel of new Set(accounts.map((account) => account.channel))) {
        const ids = accounts.filter((account) => account.channel === channel).map((account) => account.id);
        await bindings.updateMany(
          { channel, accountId: trusted({ $in: ids }) },
          { $set: { reachable }, ...CHANGED },
        );
      }
    },
  };
}
