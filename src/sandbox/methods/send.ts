import { readAttachments } from '../attachments.js';
import { readCarousel } from '../carousel.js';
import type { Json } from '../json.js';
import { readKeyboard } from '../keyboard.js';
import type { Params } from '../params.js';
import { CHAT_BASE, type Draft, isChatPeer, type Message } from '../types.js';
import { VkError } from '../vk-error.js';
import { wireId } from '../wire.js';
import type { VkWorld } from '../vk-world.js';
import { readForward } from './forward.js';
import type { Method } from './method.js';

const TEXT_MAX = 4096;
const PAYLOAD_MAX = 1000;
const PEERS_MAX = 100;

/** messages.send: to one peer an integer comes back, to `peer_ids` a list with each one's message or error. */
export const send: Method = (world, params) => {
  const randomId = readRandomId(params);
  const peers = params.ints('peer_ids');
  const draft = { ...readContent(world, params), randomId };
  if (peers !== undefined) {
    if (peers.length > PEERS_MAX) throw new VkError(100, 'peer_ids should contain no more than 100 items');
    return peers.map((peerId) => sendToOne(world, peerId, draft));
  }
  return wireId(deliverTo(world, onlyPeer(world, params), draft));
};

/** What messages.send and messages.edit have in common. @throws VkError 100, 911, 912, 914 */
export function readContent(world: VkWorld, params: Params): Omit<Draft, 'randomId'> {
  const text = params.text('message') ?? '';
  const attachments = readAttachments(params.text('attachment') ?? '');
  const forwarded = readForward(world, params);
  const templateText = params.text('template');
  const payload = params.text('payload');
  const keyboardText = params.text('keyboard');
  if (text.length > TEXT_MAX) throw new VkError(914);
  if (payload !== undefined && payload.length > PAYLOAD_MAX) throw new VkError(100, 'payload is too long');
  if ((keyboardText !== undefined || templateText !== undefined) && !world.botFeatures)
    throw new VkError(912);
  const keyboard = keyboardText === undefined ? undefined : readKeyboard(keyboardText);
  const template = templateText === undefined ? undefined : readCarousel(templateText);
  if (template !== undefined && text === '') throw new VkError(100, 'message is empty or invalid');
  const hasBody = text.trim() !== '' || attachments.length > 0 || forwarded.messages.length > 0;
  if (!hasBody && params.int('sticker_id') === undefined)
    throw new VkError(100, 'message is empty or invalid');
  return {
    fromId: -world.groupId,
    text,
    attachments,
    forwarded: forwarded.messages,
    ...(forwarded.replyTo === undefined ? {} : { replyTo: forwarded.replyTo }),
    ...(keyboard === undefined ? {} : { keyboard }),
    ...(template === undefined ? {} : { template }),
    ...(payload === undefined ? {} : { payload }),
  };
}

/** VK keeps an int32 of whatever integer it is given: vk-io's own numbers are longer, and its bots live with it. */
function readRandomId(params: Params): number {
  const text = params.requiredText('random_id');
  if (!/^-?\d{1,20}$/.test(text)) throw new VkError(100, 'random_id not integer');
  return Number(BigInt.asIntN(32, BigInt(text)));
}

function onlyPeer(world: VkWorld, params: Params): number {
  const chatId = params.int('chat_id');
  const peerId = params.int('peer_id') ?? params.int('user_id');
  if (peerId !== undefined) return peerId;
  if (chatId !== undefined) return CHAT_BASE + chatId;
  const found = /^id(\d+)$/.exec(params.text('domain') ?? '');
  const person = found === null ? undefined : world.findPerson(Number(found[1]));
  if (person !== undefined) return person.id;
  throw new VkError(100, 'you should specify peer_id, user_id, domain, chat_id or peer_ids param');
}

function sendToOne(world: VkWorld, peerId: number, draft: Draft): Json {
  try {
    const planned = world.faults.forPeer('messages.send', peerId);
    if (planned !== undefined) throw new VkError(planned);
    const message = deliverTo(world, peerId, draft);
    return { peer_id: peerId, message_id: wireId(message), conversation_message_id: message.cmid };
  } catch (error) {
    if (!(error instanceof VkError)) throw error;
    return {
      peer_id: peerId,
      message_id: 0,
      conversation_message_id: 0,
      error: { code: error.code, description: error.message },
    };
  }
}

/** One recipient: a repeat of a remembered random_id gives the old message and makes no new one. */
function deliverTo(world: VkWorld, peerId: number, draft: Draft): Message {
  mustBeWritable(world, peerId);
  const conversation = world.conversation(peerId);
  const before = conversation.alreadySent(draft.randomId, world.clock.now());
  if (before !== undefined) {
    world.bus.emit({ type: 'repeat', message: before });
    return before;
  }
  const message = world.addMessage(peerId, draft);
  conversation.remember(draft.randomId, message);
  return message;
}

/** @throws VkError 900, 901 (people), 917 (chats), 936 (nobody) */
export function mustBeWritable(world: VkWorld, peerId: number): void {
  if (isChatPeer(peerId)) {
    if (world.chats.byPeer(peerId) === undefined) throw new VkError(917);
    return;
  }
  const person = world.findPerson(peerId);
  if (person === undefined) throw new VkError(936);
  if (person.blacklisted) throw new VkError(900);
  if (person.allowed !== 'yes') throw new VkError(901);
}
