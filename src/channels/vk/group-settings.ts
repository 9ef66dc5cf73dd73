import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Logger } from '../../logger.js';
import type { VkCalls } from './calls.js';

/** Without these the bot is deaf to part of its work. */
const EVENTS = ['message_new', 'message_event', 'message_allow', 'message_deny'] as const;
const VERSION = '5.199';
/** What the community's settings must have, for the doctor. */
export const LONG_POLL_NEEDS = { version: VERSION, events: EVENTS } as const;
/** Between two tries to set the community right. */
const TRY_AGAIN = 15_000;
const OPTIONS = { urgent: true, repeatable: true } as const;

const settings = z.object({
  is_enabled: z.union([z.boolean(), z.number()]).transform(Boolean),
  api_version: z.string().optional(),
  events: z.record(z.string(), z.union([z.number(), z.boolean()])).default({}),
});

/** Checks the community's Long Poll settings (on, version 5.199, the events needed) and sets what is amiss; true when all is right. */
async function ensureLongPollSettings(calls: VkCalls, groupId: number, log: Logger): Promise<boolean> {
  const answer = await calls.call('groups.getLongPollSettings', { group_id: groupId }, OPTIONS);
  const current = answer.ok ? settings.safeParse(answer.response) : undefined;
  const right =
    current?.success &&
    current.data.is_enabled &&
    current.data.api_version === VERSION &&
    EVENTS.every((event) => Boolean(current.data.events[event]));
  if (right) return true;
  const wanted = Object.fromEntries(EVENTS.map((event) => [event, 1]));
  const set = await calls.call(
    'groups.setLongPollSettings',
    { group_id: groupId, enabled: 1, api_version: VERSION, ...wanted },
    OPTIONS,
  );
  if (set.ok) log.info({ events: EVENTS, version: VERSION }, 'community settings set');
  else if (set.lost) log.warn('community settings could not be set: VK does not answer');
  else {
    const { code } = set;
    log.error(
      { code },
      'community settings could not be set: give the token the right «Управление сообществом»',
    );
  }
  return set.ok;
}

/** Tries until the settings are right: a VK that was away at the start must not leave the bot deaf to presses. */
export function keepLongPollSettings(calls: VkCalls, groupId: number, log: Logger) {
  const stopping = new AbortController();
  return {
    async untilSet(): Promise<void> {
      while (!stopping.signal.aborted && !(await ensureLongPollSettings(calls, groupId, log))) {
        await wait(TRY_AGAIN, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    },
    stop: (): void => stopping.abort(),
  };
}

const servers = z.object({ items: z.array(z.object({ id: z.number(), url: z.string() }).loose()) });

/** Checks that each Callback server of this address sends the events needed, in our version. The server itself is the operator's to add. */
export async function ensureCallbackSettings(
  calls: VkCalls,
  groupId: number,
  publicUrl: string,
  log: Logger,
): Promise<void> {
  const answer = await calls.call('groups.getCallbackServers', { group_id: groupId }, OPTIONS);
  const parsed = answer.ok ? servers.safeParse(answer.response) : undefined;
  const own = parsed?.success ? parsed.data.items.filter(({ url }) => url.startsWith(publicUrl)) : [];
  if (own.length === 0) {
    log.warn(
      'no Callback server of this address is set in the community: add PUBLIC_URL + /vk/callback there',
    );
  }
  for (const { id } of own) {
    const set = await calls.call(
      'groups.setCallbackSettings',
      {
        group_id: groupId,
        server_id: id,
        api_version: VERSION,
        ...Object.fromEntries(EVENTS.map((event) => [event, 1])),
      },
      OPTIONS,
    );
    if (!set.ok) log.error({ code: set.code }, 'Callback events could not be set');
  }
}
