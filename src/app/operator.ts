import { describeProblems, parseConfig, type Config } from '../config.js';
import { AppError } from '../errors.js';
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

/** What a command does with the college's database. Returns the exit code. */
export type OperatorsWork = (operator: Operator, config: Config) => Promise<number>;

interface Voice {
  /** Writes to stdout. */
  readonly out: (text: string) => void;
  /** Writes a line to stderr. */
  readonly complain: (line: string) => void;
  /** The command's own report of a refusal, where JSON is asked for: whoever reads JSON gets JSON. */
  readonly asJson: ((reason: string) => object) | undefined;
}

/**
 * Runs a command that needs the configuration and the database. Returns the exit code: its own, or 1 where there is none of
 * them or the command refuses in words.
 */
export async function runOperated(
  env: NodeJS.ProcessEnv,
  { out, complain, asJson }: Voice,
  work: OperatorsWork,
): Promise<number> {
  const refuse = (reason: string): number => {
    if (asJson) out(`${JSON.stringify(asJson(reason))}\n`);
    else complain(reason);
    return 1;
  };
  const parsed = parseConfig(env);
  if (!parsed.ok) return refuse(describeProblems(parsed.problems));
  const { config } = parsed;
  try {
    return await withDatabase(
      config,
      complain,
      (operator) => work(operator, config),
      async (reason) => refuse(reason),
    );
  } catch (error) {
    if (error instanceof AppError && error.personText) return refuse(error.personText);
    throw error;
  }
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
  withoutDatabase: (reason: string) => Promise<number>,
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
