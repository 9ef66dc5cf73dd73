import mongoose, { type Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { testDatabaseUri } from '../support/mongo.js';
import { describeBindings } from './bindings.contract.js';
import { describeButtons } from './buttons.contract.js';
import { describeChanges } from './changes.contract.js';
import { describeChats } from './chats.contract.js';
import { describeCodes } from './codes.contract.js';
import { describeInvites, describeRateLimits, describeStrikes } from './limits.contract.js';
import { describeNoticeLedger } from './notice-ledger.contract.js';
import { describeInbox, describeLeases, describeSessions } from './process.contract.js';
import { describeRefusedNotices } from './refused-notices.contract.js';
import { describeRoster } from './roster.contract.js';
import { describeRosterStore } from './roster-store.contract.js';
import { describeTimetable } from './timetable.contract.js';

let first: Storage;
let second: Storage;
let raw: Connection;

beforeAll(async () => {
  const uri = testDatabaseUri();
  // At once, as two processes of one start would.
  [first, second, raw] = await Promise.all([
    connectStorage(uri),
    connectStorage(uri),
    mongoose.createConnection(uri).asPromise(),
  ]);
});

afterAll(async () => {
  await raw.dropDatabase();
  await Promise.all([first.close(), second.close(), raw.close()]);
});

async function wipe(): Promise<void> {
  for (const { name } of await raw.listCollections()) await raw.collection(name).deleteMany({});
}

/** One port as two processes see it, over an emptied database. */
const both =
  <Name extends keyof Storage>(name: Name) =>
  async (): Promise<readonly [Storage[Name], Storage[Name]]> => {
    await wipe();
    return [first[name], second[name]];
  };

describe('MongoDB storage', () => {
  describeRoster(async () => {
    await wipe();
    return { roster: first.roster, store: second.rosterStore };
  });
  describeTimetable(async () => {
    await wipe();
    return { timetables: [first.timetable, second.timetable], store: first.rosterStore };
  });
  describeChanges(async () => {
    await wipe();
    return { changes: first.changes, bindings: second.bindings, store: second.rosterStore };
  });
  describeRosterStore(both('rosterStore'));
  describeBindings(both('bindings'));
  describeButtons(both('buttons'));
  describeCodes(both('codes'));
  describeRateLimits(both('rateLimits'));
  describeStrikes(both('strikes'));
  describeInvites(both('invites'));
  describeChats(both('chats'));
  describeNoticeLedger(both('noticeLedger'));
  describeRefusedNotices(async () => {
    const [ledger] = await both('noticeLedger')();
    return { ledger, refused: [first.refusedNotices, second.refusedNotices] };
  });
  describeInbox(both('inbox'));
  describeLeases(both('leases'));
  describeSessions(both('sessions'));

  it('says that the database answers', async () => {
    expect(await first.ping(3_000)).toBe(true);
  });
});
