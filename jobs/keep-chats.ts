import type { Changes, Leases } from '../src/ports.js';
import { MINUTE } from '../src/domain/time.js';
import type { KeepChats } from '../src/usecases/keep-chats.js';
import type { Job } from './scheduler.js';

const EVERY = 5 * MINUTE;
const LEASE = MINUTE;

interface Deps {
  readonly keepChats: KeepChats;
  readonly changes: Pick<Changes, 'imported'>;
  readonly leases: Pick<Leases, 'take'>;
  readonly owner: string;
  /** The machine's time. */
  readonly now: () => number;
}

/** Members and titles of the messenger's chats follow the roster: soon after an import, and now and then anyway. */
export function createKeepChatsJob({ keepChats, changes, leases, owner, now }: Deps): Job {
  let seen: string | undefined;
  let lookedAt = -Infinity;
  return {
    name: 'keep-chats',
    cron: '*/3 * * * * *',
    run: async () => {
      const changed = await changes.imported();
      if (changed === seen && now() - lookedAt < EVERY) return;
      // One process looks; the others see its work at their next turn.
      if (await leases.take('keep-chats', owner, now(), LEASE)) await keepChats.all();
      seen = changed;
      lookedAt = now();
    },
  };
}
