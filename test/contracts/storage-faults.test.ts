import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import mongoose, { type Connection } from 'mongoose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SECOND } from '../../src/domain/time.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { testDatabaseUri } from '../support/mongo.js';
import {
  binding,
  DAY,
  group,
  groupChatSpec,
  ignoreProgress,
  lesson,
  notice,
  NOW,
  parent,
  putting,
  student,
  vk,
} from './samples.js';

const LEASE = 15 * SECOND;
const uri = testDatabaseUri();
let storage: Storage;
let other: Storage;
let raw: Connection;

beforeAll(async () => {
  [storage, other, raw] = await Promise.all([
    connectStorage(uri),
    connectStorage(uri),
    mongoose.createConnection(uri).asPromise(),
  ]);
});

afterEach(async () => {
  for (const { name } of await raw.listCollections()) {
    if (!name.startsWith('system.')) await raw.collection(name).deleteMany({});
  }
});

afterAll(async () => {
  await raw.dropDatabase();
  await Promise.all([storage.close(), other.close(), raw.close()]);
});

const collection = (name: string) => raw.collection<{ _id: string }>(name);

/** A way to the database through which everything that is asked of it passes `onAsked`. */
async function openProxy(onAsked: (chunk: Buffer, pass: (chunk: Buffer) => void) => void) {
  const target = new URL(uri);
  const port = Number(target.port);
  const sockets: Socket[] = [];
  const proxy = createServer((client) => {
    const server = connect(port, target.hostname);
    sockets.push(client, server);
    for (const socket of [client, server]) socket.on('error', () => socket.destroy());
    client.on('data', (chunk) => onAsked(chunk, (passed) => server.write(passed)));
    server.pipe(client);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  target.port = String((proxy.address() as AddressInfo).port);
  const close = () => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  };
  return { href: target.href, sockets, close };
}

/** A claim of what is due now. */
const wish = (owner: string, limit: number) =>
  ({ channel: 'vk', owner, now: NOW, dueBy: NOW, leaseMs: LEASE, limit }) as const;

describe('a slow claimer', () => {
  it('gets nothing of what a quicker one took between its look and its grasp', async () => {
    let letGo = (): void => undefined;
    let grasped = (): void => undefined;
    const grasp = new Promise<void>((resolve) => {
      grasped = resolve;
    });
    const { href, close } = await openProxy((chunk, pass) => {
      if (!chunk.includes('leaseOwner')) return pass(chunk);
      letGo = () => pass(chunk);
      grasped();
    });
    const slow = await connectStorage(href);
    await storage.noticeLedger.plan(notice('bell', 150));
    const late = slow.noticeLedger.claim(wish('slow', 10));
    await grasp;
    const batches = await storage.noticeLedger.claim(wish('quick', 10));
    letGo();
    expect(batches).toHaveLength(2);
    expect(await late).toEqual([]);
    expect(await storage.noticeLedger.started('bell#1', 'quick', NOW)).toBe(true);
    await slow.close();
    close();
  });
});

describe('somebody whose message comes at the moment the database breaks off', () => {
  it('is not taken for heard: the message is refused, and stored when it comes again', async () => {
    let isCut = true;
    const proxy = await openProxy((chunk, pass) => {
      if (!isCut || !chunk.includes('vk:cut-off')) return pass(chunk);
      isCut = false;
      for (const socket of proxy.sockets) socket.destroy();
    });
    const { href, close } = proxy;
    const cut = await connectStorage(href);
    const event = { id: 'vk:cut-off', channel: 'vk', queue: 'vk:1:1', at: NOW, body: {} } as const;
    await expect(cut.inbox.add(event)).rejects.toThrow();
    expect(await storage.inbox.waiting('vk', 10)).toEqual([]);
    expect(await cut.inbox.add(event)).toBe(true);
    expect(await storage.inbox.waiting('vk', 10)).toHaveLength(1);
    await cut.close();
    close();
  });
});

describe('an import that dies', () => {
  const people = putting({
    groups: [group('101')],
    persons: Array.from({ length: 2_500 }, (_, index) => student(index)),
    lessons: [lesson('a')],
  });
  const dieAfter = (records: number) => async () => {
    const killed = new Error('killed');
    const applied = storage.rosterStore.apply(people, (done) => {
      if (done >= records) throw killed;
    });
    await expect(applied).rejects.toBe(killed);
  };

  it('half-way is finished by the next start, and everybody is there', async () => {
    await dieAfter(1_001)();
    expect((await storage.rosterStore.everyone()).length).toBeLessThan(2_500);
    await other.rosterStore.resume();
    expect(await storage.rosterStore.everyone()).toHaveLength(2_500);
    expect(await storage.timetable.lesson('a')).toStrictEqual(lesson('a'));
    expect(await collection('imports').countDocuments()).toBe(0);
    expect(await collection('import_chunks').countDocuments()).toBe(0);
  });

  it('half-way undoes nothing that was done since: what it had carried out is not carried out again', async () => {
    await dieAfter(2_501)();
    await collection('persons').deleteOne({ _id: 'student:1' });
    await collection('imports').updateOne({}, { $set: { leaseUntil: new Date(0) } });
    await Promise.all([other.rosterStore.resume(), storage.rosterStore.resume()]);
    // The chunk of the death itself is written again; those before it are not.
    expect(await storage.roster.person('student:1')).toBeUndefined();
    expect(await storage.timetable.lesson('a')).toStrictEqual(lesson('a'));
  });

  it('half-way lets no other import in before it is finished', async () => {
    await dieAfter(1_001)();
    const next = putting({ groups: [group('102')] });
    await expect(other.rosterStore.apply(next, ignoreProgress)).rejects.toMatchObject({
      code: 'import-under-way',
    });
    await collection('imports').updateOne({}, { $set: { leaseUntil: new Date(0) } });
    await other.rosterStore.resume();
    await other.rosterStore.apply(next, ignoreProgress);
    expect(await storage.rosterStore.allGroups()).toHaveLength(2);
  });

  it('before all of it was written down leaves no trace', async () => {
    const head = {
      importId: 'x',
      state: 'writing',
      worker: 'dead',
      leaseUntil: new Date(0),
      chunks: 0,
      next: 0,
    };
    await collection('imports').insertOne({ _id: 'import', ...head });
    const chunk = { kind: 'persons', put: [student(1)], remove: [] };
    await collection('import_chunks').insertOne({ _id: 'x:0', importId: 'x', chunk } as { _id: string });
    await other.rosterStore.resume();
    expect(await storage.rosterStore.everyone()).toEqual([]);
    expect(await collection('import_chunks').countDocuments()).toBe(0);
    await storage.rosterStore.apply(putting({ persons: [student(2)] }), ignoreProgress);
    expect(await storage.rosterStore.everyone()).toEqual([student(2)]);
  });

  it('is told from one that is alive: a process that starts meanwhile leaves it alone', async () => {
    const starts: Promise<void>[] = [];
    await storage.rosterStore.apply(people, (done) => {
      if (done > 0) starts.push(other.rosterStore.resume());
    });
    await Promise.all(starts);
    expect(starts.length).toBeGreaterThan(2);
    expect(await storage.rosterStore.everyone()).toHaveLength(2_500);
  });
});

describe('a person whose id in the college’s files has changed', () => {
  const renaming = {
    groups: { put: [], remove: [] },
    persons: {
      put: [student(2)],
      remove: ['student:1'],
      renamed: [{ from: 'student:1', to: 'student:2' }],
    },
    lessons: { put: [], remove: [] },
  };

  it('stays bound, reminded of and invited, even when the import dies at it', async () => {
    await storage.rosterStore.apply(putting({ persons: [student(1), student(3)] }), ignoreProgress);
    await storage.bindings.bindMany([
      binding(vk(1), 'student:1', { notify: false }),
      binding(vk(3), 'student:3'),
      binding(vk(9), 'parent:1', { kind: 'parent', remindFor: ['student:1', 'student:3'] }),
    ]);
    await storage.invites.add([{ hash: 'hash', personId: 'student:1', expiresAt: NOW + 1 }]);
    const killed = new Error('killed');
    const applied = storage.rosterStore.apply(renaming, (done) => {
      if (done === 2) throw killed;
    });
    await expect(applied).rejects.toBe(killed);
    // As if it had died between the new binding and the removal of the old one.
    await storage.bindings.bind(binding(vk(1), 'student:1', { notify: false }));
    await collection('imports').updateOne({}, { $set: { leaseUntil: new Date(0), next: 1 } });
    await other.rosterStore.resume();
    const all = await storage.bindings.ofPersons(['student:1', 'student:2', 'student:3']);
    expect(all).toHaveLength(2);
    expect(await storage.bindings.ofAccount(vk(1))).toStrictEqual([
      binding(vk(1), 'student:2', { notify: false }),
    ]);
    expect(new Set((await storage.bindings.ofAccount(vk(9)))[0]?.remindFor)).toEqual(
      new Set(['student:2', 'student:3']),
    );
    expect((await storage.invites.find('hash', NOW))?.personId).toBe('student:2');
    expect(await storage.roster.person('student:1')).toBeUndefined();
  });

  it('does not push out whoever is bound to the new id already', async () => {
    await storage.bindings.bindMany([binding(vk(1), 'student:1'), binding(vk(2), 'student:2')]);
    await storage.rosterStore.apply(renaming, ignoreProgress);
    expect(await storage.bindings.ofPersons(['student:1', 'student:2'])).toStrictEqual([
      binding(vk(2), 'student:2'),
    ]);
  });
});

describe('a planner that dies', () => {
  const counts = { planned: 250, sent: 0, gone: 0, pending: 250 };

  it('between the notice and its batches leaves them to the next claim, none twice', async () => {
    const ledger = storage.noticeLedger;
    await ledger.plan(notice('bell', 250));
    const [sent] = await ledger.claim(wish('a', 1));
    await ledger.finish('bell#0', 'a', {
      sent: 100,
      gone: 0,
      dropped: 0,
      retry: [],
      retryAt: NOW,
      tried: true,
    });
    await collection('batches').deleteOne({ _id: 'bell#2' });
    await collection('notices').updateOne({ _id: 'bell' }, { $set: { expanded: false } });
    expect(sent?.id).toBe('bell#0');
    expect(await other.noticeLedger.plan(notice('bell', 250))).toBe(false);
    const [left, again] = await Promise.all([
      other.noticeLedger.claim(wish('b', 10)),
      ledger.claim(wish('c', 10)),
    ]);
    const claimed = [...left, ...again];
    expect(claimed).toHaveLength(2);
    expect(new Map(claimed.map(({ id, peers }) => [id, peers.length]))).toEqual(
      new Map([
        ['bell#1', 100],
        ['bell#2', 50],
      ]),
    );
    expect(await ledger.summary('lesson-1', NOW)).toEqual({ ...counts, sent: 100, pending: 150 });
  });

  it('right after the notice is missed neither by the lag nor by the teacher’s summary', async () => {
    await storage.noticeLedger.plan(notice('bell', 250));
    await collection('batches').deleteMany({});
    await collection('notices').updateOne({ _id: 'bell' }, { $set: { expanded: false } });
    expect(await other.noticeLedger.oldestDue('vk', NOW)).toBe(NOW);
    expect(await other.noticeLedger.summary('lesson-1', NOW)).toEqual(counts);
    expect(await other.noticeLedger.claim(wish('b', 10))).toHaveLength(3);
  });
});

describe('what people wrote and left', () => {
  it('is forgotten as soon as it is handled', async () => {
    const event = {
      id: 'vk:1',
      channel: 'vk',
      queue: 'vk:1:1',
      at: NOW,
      body: { text: '+79001234567' },
    } as const;
    await storage.inbox.add(event);
    await storage.inbox.done(event.id);
    const left = await collection('inbox').find().toArray();
    expect(JSON.stringify(left)).toContain('vk:1');
    expect(JSON.stringify(left)).not.toContain('9001234567');
  });

  it.each([
    ['codes', 'storedAt', 20 * 60],
    ['rate_limits', 'purgeAt', 0],
    ['sessions', 'touchedAt', 24 * 3_600],
    ['queues', 'touchedAt', 24 * 3_600],
    ['inbox', 'doneAt', 7 * 24 * 3_600],
    ['notices', 'storedAt', 7 * 24 * 3_600],
    ['batches', 'storedAt', 7 * 24 * 3_600],
    ['invites', 'storedAt', 365 * 24 * 3_600],
  ])('in %s goes by itself, by the database’s own clock', async (name, field, seconds) => {
    await storage.codes.put({ contact: 'hash', account: vk(1), mac: 'mac', expiresAt: NOW });
    await storage.rateLimits.take('key', [{ max: 1, perMs: SECOND }], NOW);
    await storage.sessions.set('1:1', {});
    await storage.inbox.takeQueue('vk:1:1', 'a', NOW, LEASE);
    await storage.inbox.add({ id: 'vk:1', channel: 'vk', queue: 'vk:1:1', at: NOW, body: {} });
    await storage.inbox.done('vk:1');
    await storage.noticeLedger.plan(notice('bell', 1));
    await storage.invites.add([{ hash: 'hash', personId: 'student:1', expiresAt: NOW }]);
    const indexes = await collection(name).indexes();
    expect(indexes).toContainEqual(
      expect.objectContaining({ key: { [field]: 1 }, expireAfterSeconds: seconds }),
    );
    const [doc] = await collection(name).find<Record<string, unknown>>({}).toArray();
    const stamp = doc?.[field];
    expect(stamp instanceof Date && Math.abs(stamp.getTime() - Date.now()) < 60 * SECOND).toBe(true);
  });
});

describe('a full college', () => {
  it('is never searched from end to end for one person’s press or one lesson’s bell', async () => {
    const many = Array.from({ length: 200 }, (_, index) => index + 1_000);
    await storage.rosterStore.apply(
      putting({
        groups: [
          group('101'),
          ...many.map((number) => group(String(number), { curatorId: `teacher:${number}` })),
        ],
        persons: [
          student(1),
          parent(1, ['student:1']),
          ...many.flatMap((number) => [
            student(number, String(number)),
            parent(number, [`student:${number}`]),
          ]),
        ],
        lessons: [
          lesson('a'),
          ...many.map((number) =>
            lesson(`l${number}`, {
              groupId: String(number),
              teacherId: `teacher:${number}`,
              startsAt: NOW + number * SECOND,
            }),
          ),
        ],
      }),
      ignoreProgress,
    );
    await storage.bindings.bindMany(many.map((number) => binding(vk(number), `student:${number}`)));
    for (const number of many) await storage.chats.enter(`group:${number}`, vk(number));
    const { roster, timetable, bindings, codes, rateLimits, strikes, invites, chats } = storage;
    const { noticeLedger, refusedNotices, inbox, leases, sessions } = storage;
    await raw.db?.command({ profile: 2 });
    const spec = groupChatSpec();
    const event = { id: 'vk:1', channel: 'vk', queue: 'vk:1:1', at: NOW, body: {} } as const;
    await bindings.bind(binding(vk(1), 'parent:1', { kind: 'parent' }));
    await bindings.bindMany([binding(vk(2), 'student:1')]);
    await bindings.ofAccount(vk(1));
    await bindings.ofPersons(['student:1', 'parent:1']);
    await bindings.setNotify(['parent:1'], true);
    await bindings.setReminder(['parent:1'], 'student:1', true);
    await bindings.setReceives(['parent:1'], ['vk']);
    await bindings.setReachable([vk(1)], true);
    await roster.person('student:1');
    await roster.persons(['student:1']);
    await roster.personsByContact('hash-1');
    await roster.studentsOf(['101']);
    await roster.parentsOf(['student:1']);
    await roster.groups(['101']);
    await roster.groupsCuratedBy('teacher:1');
    await roster.groupByName('ИС-101');
    await timetable.lesson('a');
    await timetable.ofGroups(['101'], DAY, DAY);
    await timetable.ofTeacher('teacher:1', DAY, DAY);
    await timetable.remoteStarting(NOW - 1, NOW);
    await timetable.subjectsOfGroups(['101']);
    await timetable.subjectsOfTeacher('teacher:1');
    await timetable.setLink('a', 'https://vk.com/call/x');
    await timetable.markStarted('a', NOW);
    await codes.put({ contact: 'hash', account: vk(1), mac: 'mac', expiresAt: NOW + 1 });
    await codes.try('hash', vk(1), NOW, 5);
    await codes.consume('hash', vk(1), 'mac');
    await codes.forget(vk(1));
    await rateLimits.take('key', [{ max: 1, perMs: SECOND }], NOW);
    await rateLimits.forget('key');
    await strikes.add(['key']);
    await strikes.count('key');
    await strikes.clear(['key']);
    await invites.add([{ hash: 'hash', personId: 'student:1', expiresAt: NOW + 1 }]);
    await invites.find('hash', NOW);
    await invites.use('hash', vk(1), NOW);
    await chats.claim(spec, 'a', NOW, LEASE);
    await chats.made(spec, 11);
    await chats.claim(spec, 'a', NOW, LEASE);
    await chats.byKeys([spec.key]);
    await chats.byPeer(11);
    await chats.all();
    await chats.enter(spec.key, vk(1));
    await chats.enteredBy(vk(1));
    await chats.leave(vk(1), [spec.key]);
    await chats.renamed(spec.key, 'Группа');
    await chats.lost(spec.key);
    await noticeLedger.plan(notice('bell', 1));
    await noticeLedger.toldAlready('lesson-1', NOW);
    await noticeLedger.claim(wish('a', 1));
    await noticeLedger.started('bell#0', 'a', NOW);
    await noticeLedger.oldestDue('vk', NOW);
    await noticeLedger.releaseOwned('a');
    await noticeLedger.summary('lesson-1', NOW);
    await refusedNotices.list();
    await refusedNotices.sendAgain(NOW);
    await inbox.add(event);
    await inbox.waiting('vk', 1);
    await inbox.next('vk:1:1', 1);
    await inbox.done('vk:1');
    await inbox.takeQueue('vk:1:1', 'a', NOW, LEASE);
    await inbox.freeQueue('vk:1:1', 'a');
    await leases.take('poll', 'a', NOW, LEASE);
    await leases.set('poll', '1');
    await leases.get('poll');
    await leases.free('poll', 'a');
    await sessions.set('1:1', {});
    await sessions.get('1:1');
    await sessions.delete('1:1');
    await bindings.unbind(vk(1));
    await raw.db?.command({ profile: 0 });
    const profile = await raw
      .collection<{ ns: string; planSummary?: string; docsExamined?: number }>('system.profile')
      .find({ planSummary: { $exists: true } })
      .toArray();
    expect(profile.length).toBeGreaterThan(60);
    expect(profile.filter(({ docsExamined = 0 }) => docsExamined > 20)).toEqual([]);
    expect(
      profile.filter(({ planSummary }) => planSummary?.includes('COLLSCAN')).map(({ ns }) => ns),
    ).toEqual([]);
  });
});

describe('a database that is away', () => {
  it('is told at the start within seconds, not waited for', async () => {
    const began = performance.now();
    await expect(connectStorage('mongodb://127.0.0.1:9/zvonok')).rejects.toThrow();
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('is noticed when it freezes, and noticed again when it is back', async () => {
    const { href, sockets, close } = await openProxy((chunk, pass) => pass(chunk));
    const behind = await connectStorage(href);
    expect(await behind.ping(5_000)).toBe(true);
    for (const socket of sockets) socket.pause();
    const began = performance.now();
    expect(await behind.ping(300)).toBe(false);
    expect(performance.now() - began).toBeLessThan(2_000);
    for (const socket of sockets) socket.resume();
    expect(await behind.ping(5_000)).toBe(true);
    await behind.close();
    close();
  });
});
