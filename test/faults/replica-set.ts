import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import mongoose from 'mongoose';
import { Mongod } from './mongod.js';
import { startProxy, type Proxy } from './proxy.js';

const NAME = 'proof';
const MEMBERS = 3;
const LOOK_MS = 50;

interface Member {
  readonly mongod: Mongod;
  /** The only way to it, for the other members too. */
  readonly door: Proxy;
  readonly client: mongoose.mongo.MongoClient;
}

/** Three real mongods of one replica set on this machine, which can be killed, cut off and made to elect. */
export class ReplicaSet {
  readonly #members: readonly Member[];
  readonly #folder: string;

  private constructor(members: readonly Member[], folder: string) {
    this.#members = members;
    this.#folder = folder;
  }

  /** @throws Error when no mongod is to be had or they don't elect */
  static async start(): Promise<ReplicaSet> {
    const folder = await mkdtemp(join(tmpdir(), 'zvonok-set-'));
    const members = await Promise.all(
      Array.from({ length: MEMBERS }, async (_, nth) => {
        const mongod = await Mongod.prepare(join(folder, `member-${nth}`), ['--replSet', NAME]);
        const client = new mongoose.mongo.MongoClient(mongod.uri(''), {
          serverSelectionTimeoutMS: 500,
          socketTimeoutMS: 2_000,
        });
        return { mongod, client, door: await startProxy(mongod.port) };
      }),
    );
    const set = new ReplicaSet(members, folder);
    try {
      await Promise.all(members.map(({ mongod }) => mongod.start()));
      await set.#initiate();
      await set.primary(60_000);
      return set;
    } catch (error) {
      await set.stop();
      throw error;
    }
  }

  /** What its members have written down. */
  get logs(): readonly string[] {
    return this.#members.map(({ mongod }) => mongod.logFile);
  }

  uri = (database: string): string => `mongodb://${this.#hosts().join(',')}/${database}?replicaSet=${NAME}`;

  /** Which member is primary, as soon as one is; one that was cut off may think so of itself for a while. @throws Error after `patienceMs` */
  async primary(patienceMs = 30_000, { besides }: { besides?: number } = {}): Promise<number> {
    const until = performance.now() + patienceMs;
    while (performance.now() < until) {
      const writable = await Promise.all(this.#members.map((_, index) => this.#writable(index)));
      const index = writable.findIndex((one, member) => one && member !== besides);
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
    await this.#members[index]?.mongod.kill();
  }

  /** Nothing comes to this member any more, and nothing is closed: no word of the others, and none of the bots. */
  cutOff(index: number): void {
    this.#members[index]?.door.fallSilent();
  }

  /** Every way is open again. */
  rejoin(): void {
    for (const { door } of this.#members) door.speak();
  }

  async restart(index: number): Promise<void> {
    await this.#members[index]?.mongod.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#members.map(({ client }) => client.close().catch(() => undefined)));
    for (const { door } of this.#members) door.stop();
    await Promise.all(this.#members.map(({ mongod }) => mongod.kill()));
    await rm(this.#folder, { recursive: true, force: true });
  }

  #hosts = (): string[] => this.#members.map(({ door }) => `127.0.0.1:${door.port}`);

  async #initiate(): Promise<void> {
    const members = this.#hosts().map((host, _id) => ({ _id, host }));
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
