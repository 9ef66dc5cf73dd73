import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import mongoose from 'mongoose';

/** Reading what a broken run left behind must not take long, nor break. */
const READ_WITHIN = 5_000;

/** What is written down of a run that went wrong, so that a rare loss can be explained afterwards. */
export interface Remains {
  readonly folder: string;
  /** Its database as it is now, every collection in a file. */
  readonly databaseUri: string;
  /** Logs of the mongods it ran on. */
  readonly mongodLogs: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

/** Puts everything into the run's own folder, which holds the messenger's log already. Never throws. */
export async function keep({ folder, databaseUri, mongodLogs, files }: Remains): Promise<void> {
  const tries = [
    ...Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)),
    // Members of a set keep logs of one name in folders of their own.
    ...mongodLogs.map((log) => copyFile(log, join(folder, `${basename(dirname(log))}-${basename(log)}`))),
    dump(databaseUri, join(folder, 'database')),
  ];
  for (const result of await Promise.allSettled(tries))
    if (result.status === 'rejected') process.stderr.write(`    не сохранено: ${String(result.reason)}\n`);
}

async function dump(uri: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const client = new mongoose.mongo.MongoClient(uri, {
    serverSelectionTimeoutMS: READ_WITHIN,
    socketTimeoutMS: READ_WITHIN,
  });
  try {
    for (const collection of await client.db().collections()) {
      const docs = await collection.find().toArray();
      const lines = docs.map((doc) => mongoose.mongo.BSON.EJSON.stringify(doc));
      await writeFile(join(folder, `${collection.collectionName}.jsonl`), lines.join('\n'));
    }
  } finally {
    await client.close();
  }
}
