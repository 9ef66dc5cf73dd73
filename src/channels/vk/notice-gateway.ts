import type { NoticeGateway } from '../../ports.js';
import { EXECUTE_MAX, type VkCalls } from './calls.js';
import { outcomesOf } from './outcomes.js';
import { patientShare } from '../share.js';
import { renderMessage } from './render.js';

/** Notices through messages.send with up to 100 `peer_ids`: one text, one keyboard, one `random_id` for all of them. */
export const vkNoticeGateway = (calls: VkCalls, perSecond: () => number): NoticeGateway => ({
  channel: 'vk',
  // What is claimed must leave well within its lease, even by a process whose share is one request a second.
  room: () => patientShare(perSecond()) * EXECUTE_MAX,
  async send(message, peers, randomId, leaveWithinMs) {
    const answer = await calls.call(
      'messages.send',
      { peer_ids: peers.join(','), random_id: randomId, ...renderMessage(message) },
      { urgent: false, repeatable: true, leaveWithinMs },
    );
    return outcomesOf(answer, peers);
  },
});
