import { z } from 'zod';
import type { Logger } from '../../logger.js';
import type { Clock, Leases } from '../../ports.js';
import { pause } from '../pause.js';
import { createSoleHolder } from '../sole-holder.js';
import type { TelegramCalls } from './calls.js';
import type { Client } from './client.js';
import { ALLOWED_UPDATES } from './updates.js';

/** Telegram holds a request open so long, in seconds. */
const WAIT = 25;
const PAUSE = 1_000;
/** After a refusal: another program polls with this token, or the token is no good. */
const LONG_PAUSE = 5_000;

const updates = z.array(z.object({ update_id: z.number().int() }).loose());

interface Deps {
  readonly client: Client;
  readonly calls: TelegramCalls;
  readonly leases: Leases;
  readonly owner: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Keeps updates; Telegram hears that we have them only after it resolves. */
  readonly accept: (updates: readonly unknown[]) => Promise<void>;
}

/**
 * getUpdates, held by one process at a time: Telegram answers the second with 409. Telegram itself keeps the position, and
 * moves it only when the next request names what came after; a repeat is known by its id.
 */
export function createPolling({ client, calls, leases, owner, clock, log, accept }: Deps) {
  let heardAt = 0;

  const hold = async (signal: AbortSignal, inPlace: () => void): Promise<void> => {
    // A webhook of an earlier configuration would keep updates from us.
    const cleared = await calls.ask((raw) => raw.deleteWebhook({ drop_pending_updates: false }));
    if (!cleared.ok) return pause(cleared.kind === 'lost' ? PAUSE : LONG_PAUSE, signal);
    inPlace();
    let offset = 0;
    while (!signal.aborted) {
      const from = offset;
      const answer = await client.askLong(
        WAIT,
        (raw, cut) => raw.getUpdates({ offset: from, timeout: WAIT, allowed_updates: ALLOWED_UPDATES }, cut),
        signal,
      );
      if (signal.aborted) return;
      const came = answer.ok ? updates.safeParse(answer.result) : undefined;
      if (!came?.success) {
        const kind = answer.ok ? 'unreadable' : answer.kind;
        log.warn(
          { kind, ...(!answer.ok && answer.kind === 'refused' && { code: answer.code }) },
          'polling was interrupted',
        );
        await pause(kind === 'lost' ? PAUSE : LONG_PAUSE, signal);
        // 409 may mean that a webhook was set meanwhile.
        if (kind !== 'lost') return;
        continue;
      }
      heardAt = clock.now();
      calls.heard();
      if (came.data.length === 0) continue;
      try {
        await accept(came.data);
        offset = Math.max(...came.data.map(({ update_id: one }) => one)) + 1;
      } catch (error) {
        log.warn({ err: error }, 'updates wait for the database');
        await pause(PAUSE, signal);
      }
    }
  };

  const holder = createSoleHolder({ name: 'telegram-polling', leases, owner, clock, log, hold });

  return {
    start: holder.start,
    stop: holder.stop,
    /** Whether updates come to this process. */
    holds: () => holder.heldSince() !== undefined,
    /** When Telegram last gave updates here, or this process began to ask; undefined while another one holds the lease. */
    lastHeard: () => {
      const since = holder.heldSince();
      return since === undefined ? undefined : Math.max(heardAt, since);
    },
  };
}
