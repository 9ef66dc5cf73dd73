import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
// From the file itself: the package's entry doesn't export the names of the events.
import { MongoInstance, MongoInstanceEvents } from 'mongodb-memory-server-core/lib/util/MongoInstance.js';
import type { Mongod } from './version.js';
import { endWithUs } from './watcher.js';

/** A mongod of ours that is up: its port on 127.0.0.1, its process, and the way to end it and wait for it. */
export type RunningMongod = {
  port: number;
  pid: number;
  /** Resolves when it has ended, by whomever. */
  ended: Promise<void>;
  stop: () => Promise<void>;
};

export type RunResult = { kind: 'running'; running: RunningMongod } | { kind: 'failed'; reason: string };

/** An orphan of a killed bot needs up to 4 s to be ended by its watcher, and then time to flush. */
const FOLDER_BUSY_MS = 15_000;
const LAUNCH_MS = 60_000;

/**
 * Starts a mongod on 127.0.0.1, on a free port unless one is given, with its data in `dbPath` (made when missing). While
 * another mongod still holds the folder it waits, at most `busyMs`, and tries again. Never throws: `failed` carries the
 * reason in Russian.
 */
export async function runMongod(
  mongod: Mongod,
  dbPath: string,
  { busyMs = FOLDER_BUSY_MS, port }: { busyMs?: number; port?: number } = {},
): Promise<RunResult> {
  await mkdir(dbPath, { recursive: true, mode: 0o700 });
  const giveUpAt = performance.now() + busyMs;
  for (;;) {
    const attempt = await launch(mongod, dbPath, port ?? (await freePort()));
    if (attempt.kind === 'running') return attempt;
    const passing = attempt.kind === 'folder-busy' || attempt.kind === 'port-taken';
    if (!passing || performance.now() > giveUpAt) return { kind: 'failed', reason: attempt.reason };
    await wait(200);
  }
}

/**
 * The library looks at what mongod prints as it comes, and where the piece with an error isn't exactly one line, throws out
 * of anybody's reach, which would end the bot. So it is given whole lines.
 */
class InstanceByLines extends MongoInstance {
  #rest = '';

  override stdoutHandler(message: string | Buffer): void {
    const lines = (this.#rest + String(message)).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) super.stdoutHandler(line);
  }
}

type Launch =
  | { kind: 'running'; running: RunningMongod }
  | { kind: 'folder-busy' | 'port-taken' | 'broken'; reason: string };

async function launch(mongod: Mongod, dbPath: string, port: number): Promise<Launch> {
  const instance = new InstanceByLines({
    instance: {
      port,
      ip: '127.0.0.1',
      dbPath,
      storageEngine: 'wiredTiger',
      launchTimeout: LAUNCH_MS,
      args: mongodArgs(process.platform),
    },
    binary: { systemBinary: mongod.path, version: mongod.version },
    // A process group of its own: Ctrl-C must reach the bot alone, which then ends the database last.
    spawn: { detached: true, env: mongodEnvironment(process.env) },
  });
  const said: string[] = [];
  instance.on(MongoInstanceEvents.instanceSTDOUT, (text: string) => said.push(text));
  instance.on(MongoInstanceEvents.instanceSTDERR, (text: string) => said.push(text));
  try {
    await instance.start();
  } catch (error) {
    await instance.stop();
    return explain(said.join('\n'), error);
  }
  instance
    .removeAllListeners(MongoInstanceEvents.instanceSTDOUT)
    .removeAllListeners(MongoInstanceEvents.instanceSTDERR);
  const pid = instance.mongodProcess?.pid;
  if (pid === undefined) return { kind: 'broken', reason: 'mongod закрылся сразу после запуска' };
  const watcher = endWithUs(pid);
  const ended = new Promise<void>((resolve) => {
    instance.once(MongoInstanceEvents.instanceClosed, () => {
      watcher.dismiss();
      resolve();
    });
  });
  const stop = async () => {
    await instance.stop();
  };
  return { kind: 'running', running: { port, pid, ended, stop } };
}

/** How the product's mongod is told to run, beside its port and folder. */
export function mongodArgs(platform: NodeJS.Platform): string[] {
  return [
    // The product's data is small; by default mongod would take half of the memory.
    '--wiredTigerCacheSizeGB',
    '0.25',
    '--quiet',
    // Without zlib: older builds leak memory to unauthenticated peers through it (CVE-2025-14847).
    '--networkMessageCompressors',
    'snappy,zstd',
    '--setParameter',
    'diagnosticDataCollectionEnabled=false',
    // A socket in the shared temporary folder is one more door that nobody needs.
    ...(platform === 'win32' ? [] : ['--nounixsocket']),
  ];
}

/** Nothing of the bot's secrets, and a locale that exists: mongod refuses to start in one that is not installed. */
function mongodEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'LD_LIBRARY_PATH', 'SystemRoot', 'TEMP', 'TMP'];
  return { ...Object.fromEntries(kept.map((name) => [name, env[name]])), LC_ALL: 'C' };
}

function explain(log: string, error: unknown): Exclude<Launch, { kind: 'running' }> {
  if (/DBPathInUse|Unable to lock the lock file/.test(log)) {
    return { kind: 'folder-busy', reason: 'папку данных держит другой mongod' };
  }
  if (/address already in use/i.test(log)) return { kind: 'port-taken', reason: 'порт занят' };
  if (/incompatible|too recent to start up|Wrong mongod version|featureCompatibilityVersion/i.test(log)) {
    return {
      kind: 'broken',
      reason: 'данные записаны другой версией MongoDB; возьмите прежний mongod (MONGOD_BINARY)',
    };
  }
  if (/No space left on device|NotEnoughDiskSpace/i.test(log))
    return { kind: 'broken', reason: 'на диске нет места' };
  if (/Permission denied|IllegalOperation: Attempted to create/i.test(log)) {
    return { kind: 'broken', reason: 'нет прав на папку данных' };
  }
  return { kind: 'broken', reason: error instanceof Error ? error.message : String(error) };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
