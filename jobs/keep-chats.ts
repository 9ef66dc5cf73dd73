import type { Leases } from '../src/ports.js';
import { MINUTE } from '../src/domain/time.js';
import type { KeepChats } from '../src/usecases/keep-chats.js';
import type { Job } from './scheduler.js';

/** An import writes its moment under this name; chats are looked through soon after. */
export const ROSTER_CHANGED = 'roster-changed';
const EVERY = 5 * MINUTE;
const LEASE = MINUTE;

interface Deps {
  readonly keepChats: KeepChats;
  readonly leases: Leases;
  readonly owner: string;
  /** The machine's time. */
  readonly now: () => number;
}

/** Members and titles of the messenger's chats follow the roster: soon after an import, and now and then anyway. */
export function createKeepChatsJob({ keepChats, leases, owner, now }: Deps): Job {
  let seen: string | undefined;
  let lookedAt = -Infinity;
  return {
    name: 'keep-chats',
    cron: '*/3 * * * * *',
    run: async () => {
      const changed = await leases.get(ROSTER_CHANGED);
      if (changed === seen && now() - lookedAt < EVERY) return;
      // One process looks; the others see its work at their next turn.
      if (await leases.take('keep-chats', owner, now(), LEASE)) await keepChats.all();
      seen = changed;
      lookedAt = now();
    },
  };
}
