import { z } from 'zod';
import { parseJson } from '../json.js';
import type { Params } from '../params.js';
import type { Message } from '../types.js';
import { VkError } from '../vk-error.js';
import type { VkWorld } from '../vk-world.js';

const FORWARDS_MAX = 100;

const forwardShape = z.object({
  peer_id: z.number().int().optional(),
  owner_id: z.number().int().optional(),
  conversation_message_ids: z.array(z.number().int()).optional(),
  message_ids: z.array(z.number().int()).optional(),
  is_reply: z.union([z.boolean(), z.literal(0), z.literal(1)]).optional(),
});

/**
 * Reads `forward`, `reply_to` and `forward_messages`.
 * @throws VkError 100 for a malformed one or messages that are not there, 913 for more than a hundred
 */
export function readForward(world: VkWorld, params: Params): { messages: Message[]; replyTo?: Message } {
  const replyTo = params.int('reply_to');
  if (replyTo !== undefined) return { messages: [], replyTo: mustExist(world.messageById(replyTo)) };
  const text = params.text('forward');
  if (text === undefined) {
    const ids = params.ints('forward_messages') ?? [];
    if (ids.length > FORWARDS_MAX) throw new VkError(913);
    return { messages: ids.map((id) => mustExist(world.messageById(id))) };
  }
  const parsed = forwardShape.safeParse(parseJson(text));
  if (!parsed.success) throw new VkError(100, 'forward is invalid');
  const {
    peer_id: peerId,
    conversation_message_ids: cmids,
    message_ids: ids,
    is_reply: isReply,
  } = parsed.data;
  const conversation = peerId === undefined ? undefined : world.conversation(peerId);
  const messages = [
    ...(cmids ?? []).map((cmid) => mustExist(conversation?.get(cmid))),
    ...(ids ?? []).map((id) => mustExist(world.messageById(id))),
  ];
  if (messages.length > FORWARDS_MAX) throw new VkError(913);
  if (isReply !== true && isReply !== 1) return { messages };
  const [only] = messages;
  if (only === undefined || messages.length > 1) throw new VkError(100, 'is_reply needs exactly one message');
  return { messages: [], replyTo: only };
}

function mustExist(message: Message | undefined): Message {
  if (message === undefined) throw new VkError(100, 'forwarded message not found');
  return message;
}
