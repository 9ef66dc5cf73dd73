import type { Config } from '../config.js';
import { openDatabase, type OpenDatabase, type Progress, type Role } from '../storage/embedded/index.js';
import { machineClock } from './clock.js';

/**
 * The database that the configuration names, for the bot or for an operator's command. In the embedded MongoDB the demo has a
 * database of its own, so that its made-up people never meet the real ones.
 */
export const openConfigured = (
  { database, dataDir, demo }: Config,
  role: Role,
  progress: Progress,
  signal?: AbortSignal,
): Promise<OpenDatabase> =>
  openDatabase({
    ...(database.kind === 'own' ? { uri: database.uri } : { mongodBinary: database.mongodBinary }),
    dataDir,
    role,
    databaseName: demo ? 'zvonok-demo' : 'zvonok',
    progress,
    now: machineClock.now(),
    signal,
  });
