import mongoose from 'mongoose';

const {
  MongoBulkWriteError,
  MongoError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
} = mongoose.mongo;

/** There is no connection, was none, or there is none any more. */
const UNREACHABLE = [
  MongoNetworkError,
  MongoServerSelectionError,
  MongoNotConnectedError,
  MongoTopologyClosedError,
];

/** It shuts down, or is no primary any more, or not yet. */
const RESTARTS = new Set<unknown>([91, 189, 10_107, 11_600, 11_602, 13_435, 13_436]);

/**
 * Whether something failed only because the database is away, starting or electing, and not for what it was asked: the same
 * may be tried again soon, and the log need not tell it each time.
 */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof MongoError)) return false;
  if (UNREACHABLE.some((kind) => error instanceof kind)) return true;
  // A broken connection comes as a bulk error too, with no write named.
  if (error instanceof MongoBulkWriteError && [error.writeErrors].flat().length === 0) return true;
  return RESTARTS.has(error.code) || error.hasErrorLabel('RetryableWriteError');
}
