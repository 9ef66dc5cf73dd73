import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findMongod } from '../../src/storage/embedded/find-mongod.js';
import { mongodArgs } from '../../src/storage/embedded/run-mongod.js';
import { endWithUs } from '../../src/storage/embedded/watcher.js';

const STARTS_WITHIN = 60_000;
const LOOK_MS = 50;

/** The mongod of this machine, as the product finds it. @throws Error when none is to be had */
async function binary(): Promise<string> {
  const found = await findMongod({
    mongodBinary: process.env['MONGOD_BINARY'],
    env: process.env,
    now: Date.now(),
    progress: (line) => void process.stderr.write(`${line}\n`),
  });
  if (found.kind === 'unavailable') throw new Error(found.message);
  return found.mongod.path;
}

/** A real mongod that can be killed and started again on its port and folder, and that writes down what it does. */
export class Mongod {
  readonly logFile: string;
  #process: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    readonly folder: string,
    readonly binary: string,
    readonly more: readonly string[],
  ) {
    this.logFile = join(folder, 'mongod.log');
  }

  /** One that is not started yet; it runs as the product's own does, and `more` says what is to be different. */
  static async prepare(folder: string, more: readonly string[] = []): Promise<Mongod> {
    return new Mongod(await freePort(), folder, await binary(), more);
  }

  /** @throws Error when it does not start */
  static async start(folder: string, more: readonly string[] = []): Promise<Mongod> {
    const mongod = await Mongod.prepare(folder, more);
    await mongod.start();
    return mongod;
  }

  uri = (database: string): string => `mongodb://127.0.0.1:${this.port}/${database}?directConnection=true`;

  async start(): Promise<void> {
    const data = join(this.folder, 'data');
    await mkdir(data, { recursive: true });
    const where = ['--bind_ip', '127.0.0.1', '--port', String(this.port), '--dbpath', data];
    const log = ['--logpath', this.logFile, '--logappend'];
    const child = spawn(this.binary, [...where, ...log, ...mongodArgs(process.platform), ...this.more], {
      stdio: 'ignore',
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    });
    this.#process = child;
    if (child.pid !== undefined) child.once('exit', endWithUs(child.pid).dismiss);
    const until = performance.now() + STARTS_WITHIN;
    while (!(await listens(this.port))) {
      if (child.exitCode !== null || performance.now() > until) throw new Error('a mongod did not start');
      await wait(LOOK_MS);
    }
  }

  /** Without a chance to write anything more. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
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

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
