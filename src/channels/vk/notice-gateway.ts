import type { NoticeGateway } from '../../ports.js';
import { EXECUTE_MAX, type VkCalls } from './calls.js';
import { outcomesOf, spoiltByOne } from './outcomes.js';
import type { Share } from '../pace-page.js';
import { renderMessage } from './render.js';

/**
 * Notices through messages.send with up to 100 `peer_ids`: one text, one keyboard, one `random_id` for all of them. Where one
 * of them spoils the call, each is sent to alone.
 */
export const vkNoticeGateway = (calls: VkCalls, share: () => Share): NoticeGateway => ({
  channel: 'vk',
  // What is claimed must leave well within its lease, even by a process whose share is one request a second.
  room: () => share().forNotices * EXECUTE_MAX,
  async send(message, peers, randomId, { withinMs, stillRight }) {
    const sendTo = (some: readonly string[]) =>
      calls.call(
        'messages.send',
        { peer_ids: some.join(','), random_id: randomId, ...renderMessage(message) },
        { urgent: false, repeatable: true, leaveWithinMs: withinMs, stillRight },
      );
    const answer = await sendTo(peers);
    if (peers.length === 1 || !spoiltByOne(answer)) return outcomesOf(answer, peers);
    const each = await Promise.all(peers.map(async (peer) => outcomesOf(await sendTo([peer]), [peer])));
    return new Map(each.flatMap((one) => [...one]));
  },
});
