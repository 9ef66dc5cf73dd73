import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import mongoose from 'mongoose';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readAddress, writeAddress } from '../../src/storage/embedded/address-file.js';
import { findMongod } from '../../src/storage/embedded/find-mongod.js';
import { type OpenDatabase, openDatabase } from '../../src/storage/embedded/index.js';
import type { Role } from '../../src/storage/embedded/lock.js';
import { runMongod } from '../../src/storage/embedded/run-mongod.js';
import { dataFolder } from '../support/data-folder.js';

const holderScript = fileURLToPath(new URL('./hold-database.ts', import.meta.url));
const cleanups: (() => unknown)[] = [];
let dataDir: string;

// Processes are started here, and on a busy machine that takes a while.
vi.setConfig({ testTimeout: 40_000 });

beforeEach(async () => {
  const folder = await dataFolder('каталог с пробелом ');
  dataDir = join(folder, 'data');
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Opens the folder in this process; what it says on the way is kept. */
async function open(role: Role) {
  const said: string[] = [];
  const opened = await openDatabase({
    dataDir,
    role,
    databaseName: 'zvonok',
    progress: (line) => said.push(line),
    now: Date.now(),
  });
  if (opened.kind === 'open') cleanups.push(opened.stop);
  return { opened, said };
}

/** Opens the folder in a process of its own, which can be killed. */
async function openElsewhere(role: Role) {
  const child = spawn(process.execPath, ['--import', 'tsx', holderScript, dataDir, role], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  cleanups.push(() => child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout });
  const [first] = await once(lines, 'line');
  const opened: OpenDatabase = JSON.parse(String(first));
  return { child, opened, lines };
}

async function killHard(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function mongodPid(): Promise<number> {
  const address = await readAddress(dataDir);
  if (address === undefined) throw new Error('no database.json');
  return address.mongodPid;
}

/** A dead process may keep its pid for a while, until it is taken note of; it runs nothing any more. */
async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !stat.includes(') Z ');
}

function mustBeOpen(opened: OpenDatabase): string {
  if (opened.kind !== 'open') throw new Error(JSON.stringify(opened));
  return opened.uri;
}

async function withConnection<T>(uri: string, work: (db: mongoose.Connection) => Promise<T>): Promise<T> {
  const connection = await mongoose.createConnection(uri, { serverSelectionTimeoutMS: 3000 }).asPromise();
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

async function adminCommand(connection: mongoose.Connection, what: Record<string, 1>): Promise<unknown> {
  if (connection.db === undefined) throw new Error('not connected');
  return connection.db.admin().command(what);
}

describe('a bot whose database is killed', () => {
  test('has it back by itself, with what was written, at the same address', async () => {
    const { opened, said } = await open('bot');
    await withConnection(mustBeOpen(opened), async (db) => {
      const people = db.collection('people');
      for (const name of ['Аня', 'Боря']) {
        await people.insertOne({ name }, { writeConcern: { w: 1, journal: true } });
        const before = await mongodPid();
        process.kill(before, 'SIGKILL');
        // The driver tries a write once more by itself; how soon it can is the database's matter.
        await vi.waitFor(async () => expect(await mongodPid()).not.toBe(before), { timeout: 20_000 });
      }
      await vi.waitFor(async () => expect(await people.distinct('name')).toEqual(['Аня', 'Боря']), {
        timeout: 20_000,
      });
    });
    expect(said.filter((line) => line.includes('неожиданно'))).toHaveLength(2);
    if (opened.kind === 'open') await opened.stop();
    expect(await readAddress(dataDir)).toBeUndefined();
  });

  test('can be stopped while the database is away', async () => {
    const { child, opened, lines } = await openElsewhere('bot');
    mustBeOpen(opened);
    const pid = await mongodPid();
    process.kill(pid, 'SIGKILL');
    child.kill('SIGTERM');
    expect(String((await once(lines, 'line'))[0])).toBe('stopped');
    expect(await isRunning(pid)).toBe(false);
    expect(await readAddress(dataDir)).toBeUndefined();
  });
});

describe('a bot that is killed', () => {
  test('leaves no database process behind, and the college finds its data at the next start', async () => {
    const { child, opened } = await openElsewhere('bot');
    await withConnection(mustBeOpen(opened), (db) =>
      db.collection('people').insertOne({ name: 'Аня' }, { writeConcern: { w: 1, journal: true } }),
    );
    const pid = await mongodPid();
    await killHard(child);
    await vi.waitFor(async () => expect(await isRunning(pid)).toBe(false), { timeout: 5000 });

    const again = await open('bot');
    const names = await withConnection(mustBeOpen(again.opened), (db) =>
      db.collection('people').distinct('name'),
    );
    expect(names).toEqual(['Аня']);
  });

  test('starts again at once, while its database of before is still closing', async () => {
    const { child, opened } = await openElsewhere('bot');
    mustBeOpen(opened);
    const before = await mongodPid();
    await killHard(child);
    const again = await open('bot');
    mustBeOpen(again.opened);
    expect(await isRunning(before)).toBe(false);
    expect(await mongodPid()).not.toBe(before);
  });

  test('even with the watchers killed too, the next start ends what was left and takes the folder', async () => {
    const found = await findMongod({ env: process.env, now: Date.now(), progress: () => undefined });
    if (found.kind !== 'found') throw new Error(found.message);
    const { opened } = await open('command');
    if (opened.kind !== 'open') throw new Error('not open');
    await opened.stop();
    const real = await realpath(dataDir);
    const orphan = await runMongod(found.mongod, join(real, 'mongodb'));
    if (orphan.kind !== 'running') throw new Error(orphan.reason);
    const { pid, port } = orphan.running;
    await writeAddress(dataDir, {
      uri: `mongodb://127.0.0.1:${port}`,
      mongodPid: pid,
      ownerPid: 1,
      startedAt: 1,
    });

    mustBeOpen((await open('bot')).opened);
    expect(await isRunning(pid)).toBe(false);
  });
});

describe('one folder, several processes', () => {
  test('a second bot hears who holds the folder and since when', async () => {
    const before = Date.now();
    const { child } = await openElsewhere('bot');
    const { opened } = await open('bot');
    expect(opened).toEqual({ kind: 'held', pid: child.pid, since: expect.any(Number) });
    expect(opened.kind === 'held' && opened.since >= before && opened.since <= Date.now()).toBe(true);
  });

  test("an operator's command works on the running bot's database, and its end leaves the bot alone", async () => {
    const { opened } = await openElsewhere('bot');
    const command = await open('command');
    expect(mustBeOpen(command.opened)).toBe(mustBeOpen(opened));
    if (command.opened.kind === 'open') await command.opened.stop();
    expect(await withConnection(mustBeOpen(opened), (db) => adminCommand(db, { ping: 1 }))).toMatchObject({
      ok: 1,
    });
  });

  test("a command that is done first doesn't take the database from one that is still at work", async () => {
    const first = await openElsewhere('command');
    const second = await open('command');
    const uri = mustBeOpen(second.opened);
    const pid = await mongodPid();
    first.child.kill('SIGTERM');
    // The first is told to stop and asks for patience: a third may still come in.
    const third = await open('command');
    expect(mustBeOpen(third.opened)).toBe(uri);
    expect(await withConnection(uri, (db) => adminCommand(db, { ping: 1 }))).toMatchObject({ ok: 1 });
    expect(await isRunning(pid)).toBe(true);

    const stopped = once(first.lines, 'line');
    if (second.opened.kind === 'open') await second.opened.stop();
    if (third.opened.kind === 'open') await third.opened.stop();
    expect(await stopped).toEqual(['stopped']);
    expect(await isRunning(pid)).toBe(false);
  });

  test('a bot started during a command waits for it, says so, and then starts', async () => {
    const { child } = await openElsewhere('command');
    const said: string[] = [];
    const opened = await openDatabase({
      dataDir,
      role: 'bot',
      databaseName: 'zvonok',
      now: Date.now(),
      progress: (line) => {
        said.push(line);
        // The command ends once the bot is known to wait for it.
        if (line.includes(String(child.pid))) child.kill('SIGTERM');
      },
    });
    if (opened.kind === 'open') cleanups.push(opened.stop);
    mustBeOpen(opened);
    expect(said.some((line) => line.includes('ждём'))).toBe(true);
    expect((await readAddress(dataDir))?.ownerPid).toBe(process.pid);
  });

  test('a frozen process that holds the folder is named, and nobody waits for it for ever', async () => {
    const { child } = await openElsewhere('bot');
    child.kill('SIGSTOP');
    const { opened } = await open('bot');
    expect(opened).toEqual({ kind: 'unavailable', message: expect.stringContaining(`Процесс ${child.pid}`) });
  });

  test('two bots started at the same moment: exactly one gets the folder', async () => {
    const results = await Promise.all([open('bot'), open('bot')]);
    expect(results.map(({ opened }) => opened.kind).sort()).toEqual(['held', 'open']);
  });

  test('a bot that has left gives the folder to the next', async () => {
    const first = await open('bot');
    if (first.opened.kind !== 'open') throw new Error('not open');
    await first.opened.stop();
    expect(await readAddress(dataDir)).toBeUndefined();
    mustBeOpen((await open('bot')).opened);
  });
});

test("a folder that somebody else's mongod uses is refused in words, and the bot lives to say it", async () => {
  const found = await findMongod({ env: process.env, now: Date.now(), progress: () => undefined });
  if (found.kind !== 'found') throw new Error(found.message);
  const first = await runMongod(found.mongod, dataDir);
  if (first.kind !== 'running') throw new Error(first.reason);
  cleanups.push(first.running.stop);
  expect(await runMongod(found.mongod, dataDir, { busyMs: 0 })).toEqual({
    kind: 'failed',
    reason: 'папку данных держит другой mongod',
  });
});

describe("the college's data", () => {
  test('is reached from this machine only, and its address is readable by its owner alone', async () => {
    const { opened } = await open('bot');
    expect(mustBeOpen(opened)).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+\//);
    const options = await withConnection(mustBeOpen(opened), (db) => adminCommand(db, { getCmdLineOpts: 1 }));
    const net = { bindIp: '127.0.0.1', unixDomainSocket: { enabled: false } };
    expect(options).toMatchObject({ parsed: { net } });
    expect((await stat(join(dataDir, 'database.json'))).mode & 0o777).toBe(0o600);
  });

  test.runIf(process.platform === 'linux')(
    'Ctrl-C reaches the bot and not its database, which the bot closes last',
    async () => {
      await open('bot');
      const pid = await mongodPid();
      const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ');
      expect(Number(fields?.[2])).toBe(pid);
    },
  );

  test("an own MONGODB_URI is taken as it is, and the folder isn't touched", async () => {
    const opened = await openDatabase({
      uri: 'mongodb://db.example/college',
      dataDir,
      role: 'bot',
      databaseName: 'zvonok',
      now: 0,
      progress: () => undefined,
    });
    expect(mustBeOpen(opened)).toBe('mongodb://db.example/college');
    await expect(stat(dataDir)).rejects.toThrow('ENOENT');
  });
});
