import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const schema = z.object({
  uri: z.string(),
  mongodPid: z.number(),
  ownerPid: z.number(),
  startedAt: z.number(),
});

/** Where the folder's database listens and whose it is: what commands and the next start read. */
export type DatabaseAddress = z.infer<typeof schema>;

const fileIn = (dataDir: string) => join(dataDir, 'database.json');

/** Writes `DATA_DIR/database.json` in one step, readable by its owner alone. */
export async function writeAddress(dataDir: string, address: DatabaseAddress): Promise<void> {
  const draft = `${fileIn(dataDir)}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(address)}\n`, { mode: 0o600 });
  await rename(draft, fileIn(dataDir));
}

/** Reads the file; undefined when there is none or it isn't whole. It may be left over from a killed process. */
export async function readAddress(dataDir: string): Promise<DatabaseAddress | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(fileIn(dataDir), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Takes the file away, where there is one. */
export async function removeAddress(dataDir: string): Promise<void> {
  await rm(fileIn(dataDir), { force: true });
}
