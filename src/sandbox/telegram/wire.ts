import type { Json } from '../json.js';
import type { Person } from '../people.js';
import { type Attachment, isChatPeer, type Message } from '../types.js';
import { entitiesOf } from './entities.js';
import { wireMarkup } from './markup.js';
import type { TelegramWorld } from './world.js';

type Fields = { readonly [key: string]: Json | undefined };

/** A group's id in the Bot API is below zero; a private chat's is the person's. */
const wireChatId = (peerId: number): number => (isChatPeer(peerId) ? -peerId : peerId);

/** A person as they stand in messages. */
export function wireUser({ id, firstName, lastName }: Person): Fields {
  return {
    id,
    is_bot: false,
    first_name: firstName,
    ...(lastName !== '' && { last_name: lastName }),
    language_code: 'ru',
  };
}

/** The bot as it stands in messages. */
export function wireBot({ botId, title, screenName }: TelegramWorld): Fields {
  return { id: botId, is_bot: true, first_name: title, username: screenName };
}

/** A conversation as it stands in messages: a group, or a person's own. */
export function wireChat(world: TelegramWorld, peerId: number): Fields {
  if (isChatPeer(peerId))
    return { id: wireChatId(peerId), type: 'group', title: world.chats.byPeer(peerId)?.title ?? '' };
  const { firstName, lastName } = world.person(peerId);
  return {
    id: peerId,
    type: 'private',
    first_name: firstName,
    ...(lastName !== '' && { last_name: lastName }),
  };
}

/** A message as updates and answers have it. */
export function wireMessage(world: TelegramWorld, message: Message): Fields {
  const [forwarded] = message.forwarded;
  const { replyTo, editedAt } = message;
  return {
    message_id: message.id,
    from: wireAuthor(world, message),
    chat: wireChat(world, message.peerId),
    date: seconds(message.at),
    ...(editedAt !== undefined && { edit_date: seconds(editedAt) }),
    ...(forwarded !== undefined && {
      forward_origin: {
        type: 'user',
        sender_user: wireAuthor(world, forwarded),
        date: seconds(forwarded.at),
      },
    }),
    ...(replyTo !== undefined && { reply_to_message: wireMessage(world, { ...replyTo, forwarded: [] }) }),
    ...wireContent(world, forwarded === undefined || message.text !== '' ? message : forwarded),
    reply_markup: wireMarkup(message.keyboard),
  };
}

const wireAuthor = (world: TelegramWorld, { fromId }: Message): Fields =>
  fromId > 0 ? wireUser(world.person(fromId)) : wireBot(world);

function wireContent(world: TelegramWorld, { text, attachments, action, fromId }: Message): Fields {
  if (action?.type === 'chat_invite_user_by_link')
    return { new_chat_members: [wireUser(world.person(fromId))] };
  if (action?.type === 'chat_kick_user')
    return { left_chat_member: wireUser(world.person(action.member_id)) };
  const [attachment] = attachments;
  if (attachment !== undefined) return wireAttachment(attachment);
  const entities = entitiesOf(text);
  return { text, ...(entities.length > 0 && { entities }) };
}

function wireAttachment({ type, ...rest }: Attachment): Fields {
  const file = { file_id: `sandbox-${type}`, file_unique_id: type };
  switch (type) {
    case 'sticker':
      return {
        sticker: { ...file, type: 'regular', width: 64, height: 64, is_animated: false, is_video: false },
      };
    case 'audio_message':
      return { voice: { ...file, duration: 3, mime_type: 'audio/ogg' } };
    case 'photo':
      return { photo: [{ ...file, width: 130, height: 87 }] };
    default:
      return rest;
  }
}

const seconds = (ms: number): number => Math.floor(ms / 1000);
