import { type Connection, type QueryFilter, Schema } from 'mongoose';
import type { Chat, ChatKind, ChatSpec } from '../domain/chats.js';
import { accountKey, type AccountRef } from '../domain/people.js';
import type { Instant } from '../domain/time.js';
import type { Chats } from '../ports.js';
import { marker } from './marks.js';
import { modelOf, rawOf, schemaOptions, trusted, unlessThere } from './model.js';

interface ChatDoc {
  _id: string;
  kind: ChatKind;
  groupId: string;
  groupName: string;
  subject?: string;
  title: string;
  /** `making`: somebody is, or died at it and may have left a chat behind. */
  state: 'making' | 'made';
  owner?: string;
  leaseUntil?: Instant;
  peerId?: number;
  shownTitle?: string;
}

const schema = new Schema<ChatDoc>(
  {
    _id: String,
    kind: String,
    groupId: String,
    groupName: String,
    subject: String,
    title: String,
    state: String,
    owner: String,
    leaseUntil: Number,
    peerId: Number,
    shownTitle: String,
  },
  schemaOptions,
);
// Two keys must never share a chat: the parents' would then be the group's.
schema.index({ peerId: 1 }, { unique: true, sparse: true });
schema.index({ state: 1 });

interface EntryDoc {
  _id: string;
  chat: string;
  account: string;
}

const entrySchema = new Schema<EntryDoc>({ _id: String, chat: String, account: String }, schemaOptions);
entrySchema.index({ account: 1 });
entrySchema.index({ chat: 1 });

const entryId = (chat: string, account: AccountRef): string => JSON.stringify([chat, accountKey(account)]);

const specFields = ({ kind, groupId, groupName, subject, title }: ChatSpec) => ({
  kind,
  groupId,
  groupName,
  ...(subject !== undefined && { subject }),
  title,
});

const specOf = (doc: ChatDoc): ChatSpec => ({ key: doc._id, ...specFields({ key: doc._id, ...doc }) });

const toChat = (doc: ChatDoc): Chat | undefined =>
  doc.state === 'made' && doc.peerId !== undefined
    ? { ...specOf(doc), peerId: doc.peerId, shownTitle: doc.shownTitle ?? doc.title }
    : undefined;

/** The messenger's chats, one document a key; the key's insert is the right to make it. */
export function mongoChats(connection: Connection): Chats {
  const chats = modelOf(connection, 'chats', schema);
  const entries = modelOf(connection, 'chat_entries', entrySchema);
  const mark = marker(connection);

  const madeWhere = async (query: QueryFilter<ChatDoc>) =>
    (
      await chats
        .find({ ...query, state: 'made' })
        .sort({ _id: 1 })
        .lean<ChatDoc[]>()
    ).flatMap((doc) => toChat(doc) ?? []);

  /** The made chat under the roster's present names; a new title waits in `title` until it is shown. */
  async function underPresentNames(doc: ChatDoc, chat: Chat, spec: ChatSpec): Promise<Chat> {
    const stale =
      doc.title !== spec.title || doc.groupName !== spec.groupName || doc.subject !== spec.subject;
    if (stale) await chats.updateOne({ _id: doc._id, state: 'made' }, { $set: specFields(spec) });
    return { ...chat, ...specFields(spec) };
  }

  return {
    byKeys: (keys) => madeWhere({ _id: trusted({ $in: [...keys] }) }),
    async byPeer(peerId) {
      return (await madeWhere({ peerId }))[0];
    },
    all: () => madeWhere({}),
    async claim(spec, owner, now, leaseMs) {
      const lease = { owner, leaseUntil: now + leaseMs };
      for (;;) {
        const doc = await chats.findOne({ _id: spec.key }).lean<ChatDoc>();
        const chat = doc ? toChat(doc) : undefined;
        if (doc && chat) return { kind: 'made', chat: await underPresentNames(doc, chat, spec) };
        if (!doc) {
          const attempt = { _id: spec.key, ...specFields(spec), state: 'making' as const, ...lease };
          if (await unlessThere(() => rawOf(chats).insertOne(attempt))) return { kind: 'mine', fresh: true };
          continue;
        }
        if ((doc.leaseUntil ?? 0) > now) return { kind: 'theirs' };
        const takenOver = await chats.updateOne(
          { _id: spec.key, state: 'making', leaseUntil: trusted({ $lte: now }) },
          { $set: lease },
        );
        if (takenOver.matchedCount === 1) return { kind: 'mine', fresh: false };
      }
    },
    async made(spec, peerId) {
      await mark('chat');
      // The first one made stays: people may be in it already, and a late second one must not take its place.
      const recorded = await unlessThere(() =>
        chats.updateOne(
          { _id: spec.key, state: 'making' },
          {
            $set: { ...specFields(spec), state: 'made', peerId, shownTitle: spec.title },
            $unset: { owner: 1, leaseUntil: 1 },
          },
          { upsert: true },
        ),
      );
      if (!recorded && !(await chats.exists({ _id: spec.key, state: 'made' }))) {
        throw new Error(`Chat ${peerId} is another key's already`);
      }
    },
    async release(key, owner) {
      await chats.deleteOne({ _id: key, state: 'making', owner });
    },
    async renamed(key, title) {
      await chats.updateOne({ _id: key, state: 'made' }, { $set: { title, shownTitle: title } });
    },
    async lost(key) {
      await entries.deleteMany({ chat: key });
      await chats.deleteOne({ _id: key, state: 'made' });
    },
    async enter(key, account) {
      await entries.updateOne(
        { _id: entryId(key, account) },
        { $setOnInsert: { chat: key, account: accountKey(account) } },
        { upsert: true },
      );
    },
    async enteredBy(account) {
      const docs = await entries
        .find({ account: accountKey(account) })
        .sort({ _id: 1 })
        .lean<EntryDoc[]>();
      return docs.map((doc) => doc.chat);
    },
    async leave(account, keys) {
      await entries.deleteMany({ _id: trusted({ $in: keys.map((key) => entryId(key, account)) }) });
    },
  };
}
