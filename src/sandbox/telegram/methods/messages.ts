import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type Json } from '../../json.js';
import type { EventAnswer, Message } from '../../types.js';
import { readMarkup } from '../markup.js';
import type { Params } from '../params.js';
import { badRequest, TelegramError, tooManyRequests } from '../telegram-error.js';
import { wireMessage } from '../wire.js';
import type { TelegramWorld } from '../world.js';
import { type Method, messageIn, writableChat } from './method.js';

const TEXT_MAX = 4096;
const ANSWER_MAX = 200;
/** How long a message may be deleted: 48 hours. */
const DELETABLE_MS = 48 * 3_600_000;
const ACTIONS = new Set(
  (
    'cancel typing upload_photo record_video upload_video record_voice upload_voice record_audio upload_audio ' +
    'upload_document choose_sticker find_location record_video_note upload_video_note'
  ).split(' '),
);

const sendMessage: Method = (world, params) => {
  const text = readText(params);
  const keyboard = readMarkup(params);
  const peerId = writableChat(world, params, 'sendMessage');
  const wait = world.flood.take(peerId, performance.now());
  if (wait > 0) throw tooManyRequests(wait);
  const replyTo = repliedTo(world, params, peerId);
  const message = world.addMessage(peerId, {
    fromId: -world.botId,
    text,
    randomId: 0,
    attachments: [],
    forwarded: [],
    ...(replyTo !== undefined && { replyTo }),
    ...(keyboard !== undefined && { keyboard }),
  });
  return wireMessage(world, message);
};

const editMessageText: Method = (world, params) => edit(world, params, 'editMessageText', readText(params));

const editMessageReplyMarkup: Method = (world, params) => edit(world, params, 'editMessageReplyMarkup');

const deleteMessage: Method = (world, params) => {
  if (params.int('message_id', 0) === 0) throw badRequest('message identifier is not specified');
  const peerId = writableChat(world, params, 'deleteMessage');
  const message = messageIn(world, peerId, params, 'message to delete');
  if (world.clock.now() - message.at > DELETABLE_MS) throw badRequest("message can't be deleted");
  world.deleteMessage(message);
  return true;
};

/** answerCallbackQuery: once for each press, while Telegram still waits. */
const answerCallbackQuery: Method = (world, params) => {
  const answer = readAnswer(world, params);
  const eventId = params.text('callback_query_id');
  const press = world.presses.waiting(eventId, world.clock.now());
  if (press === undefined)
    throw badRequest('query is too old and response timeout expired or query ID is invalid');
  world.presses.close(eventId);
  world.bus.emit({ type: 'event-answer', userId: press.userId, peerId: press.peerId, eventId, answer });
  return true;
};

const sendChatAction: Method = (world, params) => {
  const action = params.text('action').toLowerCase();
  if (!ACTIONS.has(action)) throw badRequest('wrong parameter action in request');
  const peerId = writableChat(world, params, 'sendChatAction');
  if (action === 'typing') world.bus.emit({ type: 'typing', peerId });
  return true;
};

export const messageMethods: Readonly<Record<string, Method>> = {
  sendMessage,
  editMessageText,
  editMessageReplyMarkup,
  deleteMessage,
  answerCallbackQuery,
  sendChatAction,
};

/** The text as Telegram keeps it: without space around it. @throws TelegramError 400 */
function readText(params: Params): string {
  if (params.text('text') === '') throw badRequest('message text is empty');
  if (params.text('parse_mode') !== '')
    throw new TelegramError(501, 'The sandbox plays plain text, without parse_mode');
  params.json('entities', 'message entities');
  const text = params.text('text').trim();
  if (text === '') throw badRequest('text must be non-empty');
  if (text.length > TEXT_MAX) throw badRequest('message is too long');
  return text;
}

/**
 * Edits the bot's own message; without a keyboard in the call the message has none from then on.
 * @param text the old one stays without it
 */
function edit(world: TelegramWorld, params: Params, method: string, text?: string): Json {
  const keyboard = readMarkup(params);
  if (keyboard?.inline === false) throw badRequest('inline keyboard expected');
  if (params.int('message_id', 0) === 0) throw badRequest('message identifier is not specified');
  const peerId = writableChat(world, params, method);
  const before = messageIn(world, peerId, params, 'message to edit');
  if (before.fromId !== -world.botId || before.keyboard?.inline === false)
    throw badRequest("message can't be edited");
  const after = { ...before, text: text ?? before.text, keyboard, editedAt: world.clock.now() };
  if (after.text === before.text && isDeepStrictEqual(keyboard, before.keyboard))
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current ' +
        'content and reply markup of the message',
    );
  world.editMessage(after);
  return wireMessage(world, after);
}

function repliedTo(world: TelegramWorld, params: Params, peerId: number): Message | undefined {
  const asked = params.json('reply_parameters', 'reply parameters');
  const inside = isJsonObject(asked) ? asked : {};
  const id = inside['message_id'] ?? params.int('reply_to_message_id', 0);
  if (id === 0) return undefined;
  const found = world.conversation(peerId).messages.find((one) => one.id === id && one.deleted !== true);
  if (found === undefined && inside['allow_sending_without_reply'] !== true)
    throw badRequest('message to be replied not found');
  return found;
}

function readAnswer(world: TelegramWorld, params: Params): EventAnswer {
  const text = params.text('text');
  const link = params.text('url');
  if (text.length > ANSWER_MAX) throw badRequest('MESSAGE_TOO_LONG');
  if (link !== '') {
    // A press may open a game of the bot's, or the bot itself with a code; no other page.
    if (!link.startsWith(`https://t.me/${world.screenName}?start=`)) throw badRequest('URL_INVALID');
    return { type: 'open_link', link };
  }
  if (text === '') return { type: 'silent' };
  return { type: params.flag('show_alert') ? 'alert' : 'show_snackbar', text };
}
