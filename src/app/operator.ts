import type { Config } from '../config.js';
import type { Security } from '../ports.js';
import { cli as texts } from '../texts/cli.js';
import { createSecurity } from '../security/security.js';
import { connectStorage, type Storage } from '../storage/connect.js';
import { openConfigured } from './database.js';
import { keptSecretKey } from './secret-key.js';

export interface Operator {
  readonly storage: Storage;
  readonly security: Security;
}

/**
 * Runs an operator's command over the college's database: the running bot's if there is one (found through `DATA_DIR`), else
 * one started for the command alone. Returns the command's exit code; where there is no database to be had,
 * `withoutDatabase` says so in the command's own way.
 */
export async function withDatabase(
  config: Config,
  complain: (line: string) => void,
  work: (operator: Operator) => Promise<number>,
  withoutDatabase: (reason: string) => Promise<number> = async (reason) => {
    complain(reason);
    return 1;
  },
): Promise<number> {
  const database = await openConfigured(config, 'command', complain);
  if (database.kind !== 'open') {
    return withoutDatabase(
      database.kind === 'unavailable' ? database.message : texts.databaseHeld(database.pid),
    );
  }
  try {
    const storage = await connectStorage(database.uri).catch(() => undefined);
    if (!storage) return await withoutDatabase(texts.noDatabase());
    try {
      await storage.rosterStore.resume();
      const security = createSecurity(config.secretKey ?? (await keptSecretKey(config.dataDir)));
      return await work({ storage, security });
    } finally {
      await storage.close();
    }
  } finally {
    await database.stop();
  }
}
