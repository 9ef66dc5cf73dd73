import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machineClock } from '../app/clock.js';
import { openConfigured } from '../app/database.js';
import { parseConfig } from '../config.js';
import { startDemo, type Demo } from '../demo.js';
import { AppError } from '../errors.js';
import { createLogger } from '../logger.js';
import type { Played } from '../sandbox/page/records.js';
import { parseScript } from '../sandbox/script/parse.js';

/** What of the caller's surroundings a replay may depend on: where MongoDB comes from, nothing of theirs. */
const KEPT = ['MONGOD_BINARY'];
const SECRET_KEY = 'a-replay-keeps-no-secrets-beyond-its-own-end';

/**
 * A demo of its own for one replay: a fresh database in a temporary folder, a clock that stands where the record puts it.
 * @throws AppError with words for the person where there is no database to be had
 */
async function startReplayHouse(
  env: Readonly<Record<string, string | undefined>>,
  progress: (line: string) => void,
): Promise<Demo> {
  const dataDir = await mkdtemp(join(tmpdir(), 'zvonok-replay-'));
  const removeFolder = () => rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
  const parsed = parseConfig({
    ...Object.fromEntries(KEPT.map((name) => [name, env[name]])),
    PORT: '0',
    DATA_DIR: dataDir,
  });
  if (!parsed.ok) throw new Error('The replay’s own settings are wrong');
  const database = await openConfigured(parsed.config, 'bot', progress);
  if (database.kind !== 'open') {
    await removeFolder();
    throw new AppError('no-database', database.kind === 'unavailable' ? database.message : undefined);
  }
  const now = machineClock.now();
  try {
    const demo = await startDemo(
      {
        config: parsed.config,
        secretKey: SECRET_KEY,
        databaseUri: database.uri,
        machineClock,
        processName: 'replay',
        log: createLogger({ level: 'silent' }),
      },
      () => undefined,
      { now: () => now },
    );
    return {
      ...demo,
      stop: async () => {
        await demo.stop();
        await database.stop();
        await removeFolder();
      },
    };
  } catch (error) {
    await database.stop();
    await removeFolder();
    throw error;
  }
}

/**
 * Plays a record in a demo of its own, which ends with it; a file that is no record is told before anything is started.
 * @throws AppError with words for the person where there is no database to be had
 */
export async function playAlone(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
  progress: (line: string) => void,
): Promise<Played> {
  const parsed = parseScript(text);
  if (!parsed.ok) return parsed;
  const demo = await startReplayHouse(env, progress);
  try {
    return (await demo.replay(text)) ?? { ok: false, problems: [] };
  } finally {
    await demo.stop();
  }
}
