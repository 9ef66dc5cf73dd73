import { z } from 'zod';
import { wholeShare } from '../channels/pace-page.js';
import { longPollSettings } from '../channels/vk/group-settings.js';
import { createVkGateways } from '../channels/vk/index.js';
import type { VkConfig } from '../config.js';
import { createLogger } from '../logger.js';

const OPTIONS = { urgent: true, repeatable: true } as const;
const community = z.object({ groups: z.array(z.object({ name: z.string() })).min(1) });

/** What the doctor asks VK: whether it takes the token for this community, and how Long Poll is set. Both reject when VK is silent. */
export function askVk(vk: Extract<VkConfig, { kind: 'on' }>) {
  const { calls } = createVkGateways(
    { ...vk, transport: { kind: 'longpoll' } },
    { log: createLogger({ level: 'silent' }), now: () => performance.now(), share: () => wholeShare(1) },
  );
  return {
    async community() {
      const answer = await calls.call('groups.getById', { group_id: vk.groupId }, OPTIONS);
      if (!answer.ok && !answer.lost) return { kind: 'refused', code: answer.code } as const;
      const name = community.parse(answer.ok ? answer.response : undefined).groups[0]?.name ?? '';
      return { kind: 'community', name } as const;
    },
    async longPoll() {
      const answer = await calls.call('groups.getLongPollSettings', { group_id: vk.groupId }, OPTIONS);
      const {
        is_enabled: on,
        api_version: version,
        events,
      } = longPollSettings.parse(answer.ok ? answer.response : undefined);
      return { on, version, events: Object.keys(events).filter((name) => Boolean(events[name])) };
    },
  };
}
