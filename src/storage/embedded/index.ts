import { mkdir, realpath } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { lockAddress, type Role, takeLock } from './lock.js';
import type { Progress } from './progress.js';
import { startAsHolder } from './holder.js';
import { joinHolder, waitForCommand } from './guest.js';

export type { Role } from './lock.js';
export type { Progress } from './progress.js';

export type OpenOptions = {
  /** `MONGODB_URI`: the operator's own database; nothing is started and nothing locked. */
  uri?: string | undefined;
  /** `MONGOD_BINARY`. */
  mongodBinary?: string | undefined;
  /** `DATA_DIR`; made when missing. */
  dataDir: string;
  role: Role;
  /** Used by whoever starts the database; who joins a running one uses the holder's. */
  databaseName: string;
  progress: Progress;
  /** Epoch ms; told to others as the moment since when the folder is held. */
  now: number;
  env?: NodeJS.ProcessEnv;
  /** Breaks off a long start (a download): the result is then `unavailable`. */
  signal?: AbortSignal | undefined;
};

export type OpenDatabase =
  /** The database can be used until `stop`, which waits for whatever it has to end. */
  | { kind: 'open'; uri: string; stop: () => Promise<void> }
  /** A bot runs on this folder already. `since` is epoch ms. */
  | { kind: 'held'; pid: number; since: number }
  /** There is no database to be had; `message` is Russian and says what to do. */
  | { kind: 'unavailable'; message: string };

/**
 * Opens the database of a data folder, and starts it when nobody has. One process holds a folder: a second bot gets
 * `held` (it waits up to 60 s for a command to end); commands join whatever runs, and keep it up while they need it.
 */
export async function openDatabase(options: OpenOptions): Promise<OpenDatabase> {
  if (options.uri) return { kind: 'open', uri: options.uri, stop: async () => undefined };
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const dataDir = await realpath(options.dataDir);
  const address = lockAddress(dataDir, process.platform);
  const guest = { address, dataDir, progress: options.progress, signal: options.signal };
  const giveUpAt = performance.now() + 60_000;
  for (;;) {
    const lock = await takeLock(address, options.role, options.now);
    if (lock !== undefined)
      return startAsHolder(lock, { ...options, dataDir, env: options.env ?? process.env });
    const outcome =
      options.role === 'bot'
        ? await waitForCommand(guest, giveUpAt - performance.now())
        : await joinHolder(guest);
    if (outcome.kind !== 'gone') return outcome;
    if (options.signal?.aborted) return { kind: 'unavailable', message: 'Запуск прерван.' };
    await wait(50);
  }
}
