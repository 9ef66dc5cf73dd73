import type { Json } from './json.js';
import { isChatPeer, type Message } from './types.js';

const FIRST_VERSION = 10_000_000;

/** The number by which the API calls a message: 0 in chats, where bots see conversation ids only. */
export function wireId(message: Message): number {
  return isChatPeer(message.peerId) ? 0 : message.id;
}

/** A message in the shape of VK's events and answers. */
export function wireMessage(message: Message): { readonly [key: string]: Json | undefined } {
  return {
    id: wireId(message),
    date: Math.floor(message.at / 1000),
    peer_id: message.peerId,
    from_id: message.fromId,
    text: message.text,
    out: message.fromId < 0 ? 1 : 0,
    version: FIRST_VERSION + message.id,
    conversation_message_id: message.cmid,
    attachments: message.attachments,
    fwd_messages: message.forwarded.map(wireForeign),
    important: false,
    is_hidden: false,
    random_id: message.randomId,
    payload: message.payload,
    keyboard: message.keyboard,
    reply_message: message.replyTo === undefined ? undefined : wireForeign(message.replyTo),
    action: message.action,
    ref: message.ref,
    ref_source: message.refSource,
    update_time: message.editedAt === undefined ? undefined : Math.floor(message.editedAt / 1000),
  };
}

/** The object of a message_new event, with what a current client can show. */
export function wireNewMessage(message: Message): Json {
  return {
    message: wireMessage(message),
    client_info: {
      button_actions: ['text', 'vkpay', 'open_app', 'location', 'open_link', 'callback', 'open_photo'],
      keyboard: true,
      inline_keyboard: true,
      carousel: true,
      lang_id: 0,
    },
  };
}

function wireForeign(message: Message): Json {
  return {
    id: wireId(message),
    date: Math.floor(message.at / 1000),
    peer_id: message.peerId,
    from_id: message.fromId,
    text: message.text,
    conversation_message_id: message.cmid,
    attachments: message.attachments,
    payload: message.payload,
    fwd_messages: message.forwarded.map(wireForeign),
  };
}
