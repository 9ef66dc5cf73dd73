import { join } from 'node:path';
import { removeAddress, writeAddress } from './address-file.js';
import { findMongod } from './find-mongod.js';
import type { Lock, Role } from './lock.js';
import { keepUp } from './keep-up.js';
import { endOrphan } from './orphan.js';
import type { Progress } from './progress.js';
import { type RunningMongod, runMongod } from './run-mongod.js';

/** A bot is told to stop and must obey soon; a command has nothing better to do than to wait for the others. */
const DRAIN_MS: Record<Role, number> = { bot: 5000, command: 600_000 };

type HolderOptions = {
  mongodBinary?: string | undefined;
  /** The real path. */
  dataDir: string;
  role: Role;
  databaseName: string;
  progress: Progress;
  now: number;
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal | undefined;
};

type Opened =
  | { kind: 'open'; uri: string; stop: () => Promise<void> }
  | { kind: 'unavailable'; message: string };

/** Starts the folder's database for the one who holds its lock; whenever there is none in the end, the lock is free. */
export async function startAsHolder(lock: Lock, options: HolderOptions): Promise<Opened> {
  try {
    const started = await start(options);
    if (started.kind === 'unavailable') {
      await lock.release();
      return started;
    }
    lock.ready();
    let stopped: Promise<void> | undefined;
    const stop = () => (stopped ??= close(lock, started.stop, options));
    return { kind: 'open', uri: started.uri, stop };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

type Started =
  | { kind: 'started'; uri: string; stop: () => Promise<void> }
  | { kind: 'unavailable'; message: string };

async function start(options: HolderOptions): Promise<Started> {
  const { dataDir, now, signal, progress } = options;
  const found = await findMongod(options);
  if (found.kind === 'unavailable') return found;
  const dbPath = join(dataDir, 'mongodb');
  await endOrphan(dataDir, dbPath);
  const run = await runMongod(found.mongod, dbPath);
  if (run.kind === 'failed') {
    const { path, version } = found.mongod;
    return { kind: 'unavailable', message: `MongoDB ${version} (${path}) не запустилась: ${run.reason}.` };
  }
  if (signal?.aborted) {
    await run.running.stop();
    return { kind: 'unavailable', message: 'Запуск прерван.' };
  }
  const { port } = run.running;
  const uri = `mongodb://127.0.0.1:${port}/${options.databaseName}?directConnection=true`;
  const tell = ({ pid }: RunningMongod) =>
    writeAddress(dataDir, { uri, mongodPid: pid, ownerPid: process.pid, startedAt: now });
  await tell(run.running);
  const restart = () => runMongod(found.mongod, dbPath, { port });
  return { kind: 'started', uri, stop: keepUp(run.running, { restart, restarted: tell, progress }) };
}

async function close(lock: Lock, stopDatabase: () => Promise<void>, options: HolderOptions): Promise<void> {
  if (lock.users() > 0) options.progress('Базу данных ещё использует команда, ждём её…');
  await lock.drain(DRAIN_MS[options.role]);
  await stopDatabase();
  await removeAddress(options.dataDir);
  await lock.release();
}
