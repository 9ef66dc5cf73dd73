import { z } from 'zod';
import type { Json } from '../json.js';
import { parseJson } from '../json.js';
import type { Params } from '../params.js';
import type { EventAnswer, Message } from '../types.js';
import { VkError } from '../vk-error.js';
import { wireId, wireMessage } from '../wire.js';
import type { VkWorld } from '../vk-world.js';
import { type Method, ownGroup } from './method.js';
import { mustBeWritable, readContent } from './send.js';

const EDITABLE_MS = 24 * 3_600_000;
const EVENT_DATA_MAX = 1000;
const SNACKBAR_MAX = 90;

/** messages.edit: the community's own message, for a day; a keyboard that is not sent again is gone. */
const edit: Method = (world, params) => {
  const peerId = params.requiredInt('peer_id');
  const message = findMessage(world, params, peerId);
  if (message.fromId !== -world.groupId) throw new VkError(920);
  if (world.clock.now() - message.at > EDITABLE_MS) throw new VkError(909);
  mustBeWritable(world, peerId);
  const { id, cmid, at, randomId } = message;
  const content = readContent(world, params);
  world.editMessage({ ...content, id, cmid, at, randomId, peerId, editedAt: world.clock.now() });
  return 1;
};

const remove: Method = (world, params) => {
  const peerId = params.int('peer_id');
  const byCmid = (params.ints('cmids') ?? []).map((cmid) => {
    return peerId === undefined ? undefined : world.conversation(peerId).get(cmid);
  });
  const byId = (params.ints('message_ids') ?? []).map((id) => world.messageById(id));
  const found = [...byCmid, ...byId];
  if (found.length === 0) throw new VkError(100, 'message_ids or cmids is a required parameter');
  return found.map((message): Json => {
    if (message === undefined) return { response: 0, error: { code: 104, description: 'Not found' } };
    world.deleteMessage(message);
    return {
      peer_id: message.peerId,
      message_id: wireId(message),
      conversation_message_id: message.cmid,
      response: 1,
    };
  });
};

const eventDataShape = z.discriminatedUnion('type', [
  z.object({ type: z.literal('show_snackbar'), text: z.string().min(1).max(SNACKBAR_MAX) }),
  z.object({ type: z.literal('open_link'), link: z.url({ protocol: /^https?$/ }) }),
  z.object({
    type: z.literal('open_app'),
    app_id: z.number().int(),
    owner_id: z.number().int().optional(),
    hash: z.string().optional(),
  }),
]);

/** messages.sendMessageEventAnswer: once for each press, within a minute. */
const answerEvent: Method = (world, params) => {
  const eventId = params.requiredText('event_id');
  const userId = params.requiredInt('user_id');
  const peerId = params.requiredInt('peer_id');
  const answer = readEventAnswer(params.text('event_data'));
  const press = world.presses.waiting(eventId, world.clock.now());
  if (press?.userId !== userId || press.peerId !== peerId)
    throw new VkError(100, 'event_id is invalid, expired or was answered');
  world.presses.close(eventId);
  world.bus.emit({ type: 'event-answer', userId, peerId, eventId, answer });
  return 1;
};

function readEventAnswer(text: string | undefined): EventAnswer {
  if (text === undefined || text === '') return { type: 'silent' };
  if (text.length > EVENT_DATA_MAX) throw new VkError(100, 'event_data is too long');
  const parsed = eventDataShape.safeParse(parseJson(text));
  if (!parsed.success) throw new VkError(100, 'event_data is invalid');
  if (parsed.data.type !== 'open_app') return parsed.data;
  const { app_id: appId, hash } = parsed.data;
  return { type: 'open_app', appId, ...(hash === undefined ? {} : { hash }) };
}

const setActivity: Method = (world, params) => {
  const peerId = params.int('peer_id') ?? params.requiredInt('user_id');
  if (world.findPerson(peerId) === undefined && world.chats.byPeer(peerId) === undefined)
    throw new VkError(936);
  world.bus.emit({ type: 'typing', peerId });
  return 1;
};

const markAsRead: Method = (world, params) => {
  const peerId = params.requiredInt('peer_id');
  world.bus.emit({ type: 'read', peerId });
  return 1;
};

const getByConversationMessageId: Method = (world, params) => {
  const conversation = world.conversation(params.requiredInt('peer_id'));
  const cmids = params.ints('conversation_message_ids') ?? [];
  const items = cmids.map((cmid) => conversation.get(cmid)).filter((one) => one !== undefined);
  return { count: items.length, items: items.map(wireMessage) };
};

/** Only somebody who wrote or pressed «allow», and has not denied it since, is allowed. */
const isAllowed: Method = (world, params) => {
  ownGroup(world, params);
  const person = world.findPerson(params.requiredInt('user_id'));
  return { is_allowed: person?.allowed === 'yes' && !person.blacklisted ? 1 : 0 };
};

function findMessage(world: VkWorld, params: Params, peerId: number): Message {
  const cmid = params.int('cmid') ?? params.int('conversation_message_id');
  const id = params.int('message_id');
  const found =
    cmid !== undefined
      ? world.conversation(peerId).get(cmid)
      : world.messageById(id ?? params.requiredInt('cmid'));
  if (found === undefined || found.peerId !== peerId) throw new VkError(100, 'message not found');
  return found;
}

/** The methods about single messages. */
export const messageMethods: Readonly<Record<string, Method>> = {
  'messages.edit': edit,
  'messages.delete': remove,
  'messages.sendMessageEventAnswer': answerEvent,
  'messages.setActivity': setActivity,
  'messages.markAsRead': markAsRead,
  'messages.getByConversationMessageId': getByConversationMessageId,
  'messages.isMessagesFromGroupAllowed': isAllowed,
};
