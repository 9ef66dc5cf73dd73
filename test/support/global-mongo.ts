import { rm } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { findMongod } from '../../src/storage/embedded/find-mongod.js';
import { runMongod } from '../../src/storage/embedded/run-mongod.js';
import { dataFolder } from './data-folder.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A real mongod for the whole run, without a database's name. */
    mongoUri: string;
    /** Where people meet the bot in this run of the dialogs. */
    messenger: 'vk' | 'telegram';
  }
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
  const folder = await dataFolder('zvonok-mongo-');
  const run = await runMongod(found.mongod, folder);
  if (run.kind === 'failed') throw new Error(`MongoDB: ${run.reason}`);
  project.provide('mongoUri', `mongodb://127.0.0.1:${run.running.port}`);
  return async () => {
    await run.running.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
