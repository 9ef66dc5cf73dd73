import mongoose from 'mongoose';

const { MongoBulkWriteError, MongoError, MongoNetworkError, MongoServerSelectionError } = mongoose.mongo;

/** It shuts down, or is no primary any more, or not yet. */
const RESTARTS = new Set<unknown>([91, 189, 10_107, 11_600, 11_602, 13_435, 13_436]);

/** Whether something failed only because the database is away, starting or electing: the same may be tried again soon. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof MongoError)) return false;
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true;
  // A broken connection comes as a bulk error too, with no write named.
  if (error instanceof MongoBulkWriteError && [error.writeErrors].flat().length === 0) return true;
  return RESTARTS.has(error.code) || error.hasErrorLabel('RetryableWriteError');
}
