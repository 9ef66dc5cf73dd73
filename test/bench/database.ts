import mongoose from 'mongoose';
import { connectStorage, type Storage } from '../../src/storage/connect.js';

/** Commands by name since the last `reset`. */
export interface RoundTrips {
  total(): number;
  byName(): Readonly<Record<string, number>>;
  reset(): void;
}

/** Of the driver's own housekeeping, not of anybody's work. */
const OWN = new Set(['hello', 'ismaster', 'ping', 'endSessions']);

/** The uri with the driver's command monitoring switched on. */
export const monitored = (uri: string): string =>
  `${uri}${uri.includes('?') ? '&' : '?'}monitorCommands=true`;

/** Counts what the connection opened last asks of its database. The uri must be `monitored`. */
export function countRoundTrips(): RoundTrips {
  const counts = new Map<string, number>();
  mongoose.connections
    .at(-1)
    ?.getClient()
    .on('commandStarted', ({ commandName }) => {
      if (!OWN.has(commandName)) counts.set(commandName, (counts.get(commandName) ?? 0) + 1);
    });
  return {
    total: () => [...counts.values()].reduce((sum, count) => sum + count, 0),
    byName: () => Object.fromEntries(counts),
    reset: () => counts.clear(),
  };
}

/** Lets what was just written to the connection opened last be as old as a college's usual day. */
export async function letItAge(): Promise<void> {
  const db = mongoose.connections.at(-1);
  const longAgo = new Date(Date.now() - 60 * 60 * 1_000);
  await db?.collection('bindings').updateMany({}, { $set: { changedAt: longAgo } });
  await db?.collection('marks').updateMany({}, { $set: { at: longAgo } });
}

/** The product's storage, its round trips counted. */
export async function openCounted(uri: string): Promise<{ storage: Storage; trips: RoundTrips }> {
  const storage = await connectStorage(monitored(uri));
  return { storage, trips: countRoundTrips() };
}
