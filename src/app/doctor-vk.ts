import { z } from 'zod';
import { createVkGateways } from '../channels/vk/index.js';
import { longPollCheck, vkCheck } from '../cli/doctor-checks.js';
import type { Check } from '../cli/doctor.js';
import { LONG_POLL_NEEDS } from '../channels/vk/group-settings.js';
import type { Config } from '../config.js';
import { createLogger } from '../logger.js';

const OPTIONS = { urgent: true, repeatable: true } as const;
const community = z.object({ groups: z.array(z.object({ name: z.string() })).min(1) });
const longPoll = z.object({
  is_enabled: z.union([z.boolean(), z.number()]).transform(Boolean),
  api_version: z.string().default(''),
  events: z.record(z.string(), z.union([z.number(), z.boolean()])).default({}),
});

/** What the doctor asks VK itself; nothing in the demo. */
export function vkChecks({ channels: { vk } }: Config): Check[] {
  if (vk.kind === 'off') return [];
  const { calls } = createVkGateways(
    { ...vk, transport: { kind: 'longpoll' } },
    { log: createLogger({ level: 'silent' }), now: () => performance.now() },
  );
  const token = vkCheck(async () => {
    const answer = await calls.call('groups.getById', { group_id: vk.groupId }, OPTIONS);
    if (!answer.ok) return { kind: 'refused', code: answer.code };
    return { kind: 'community', name: community.parse(answer.response).groups[0]?.name ?? '' };
  });
  if (vk.transport.kind === 'callback') return [token];
  const polling = longPollCheck(async () => {
    const answer = await calls.call('groups.getLongPollSettings', { group_id: vk.groupId }, OPTIONS);
    const {
      is_enabled: on,
      api_version: version,
      events,
    } = longPoll.parse(answer.ok ? answer.response : undefined);
    return { on, version, events: Object.keys(events).filter((name) => Boolean(events[name])) };
  }, LONG_POLL_NEEDS);
  return [token, polling];
}
