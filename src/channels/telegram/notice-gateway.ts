import type { NoticeGateway } from '../../ports.js';
import type { TelegramCalls } from './calls.js';
import { outcomeOf } from './outcomes.js';
import type { Share } from '../pace-page.js';
import type { Sender } from './sender.js';

/** Notices one by one: Telegram takes one recipient a call, and drops no repeats. */
export const telegramNoticeGateway = (
  calls: TelegramCalls,
  sender: Sender,
  share: () => Share,
): NoticeGateway => ({
  channel: 'telegram',
  // As many as leave within a second; none while Telegram wants a rest.
  room: () => (calls.resting() > 0 ? 0 : share().forNotices),
  async turn([peer = '']) {
    const rest = await calls.turn(peer);
    return rest > 0 ? { kind: 'wait', afterMs: rest } : undefined;
  },
  pass: ([peer = '']) => calls.pass(peer),
  async send(message, peers) {
    const outcomes = peers.map(async (peer) => {
      const answer = await calls.send(peer, await sender.send(peer, message));
      return [peer, outcomeOf(answer)] as const;
    });
    return new Map(await Promise.all(outcomes));
  },
});
