import { type Connection, type Model, type mongo, Schema } from 'mongoose';
import { cutIntoBatches, type Batch, type Notice, type Refusal } from '../domain/notices.js';
import type { Instant } from '../domain/time.js';
import { modelOf, schemaOptions } from './model.js';

/** A notice as planned. `expanded` is false until all its batches are there. */
export type NoticeDoc = Omit<Notice, 'key' | 'peers'> & {
  _id: string;
  peers: string[];
  expanded: boolean;
  storedAt: Date;
};

/** A batch on its way: its notice is inside, so that a claim reads one collection. */
export interface BatchDoc {
  _id: string;
  notice: Batch['notice'];
  /** Those still to be served; those that got an outcome are only counted. */
  peers: string[];
  /** When the next try is due; the first time the notice's own. */
  dueAt: Instant;
  done: boolean;
  /** Claims so far, counted as they are made: a batch that kills its process is counted too. */
  attempts: number;
  firstTriedAt?: Instant;
  /** A send was begun and its outcome not recorded: after a crash nobody knows whether it happened. */
  sending?: boolean;
  leaseOwner: string;
  /** 0 = free. */
  leaseUntil: Instant;
  /** The very claim that holds the lease: tells two claims of one owner apart. */
  claimId?: string;
  /** The very write that recorded the last outcome. */
  recordId?: string;
  sent: number;
  gone: number;
  dropped: number;
  /** Given up, but kept for another try; not counted in `dropped`. */
  refused?: Refusal[];
  /** See the batch. */
  again?: number;
  storedAt: Date;
}

/** Long enough to answer «кому отправлено», short enough to be looked through when an account is to be forgotten. */
const KEPT_SECONDS = 7 * 24 * 60 * 60;

const noticeFields = {
  channel: String,
  lessonId: String,
  startsAt: Number,
  telling: String,
  audience: String,
  message: Schema.Types.Mixed,
  dueAt: Number,
  expiresAt: Number,
  readAt: Number,
} as const;

const noticeSchema = new Schema<NoticeDoc>(
  { _id: String, ...noticeFields, peers: [String], expanded: Boolean, storedAt: Date },
  schemaOptions,
);
noticeSchema.index({ lessonId: 1, startsAt: 1 });
noticeSchema.index({ channel: 1, dueAt: 1 }, { partialFilterExpression: { expanded: false } });
noticeSchema.index({ storedAt: 1 }, { expireAfterSeconds: KEPT_SECONDS });

const batchSchema = new Schema<BatchDoc>(
  {
    _id: String,
    notice: { key: String, ...noticeFields },
    peers: [String],
    dueAt: Number,
    done: Boolean,
    attempts: Number,
    firstTriedAt: Number,
    sending: Boolean,
    leaseOwner: String,
    leaseUntil: Number,
    claimId: String,
    recordId: String,
    sent: Number,
    gone: Number,
    dropped: Number,
    refused: { type: [{ _id: false, peer: String, reason: String, until: Number }], default: undefined },
    again: Number,
    storedAt: Date,
  },
  schemaOptions,
);
// Only unfinished batches stand in these two, so a claim stays as quick after a million sent.
batchSchema.index(
  { 'notice.channel': 1, 'notice.startsAt': 1, dueAt: 1, leaseUntil: 1 },
  { partialFilterExpression: { done: false } },
);
batchSchema.index({ 'notice.channel': 1, 'notice.dueAt': 1 }, { partialFilterExpression: { done: false } });
batchSchema.index({ 'notice.lessonId': 1, 'notice.startsAt': 1 });
// Refusals are rare, and looked for by whoever they concern.
batchSchema.index({ 'refused.peer': 1 }, { sparse: true });
batchSchema.index({ storedAt: 1 }, { expireAfterSeconds: KEPT_SECONDS });

/** Notices, one document a key. */
export const noticeModel = (connection: Connection): Model<NoticeDoc> =>
  modelOf(connection, 'notices', noticeSchema);

/** Batches of notices. */
export const batchModel = (connection: Connection): Model<BatchDoc> =>
  modelOf(connection, 'batches', batchSchema);

/** The notice inside a batch, out of the notice's document. */
export function noticeOf({
  _id,
  channel,
  lessonId,
  startsAt,
  telling,
  audience,
  message,
  dueAt,
  expiresAt,
  readAt,
  peers,
}: NoticeDoc): Notice {
  return {
    key: _id,
    channel,
    lessonId,
    startsAt,
    telling,
    audience,
    message,
    dueAt,
    expiresAt,
    readAt,
    peers,
  };
}

/**
 * An upsert that leaves a document alone when it is there, its time too; a new one gets the database's own time. (A
 * `$currentDate` beside `$setOnInsert` would stamp the old one anew.)
 */
const insertOnly = (_id: string, fields: Readonly<Record<string, unknown>>) => ({
  updateOne: {
    filter: { _id },
    update: [
      {
        $set: {
          ...Object.fromEntries(
            Object.entries(fields).map(([name, value]) => [
              name,
              { $ifNull: [`$${name}`, { $literal: value }] },
            ]),
          ),
          storedAt: { $ifNull: ['$storedAt', '$$NOW'] },
        },
      },
    ],
    upsert: true,
  },
});

/** A notice's insert: changes nothing when its key is there. */
export const noticeInsert = ({ key, ...rest }: Notice): mongo.AnyBulkWriteOperation<NoticeDoc> =>
  insertOnly(key, { ...rest, expanded: false });

/** The inserts of a notice's batches: done twice they change nothing, not even a batch that is sent by now. */
export function batchInserts(notice: Notice): mongo.AnyBulkWriteOperation<BatchDoc>[] {
  const { peers: _, ...shared } = notice;
  return cutIntoBatches(notice).map(({ id, peers }) =>
    insertOnly(id, {
      notice: shared,
      peers,
      dueAt: notice.dueAt,
      done: false,
      attempts: 0,
      leaseOwner: '',
      leaseUntil: 0,
      sent: 0,
      gone: 0,
      dropped: 0,
    }),
  );
}

/** A batch as its claimer sees it: the claim itself is a try. */
export const toBatch = (doc: BatchDoc, claimedAt: Instant): Batch => ({
  id: doc._id,
  notice: doc.notice,
  peers: doc.peers,
  dueAt: doc.dueAt,
  firstTriedAt: doc.firstTriedAt ?? claimedAt,
  attempts: doc.attempts - 1,
  maybeSent: doc.sending === true,
  again: doc.again ?? 0,
});
