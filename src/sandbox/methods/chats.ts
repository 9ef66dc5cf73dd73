import type { Chat } from '../chats.js';
import type { Json } from '../json.js';
import type { Params } from '../params.js';
import { CHAT_BASE, isChatPeer } from '../types.js';
import { VkError } from '../vk-error.js';
import type { VkWorld } from '../vk-world.js';
import type { Method } from './method.js';
import { wireGroup, wirePerson } from './profiles.js';

const MEMBERS_MAX = 1000;
const PEERS_MAX = 100;

/** messages.createChat: empty but for the community; people cannot be put in, `user_ids` come to nothing. */
const createChat: Method = (world, params) => {
  const title = params.requiredText('title').trim();
  if (title === '') throw new VkError(100, 'title is empty');
  const chat = world.chats.create(title, world.clock.now());
  world.bus.emit({ type: 'chat', peerId: chat.peerId, change: 'created' });
  return { chat_id: chat.chatId, peer_ids: [] };
};

const editChat: Method = (world, params) => {
  const chat = byChatId(world, params);
  chat.title = params.requiredText('title');
  world.bus.emit({ type: 'chat', peerId: chat.peerId, change: 'title' });
  return 1;
};

const getInviteLink: Method = (world, params) => {
  const chat = world.chats.byPeer(params.requiredInt('peer_id'));
  if (chat === undefined) throw new VkError(919);
  if (params.flag('reset')) {
    world.chats.renewLink(chat);
    world.bus.emit({ type: 'chat', peerId: chat.peerId, change: 'link' });
  }
  return { link: chat.link };
};

const removeChatUser: Method = (world, params) => {
  const chat = byChatId(world, params);
  const userId = params.int('member_id') ?? params.requiredInt('user_id');
  if (!chat.members.has(userId)) throw new VkError(935);
  world.leaveChat(chat, userId, 'kicked');
  return 1;
};

const getConversationMembers: Method = (world, params) => {
  const peerId = params.requiredInt('peer_id');
  const count = params.int('count') ?? MEMBERS_MAX;
  if (count < 1 || count > MEMBERS_MAX) throw new VkError(100, 'count should be from 1 to 1000');
  const chat = world.chats.byPeer(peerId);
  if (chat === undefined) {
    // a dialog's members are the person and the community
    if (world.findPerson(peerId) === undefined) throw new VkError(isChatPeer(peerId) ? 917 : 927);
    return membersAnswer(
      world,
      [peerId, -world.groupId].map((id) => ({ member_id: id })),
    );
  }
  const offset = params.int('offset') ?? 0;
  const owner = -world.groupId;
  const members = [...chat.members.values()].map((member) => ({
    member_id: member.id,
    invited_by: member.id,
    join_date: Math.floor(member.joinedAt / 1000),
    is_admin: member.id === owner,
    is_owner: member.id === owner,
    can_kick: member.id !== owner,
  }));
  const page = membersAnswer(world, members.slice(offset, offset + count));
  return { ...page, count: members.length };
};

function membersAnswer(world: VkWorld, items: readonly { readonly member_id: number }[]) {
  const profiles = items.map((one) => world.findPerson(one.member_id)).filter((one) => one !== undefined);
  return { count: items.length, items, profiles: profiles.map(wirePerson), groups: [wireGroup(world)] };
}

/** messages.getConversationsById: what does not exist is left out. */
const getConversationsById: Method = (world, params) => {
  const peers = params.ints('peer_ids');
  if (peers === undefined) throw new VkError(100, 'peer_ids is a required parameter');
  if (peers.length > PEERS_MAX) throw new VkError(100, 'peer_ids should contain no more than 100 items');
  const items = peers.map((peerId) => wireConversation(world, peerId)).filter((one) => one !== undefined);
  if (!params.flag('extended')) return { count: items.length, items };
  const people = peers.map((peerId) => world.findPerson(peerId)).filter((one) => one !== undefined);
  return { count: items.length, items, profiles: people.map(wirePerson), groups: [wireGroup(world)] };
};

function wireConversation(world: VkWorld, peerId: number): Json | undefined {
  const chat = world.chats.byPeer(peerId);
  const person = world.findPerson(peerId);
  if (chat === undefined && person === undefined) return undefined;
  const { messages } = world.conversation(peerId);
  const last = messages.at(-1);
  return {
    peer:
      chat === undefined
        ? { id: peerId, type: 'user', local_id: peerId }
        : { id: peerId, type: 'chat', local_id: chat.chatId },
    last_message_id: chat === undefined ? (last?.id ?? 0) : 0,
    last_conversation_message_id: last?.cmid ?? 0,
    in_read: last?.cmid ?? 0,
    out_read: last?.cmid ?? 0,
    sort_id: { major_id: 0, minor_id: last?.id ?? 0 },
    can_write: canWrite(world, peerId),
    version: last?.id ?? 0,
    chat_settings: chat === undefined ? undefined : chatSettings(world, chat),
  };
}

function canWrite(world: VkWorld, peerId: number): Json {
  const person = world.findPerson(peerId);
  if (person === undefined || (person.allowed === 'yes' && !person.blacklisted)) return { allowed: true };
  return { allowed: false, reason: person.blacklisted ? 900 : 901 };
}

function chatSettings(world: VkWorld, chat: Chat): Json {
  return {
    owner_id: -world.groupId,
    title: chat.title,
    state: 'in',
    members_count: chat.members.size,
    admin_ids: [],
    active_ids: [...chat.members.keys()].filter((id) => id > 0).slice(0, 5),
    acl: {
      can_change_info: true,
      can_change_invite_link: true,
      can_change_pin: true,
      can_invite: true,
      can_promote_users: true,
      can_see_invite_link: true,
      can_moderate: true,
      can_copy_chat: false,
      can_call: false,
      can_use_mass_mentions: true,
    },
  };
}

function byChatId(world: VkWorld, params: Params): Chat {
  const chat = world.chats.byPeer(CHAT_BASE + params.requiredInt('chat_id'));
  if (chat === undefined) throw new VkError(945);
  return chat;
}

/** The methods about chats that a community's token may call. */
export const chatMethods: Readonly<Record<string, Method>> = {
  'messages.createChat': createChat,
  'messages.editChat': editChat,
  'messages.getInviteLink': getInviteLink,
  'messages.removeChatUser': removeChatUser,
  'messages.getConversationMembers': getConversationMembers,
  'messages.getConversationsById': getConversationsById,
};
