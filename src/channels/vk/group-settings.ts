import { z } from 'zod';
import type { Logger } from '../../logger.js';
import type { VkCalls } from './calls.js';

/** Without these the bot is deaf to part of its work. */
const EVENTS = ['message_new', 'message_event', 'message_allow', 'message_deny'] as const;
const EVENTS_ON = Object.fromEntries(EVENTS.map((event) => [event, 1]));
const VERSION = '5.199';
/** What the community's settings must have, for the doctor. */
export const LONG_POLL_NEEDS = { version: VERSION, events: EVENTS } as const;
const OPTIONS = { urgent: true, repeatable: true } as const;

/** VK's answer to groups.getLongPollSettings. */
export const longPollSettings = z.object({
  is_enabled: z.union([z.boolean(), z.number()]).transform(Boolean),
  api_version: z.string().default(''),
  events: z.record(z.string(), z.union([z.number(), z.boolean()])).default({}),
});

/** Checks the community's Long Poll settings (on, version 5.199, the events needed) and sets what is amiss; true when all is right. */
export async function ensureLongPollSettings(
  calls: Pick<VkCalls, 'call'>,
  groupId: number,
  log: Logger,
): Promise<boolean> {
  const answer = await calls.call('groups.getLongPollSettings', { group_id: groupId }, OPTIONS);
  const current = answer.ok ? longPollSettings.safeParse(answer.response) : undefined;
  const right =
    current?.success &&
    current.data.is_enabled &&
    current.data.api_version === VERSION &&
    EVENTS.every((event) => Boolean(current.data.events[event]));
  if (right) return true;
  const set = await calls.call(
    'groups.setLongPollSettings',
    { group_id: groupId, enabled: 1, api_version: VERSION, ...EVENTS_ON },
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

const servers = z.object({ items: z.array(z.object({ id: z.number(), url: z.string() }).loose()) });

/**
 * Checks that each Callback server of this address sends the events needed, in our version; false while VK does not answer. The
 * server itself is the operator's to add, and what VK refuses is theirs to mend: both are said once.
 */
export async function ensureCallbackSettings(
  calls: Pick<VkCalls, 'call'>,
  groupId: number,
  publicUrl: string,
  log: Logger,
): Promise<boolean> {
  const answer = await calls.call('groups.getCallbackServers', { group_id: groupId }, OPTIONS);
  if (!answer.ok) {
    if (answer.lost) return false;
    log.error(
      { code: answer.code },
      'Callback events could not be looked at: give the token the right «Управление сообществом»',
    );
    return true;
  }
  const parsed = servers.safeParse(answer.response);
  const own = parsed.success ? parsed.data.items.filter(({ url }) => url.startsWith(publicUrl)) : [];
  if (own.length === 0) {
    log.warn(
      'no Callback server of this address is set in the community: add PUBLIC_URL + /vk/callback there',
    );
  }
  const wanted = { group_id: groupId, api_version: VERSION, ...EVENTS_ON };
  for (const { id } of own) {
    const set = await calls.call('groups.setCallbackSettings', { ...wanted, server_id: id }, OPTIONS);
    if (set.ok) continue;
    if (set.lost) return false;
    log.error({ code: set.code }, 'Callback events could not be set');
  }
  return true;
}
