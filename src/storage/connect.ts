import mongoose, { type Connection, type ConnectOptions, type mongo } from 'mongoose';
import type {
  Bindings,
  Buttons,
  Changes,
  Chats,
  Codes,
  Inbox,
  Invites,
  Leases,
  NoticeLedger,
  RefusedNotices,
  RateLimits,
  Roster,
  RosterStore,
  Sessions,
  Strikes,
  Timetable,
  WhoIs,
} from '../ports.js';
import { databaseTime } from './database-time.js';
import { mongoBindings } from './mongo-bindings.js';
import { mongoButtons } from './mongo-buttons.js';
import { mongoChanges } from './mongo-changes.js';
import { mongoChats } from './mongo-chats.js';
import { mongoCodes } from './mongo-codes.js';
import { mongoInbox } from './mongo-inbox.js';
import { mongoInvites } from './mongo-invites.js';
import { mongoLeases } from './mongo-leases.js';
import { mongoWhoIs } from './mongo-members.js';
import { mongoNoticeLedger } from './mongo-notice-ledger.js';
import { mongoRateLimits } from './mongo-rate-limits.js';
import { mongoRefusedNotices } from './mongo-refused-notices.js';
import { mongoRoster } from './mongo-roster.js';
import { mongoRosterStore } from './mongo-roster-store.js';
import { mongoSessions } from './mongo-sessions.js';
import { mongoStrikes } from './mongo-strikes.js';
import { mongoTimetable } from './mongo-timetable.js';
import { isPassing } from './passing.js';

/** Everything that is kept, and the connection it is kept through. */
export interface Storage {
  readonly whoIs: WhoIs;
  readonly roster: Roster;
  readonly rosterStore: RosterStore;
  readonly timetable: Timetable;
  readonly bindings: Bindings;
  readonly buttons: Buttons;
  readonly codes: Codes;
  readonly rateLimits: RateLimits;
  readonly strikes: Strikes;
  readonly invites: Invites;
  readonly changes: Changes;
  readonly chats: Chats;
  readonly noticeLedger: NoticeLedger;
  readonly refusedNotices: RefusedNotices;
  readonly inbox: Inbox;
  readonly leases: Leases;
  readonly sessions: Sessions;
  /** Whether the database answers within `deadlineMs`; a frozen one doesn't. Never throws. */
  ping(deadlineMs: number): Promise<boolean>;
  /** The database's own clock, epoch ms. */
  time(): Promise<number>;
  /** Whether something failed only because the database is away for the moment. */
  isPassing(error: unknown): boolean;
  close(): Promise<void>;
}

/** Nothing waits for ever: a database that is away fails a call in 5 s, one that went silent in 20 s. */
const options: ConnectOptions = {
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  socketTimeoutMS: 20_000,
  // On a single mongod too it waits for the journal: one killed a moment later has lost nothing.
  writeConcern: { w: 'majority' },
  readPreference: 'primary',
  // An absent optional field stays absent instead of becoming null.
  ignoreUndefined: true,
  sanitizeFilter: true,
  bufferCommands: false,
  autoIndex: false,
  autoCreate: false,
};

/** Makes every collection's indexes unless they are there, asking once a collection: mongoose would ask once an index. */
async function ensureIndexes(connection: Connection): Promise<void> {
  await Promise.all(
    Object.values(connection.models).map(async ({ collection, schema }) => {
      // Mongoose's types also know directions in words, of which none is ours.
      const indexes = schema
        .indexes()
        .map(([key, options]) => ({ ...options, key }) as mongo.IndexDescription);
      if (indexes.length > 0) await collection.createIndexes(indexes);
    }),
  );
}

async function answers(connection: Connection, deadlineMs: number): Promise<boolean> {
  const deadline = new Promise<false>((resolve) => {
    setTimeout(resolve, deadlineMs, false).unref();
  });
  const answer = async (): Promise<boolean> => {
    const reply = await connection.db?.command({ ping: 1 });
    return reply?.['ok'] === 1;
  };
  return Promise.race([answer().catch(() => false), deadline]);
}

/**
 * Connects to MongoDB (standalone, replica set or sharded) and readies every collection.
 *
 * @param uri a MongoDB connection string
 * @param reached told each time the database can no longer be reached, and can be again
 * @throws the driver's error when nothing answers within 5 s
 */
export async function connectStorage(
  uri: string,
  { reached }: { reached?: (isThere: boolean) => void } = {},
): Promise<Storage> {
  const connection = mongoose.createConnection(uri, options);
  try {
    await connection.asPromise();
    const ports = {
      whoIs: mongoWhoIs(connection),
      roster: mongoRoster(connection),
      rosterStore: mongoRosterStore(connection),
      timetable: mongoTimetable(connection),
      bindings: mongoBindings(connection),
      buttons: mongoButtons(connection),
      codes: mongoCodes(connection),
      rateLimits: mongoRateLimits(connection),
      strikes: mongoStrikes(connection),
      invites: mongoInvites(connection),
      changes: mongoChanges(connection),
      chats: mongoChats(connection),
      noticeLedger: mongoNoticeLedger(connection),
      refusedNotices: mongoRefusedNotices(connection),
      inbox: mongoInbox(connection),
      leases: mongoLeases(connection),
      sessions: mongoSessions(connection),
    };
    await ensureIndexes(connection);
    // mongoose may tell of one return twice.
    let isThere = true;
    const tell = (now: boolean) => {
      if (now !== isThere) reached?.(now);
      isThere = now;
    };
    connection.on('disconnected', () => tell(false)).on('reconnected', () => tell(true));
    return {
      ...ports,
      ping: (deadlineMs) => answers(connection, deadlineMs),
      time: () => databaseTime(connection),
      isPassing,
      async close() {
        connection.removeAllListeners('disconnected');
        await connection.close();
      },
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}
