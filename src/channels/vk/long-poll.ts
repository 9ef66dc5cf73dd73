import { z } from 'zod';
import type { Logger } from '../../logger.js';
import type { Clock, Leases } from '../../ports.js';
import { pause } from '../pause.js';
import { createSoleHolder } from '../sole-holder.js';
import type { VkCalls } from './calls.js';

/** VK holds a request open so long, in seconds. */
const WAIT = 25;
const REQUEST_DEADLINE = (WAIT + 10) * 1_000;
const PAUSE = 1_000;
/** VK is asked no oftener than this, in milliseconds: it matters only where people write faster. */
const BREATH = 25;
/** The position is kept this often: what came since is known by its ids, should it come again. */
const SAVE_EVERY = 250;
const LEASE_NAME = 'vk-long-poll';

const server = z.object({
  server: z.string(),
  key: z.string(),
  ts: z.union([z.string(), z.number()]).transform(String),
});
const polled = z.union([
  z.object({ failed: z.number(), ts: z.union([z.string(), z.number()]).transform(String).optional() }),
  z.object({ ts: z.union([z.string(), z.number()]).transform(String), updates: z.array(z.unknown()) }),
]);

interface Deps {
  readonly calls: VkCalls;
  readonly groupId: number;
  readonly leases: Leases;
  readonly owner: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Keeps updates; the position moves on only after it resolves. */
  readonly accept: (updates: readonly unknown[]) => Promise<void>;
}

/**
 * Bots Long Poll, held by one process at a time: VK would deliver to each. The position is kept in the database from the
 * first start on, and moves only after updates are stored, so that nothing is lost when a process dies.
 */
export function createLongPoll({ calls, groupId, leases, owner, clock, log, accept }: Deps) {
  let heardAt = 0;
  const position = `vk-ts:${groupId}`;

  const connect = async () => {
    const answer = await calls.call(
      'groups.getLongPollServer',
      { group_id: groupId },
      { urgent: true, repeatable: true },
    );
    const parsed = answer.ok ? server.safeParse(answer.response) : undefined;
    if (!parsed?.success) return undefined;
    heardAt = clock.now();
    return parsed.data;
  };

  const poll = async (at: { server: string; key: string }, ts: string, signal: AbortSignal) => {
    const url = `${at.server}?act=a_check&key=${encodeURIComponent(at.key)}&ts=${encodeURIComponent(ts)}&wait=${WAIT}`;
    // A deadline by `AbortSignal.timeout` never comes once Node 20 has collected garbage meanwhile: `any` does not hold it.
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), REQUEST_DEADLINE);
    try {
      const response = await fetch(url, { signal: AbortSignal.any([signal, deadline.signal]) });
      return polled.parse(await response.json());
    } finally {
      clearTimeout(timer);
    }
  };

  /** Polls while the lease is ours; returns when it is lost or we stop. */
  const hold = async (signal: AbortSignal, inPlace: () => void): Promise<void> => {
    let at = await connect();
    if (!at) return pause(PAUSE, signal);
    const kept = await leases.get(position);
    let ts = kept ?? at.ts;
    let saved = kept;
    let savedAt = -Infinity;
    const save = async (): Promise<void> => {
      savedAt = clock.now();
      if (saved === ts) return;
      await leases.set(position, ts);
      saved = ts;
    };
    await save();
    inPlace();
    while (!signal.aborted) {
      try {
        const askedAt = performance.now();
        const result = await poll(at, ts, signal);
        heardAt = clock.now();
        if ('updates' in result) {
          await accept(result.updates);
          ts = result.ts;
          if (clock.now() - savedAt >= SAVE_EVERY) await save();
          // When people write faster than this, what they wrote meanwhile comes in one answer, and is handled together.
          await pause(askedAt + BREATH - performance.now(), signal);
          continue;
        }
        // 1: VK forgot what lies between; 2: the key is old, the position stays valid; 3: both are lost.
        log.warn({ failed: result.failed }, 'Long Poll asks to go on from elsewhere');
        if (result.failed === 1 && result.ts !== undefined) {
          ts = result.ts;
        } else {
          const fresh = await connect();
          if (!fresh) return pause(PAUSE, signal);
          at = fresh;
          if (result.failed !== 2) ts = fresh.ts;
        }
        await save();
      } catch (error) {
        if (signal.aborted) return;
        log.warn({ err: error }, 'Long Poll was interrupted');
        await pause(PAUSE, signal);
        const fresh = await connect();
        if (fresh) at = fresh;
      }
    }
  };

  const holder = createSoleHolder({ name: LEASE_NAME, leases, owner, clock, log, hold });

  return {
    start: holder.start,
    stop: holder.stop,
    /** Whether updates come to this process. */
    holds: () => holder.heldSince() !== undefined,
    /** When VK last answered here; undefined while another process holds the lease. */
    lastHeard: () => {
      const since = holder.heldSince();
      return since === undefined ? undefined : Math.max(heardAt, since);
    },
  };
}
