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

/** The product's storage, its round trips counted. */
export async function openCounted(uri: string): Promise<{ storage: Storage; trips: RoundTrips }> {
  const storage = await connectStorage(monitored(uri));
  return { storage, trips: countRoundTrips() };
}
