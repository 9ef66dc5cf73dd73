import { z } from 'zod';
import { CHAT_PEERS } from '../../domain/chat-peers.js';
import type { ChatGateway } from '../../ports.js';
import type { Params } from './ask.js';
import type { VkCalls } from './calls.js';

/** How many chat numbers beyond the known ones are looked at for a chat whose making was not answered. */
const LOOK_AHEAD = 50;
const PEERS_MAX = 100;
/** The chat is no more, or is out of reach for good. */
const GONE = new Set([917, 927, 922, 945, 946, 993, 1017, 932]);
const NOT_IN_CHAT = 935;

const created = z.union([z.object({ chat_id: z.number() }).loose(), z.number()]);
const invite = z.object({ link: z.string() });
const conversations = z.object({
  items: z.array(
    z.object({
      peer: z.object({ id: z.number() }).loose(),
      chat_settings: z.object({ title: z.string() }).loose().optional(),
    }),
  ),
});
const memberPage = z.object({
  items: z.array(z.object({ member_id: z.number() }).loose()),
  count: z.number(),
});

/** The college's chats as VK's community chats. */
export function vkChatGateway(calls: VkCalls): ChatGateway {
  const ask = (method: string, params: Params) =>
    calls.call(method, params, { urgent: true, repeatable: true });
  /** Making is never repeated blindly: a lost answer may hide a chat. */
  const once = (method: string, params: Params) =>
    calls.call(method, params, { urgent: true, repeatable: false });

  const titled = async (title: string, peers: readonly number[]): ReturnType<ChatGateway['find']> => {
    const answer = await ask('messages.getConversationsById', { peer_ids: peers.join(',') });
    const parsed = answer.ok ? conversations.safeParse(answer.response) : undefined;
    if (!parsed?.success) return { kind: 'unknown' };
    const found = parsed.data.items.find(({ chat_settings: chat }) => chat?.title === title);
    return found ? { kind: 'found', peerId: found.peer.id } : { kind: 'none' };
  };

  return {
    async create(title) {
      const answer = await once('messages.createChat', { title });
      if (!answer.ok)
        return answer.lost || answer.code === 10 || answer.code === 1
          ? { kind: 'unknown' }
          : { kind: 'refused' };
      const parsed = created.safeParse(answer.response);
      if (!parsed.success) return { kind: 'unknown' };
      const chatId = typeof parsed.data === 'number' ? parsed.data : parsed.data.chat_id;
      return { kind: 'made', peerId: CHAT_PEERS + chatId };
    },

    async find(title, taken) {
      const known = new Set(taken);
      const last = Math.max(CHAT_PEERS, ...taken);
      const candidates: number[] = [];
      // Numbers rise one by one; gaps below the last known one are chats of other makers.
      for (let peer = Math.max(CHAT_PEERS + 1, last - PEERS_MAX); peer <= last + LOOK_AHEAD; peer += 1) {
        if (!known.has(peer)) candidates.push(peer);
      }
      for (let from = 0; from < candidates.length; from += PEERS_MAX) {
        const found = await titled(title, candidates.slice(from, from + PEERS_MAX));
        if (found.kind !== 'none') return found;
      }
      return { kind: 'none' };
    },

    async inviteLink(peerId, renew) {
      const answer = await ask('messages.getInviteLink', { peer_id: peerId, reset: renew ? 1 : 0 });
      if (!answer.ok) return GONE.has(answer.code) ? { kind: 'gone' } : { kind: 'failed' };
      const parsed = invite.safeParse(answer.response);
      return parsed.success ? { kind: 'link', link: parsed.data.link } : { kind: 'failed' };
    },

    async remove(peerId, accountId) {
      const answer = await ask('messages.removeChatUser', {
        chat_id: peerId - CHAT_PEERS,
        member_id: Number(accountId),
      });
      if (answer.ok) return 'removed';
      return answer.code === NOT_IN_CHAT || GONE.has(answer.code) ? 'absent' : 'failed';
    },

    async rename(peerId, title) {
      return (await ask('messages.editChat', { chat_id: peerId - CHAT_PEERS, title })).ok;
    },

    async members(peerId) {
      const ids: string[] = [];
      for (;;) {
        const answer = await ask('messages.getConversationMembers', {
          peer_id: peerId,
          count: 200,
          offset: ids.length,
        });
        const parsed = answer.ok ? memberPage.safeParse(answer.response) : undefined;
        if (!parsed?.success) return undefined;
        ids.push(...parsed.data.items.map(({ member_id: member }) => String(member)));
        if (parsed.data.items.length === 0 || ids.length >= parsed.data.count) return ids;
      }
    },
  };
}
