import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { findMongod } from '../../src/storage/embedded/find-mongod.js';
import { runMongod } from '../../src/storage/embedded/run-mongod.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A real mongod for the whole run, without a database's name. */
    mongoUri: string;
    /** Where people meet the bot in this run of the dialogs. */
    messenger: 'vk' | 'telegram';
  }
}

const MEMORY = '/dev/shm';
const ENOUGH = 4 * 1024 ** 3;

/** Nobody needs the data after the run: it lies in memory where there is room, and no test waits for a disk. */
async function placeForData(): Promise<string> {
  const free = await statfs(MEMORY).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  return free > ENOUGH ? MEMORY : tmpdir();
}

/** One real mongod for all tests, found as the product finds its own; its data lives as long as the run. */
export default async function startMongo(project: TestProject): Promise<() => Promise<void>> {
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  const found = await findMongod({
    mongodBinary: process.env['MONGOD_BINARY'],
    env: process.env,
    now: Date.now(),
    progress,
  });
  if (found.kind === 'unavailable') throw new Error(found.message);
  const folder = await mkdtemp(join(await placeForData(), 'zvonok-mongo-'));
  const run = await runMongod(found.mongod, folder);
  if (run.kind === 'failed') throw new Error(`MongoDB: ${run.reason}`);
  project.provide('mongoUri', `mongodb://127.0.0.1:${run.running.port}`);
  return async () => {
    await run.running.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
