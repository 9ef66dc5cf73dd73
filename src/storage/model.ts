import mongoose, { type Connection, type Model, type Schema } from 'mongoose';

/**
 * What every schema of ours has in common: an unknown field is an error, in a filter too (a stripped filter would match
 * everything); collections and indexes are made at the start only; ids are ours, so no version key.
 */
export const schemaOptions = {
  strict: 'throw',
  strictQuery: 'throw',
  versionKey: false,
  minimize: false,
  autoIndex: false,
  autoCreate: false,
  bufferCommands: false,
} as const;

/** Lets an operator of ours (`$in`, `$gt` …) pass `sanitizeFilter`, which defuses operators in values from outside. */
export const trusted = mongoose.trusted;

/**
 * The model of a collection on this connection; asking twice gives the same one.
 *
 * @param name the collection's name, the model's too
 */
export function modelOf<Doc>(connection: Connection, name: string, schema: Schema<Doc>): Model<Doc> {
  return connection.model<Doc>(name, schema, name);
}

/** The driver's own collection, for what mongoose would only slow down: many writes at once. No casting, no sanitizing. */
export const rawOf = <Doc extends mongoose.mongo.Document>(model: Model<Doc>) =>
  model.db.collection<Doc>(model.collection.name);

const DUPLICATE_KEY = 11_000;

/** Whether a write failed because its unique key is there already, and for nothing else. */
function isDuplicateKey(error: unknown): boolean {
  if (error instanceof mongoose.mongo.MongoBulkWriteError) {
    const failed = [error.writeErrors].flat();
    // A broken connection comes as a bulk error too, with no write named: nobody knows then what was written.
    const isWhole = failed.length > 0 && error.result.getWriteConcernError() === undefined;
    return isWhole && failed.every((one) => one.code === DUPLICATE_KEY);
  }
  return error instanceof mongoose.mongo.MongoServerError && error.code === DUPLICATE_KEY;
}

/** Runs an unordered write of many; the places of those whose unique key was there already. Other errors are thrown. */
export async function duplicatesOf(write: () => Promise<unknown>): Promise<ReadonlySet<number>> {
  try {
    await write();
    return new Set();
  } catch (error) {
    if (!(error instanceof mongoose.mongo.MongoBulkWriteError) || !isDuplicateKey(error)) throw error;
    return new Set([error.writeErrors].flat().map(({ index }) => index));
  }
}

/** Runs a write; true when it was done, false when its unique key was there already. Other errors are thrown. */
export async function unlessThere(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}
