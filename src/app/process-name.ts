import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { lockAddress, takeLock } from '../storage/embedded/lock.js';

const SLOTS = 64;

/**
 * This process's name in leases. It is the same after a crash: the lowest slot of this machine and data folder that no
 * living process holds (the kernel frees a dead one's). So a process that was killed takes its own leases back at once.
 */
export async function takeProcessName(
  dataDir: string,
  now: number,
): Promise<{ name: string; release: () => Promise<void> }> {
  for (let slot = 0; slot < SLOTS; slot += 1) {
    const lock = await takeLock(lockAddress(`${resolve(dataDir)}#${slot}`, process.platform), 'bot', now);
    if (lock) return { name: `${hostname()}:${resolve(dataDir)}#${slot}`, release: lock.release };
  }
  return { name: `${hostname()}:${process.pid}`, release: async () => undefined };
}
