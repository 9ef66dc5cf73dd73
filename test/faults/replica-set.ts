import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import mongoose from 'mongoose';
import { findMongod } from '../../src/storage/embedded/find-mongod.js';
import { endWithUs } from '../../src/storage/embedded/watcher.js';

const NAME = 'proof';
const MEMBERS = 3;
const LOOK_MS = 50;

interface Member {
  readonly port: number;
  readonly folder: string;
  readonly client: mongoose.mongo.MongoClient;
  process?: ChildProcess;
}

/** Three real mongods of one replica set on this machine, which can be killed and made to elect. */
export class ReplicaSet {
  readonly #members: readonly Member[];
  readonly #folder: string;
  readonly #binary: string;

  private constructor(members: readonly Member[], folder: string, binary: string) {
    this.#members = members;
    this.#folder = folder;
    this.#binary = binary;
  }

  /** @throws Error when no mongod is to be had or they don't elect */
  static async start(): Promise<ReplicaSet> {
    const found = await findMongod({
      mongodBinary: process.env['MONGOD_BINARY'],
      env: process.env,
      now: Date.now(),
      progress: (line) => void process.stderr.write(`${line}\n`),
    });
    if (found.kind === 'unavailable') throw new Error(found.message);
    const folder = await mkdtemp(join(tmpdir(), 'zvonok-set-'));
    const ports = await freePorts(MEMBERS);
    const members = ports.map((port) => ({
      port,
      folder: join(folder, String(port)),
      client: new mongoose.mongo.MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
        serverSelectionTimeoutMS: 500,
        socketTimeoutMS: 2_000,
      }),
    }));
    const set = new ReplicaSet(members, folder, found.mongod.path);
    try {
      await Promise.all(members.map((_, index) => set.restart(index)));
      await set.#initiate();
      await set.primary(60_000);
      return set;
    } catch (error) {
      await set.stop();
      throw error;
    }
  }

  uri = (database: string): string =>
    `mongodb://${this.#members.map(({ port }) => `127.0.0.1:${port}`).join(',')}/${database}?replicaSet=${NAME}`;

  /** Which member is primary, as soon as one is. @throws Error after `patienceMs` */
  async primary(patienceMs = 30_000): Promise<number> {
    const until = performance.now() + patienceMs;
    while (performance.now() < until) {
      const writable = await Promise.all(this.#members.map((_, index) => this.#writable(index)));
      const index = writable.indexOf(true);
      if (index >= 0) return index;
      await wait(LOOK_MS);
    }
    throw new Error('the replica set has no primary');
  }

  async stepDown(): Promise<void> {
    const index = await this.primary();
    // The connection may be closed as the answer.
    await this.#command(index, { replSetStepDown: 10, secondaryCatchUpPeriodSecs: 2, force: true }).catch(
      () => undefined,
    );
  }

  async kill(index: number): Promise<void> {
    const child = this.#members[index]?.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async restart(index: number): Promise<void> {
    const member = this.#members[index];
    if (!member) return;
    await mkdir(member.folder, { recursive: true });
    const args = ['--replSet', NAME, '--port', String(member.port), '--dbpath', member.folder];
    const quiet = ['--bind_ip', '127.0.0.1', '--nounixsocket', '--quiet', '--wiredTigerCacheSizeGB', '0.25'];
    const child = spawn(
      this.#binary,
      [...args, ...quiet, '--setParameter', 'diagnosticDataCollectionEnabled=false'],
      {
        stdio: 'ignore',
        env: { PATH: process.env['PATH'], LC_ALL: 'C' },
      },
    );
    member.process = child;
    if (child.pid !== undefined) child.once('exit', endWithUs(child.pid).dismiss);
    const until = performance.now() + 60_000;
    while (!(await listens(member.port))) {
      if (child.exitCode !== null || performance.now() > until) throw new Error('a mongod did not start');
      await wait(LOOK_MS);
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#members.map(({ client }) => client.close().catch(() => undefined)));
    await Promise.all(this.#members.map((_, index) => this.kill(index)));
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #initiate(): Promise<void> {
    const members = this.#members.map(({ port }, _id) => ({ _id, host: `127.0.0.1:${port}` }));
    const settings = { electionTimeoutMillis: 2_000, heartbeatIntervalMillis: 500 };
    await this.#command(0, { replSetInitiate: { _id: NAME, members, settings } });
  }

  async #command(index: number, command: Record<string, unknown>): Promise<Record<string, unknown>> {
    return (await this.#members[index]?.client.db('admin').command(command)) ?? {};
  }

  #writable = (index: number): Promise<boolean> =>
    this.#command(index, { hello: 1 }).then(
      (reply) => reply['isWritablePrimary'] === true,
      () => false,
    );
}

/** Whether somebody listens there: a driver's client that met nobody at its first try never tries again. */
const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (result: boolean): void => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(async (server) => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return (server.address() as AddressInfo).port;
    }),
  );
  for (const server of servers) server.close();
  return ports;
}
