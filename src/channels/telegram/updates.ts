import type { InlineKeyboardButton } from 'grammy/types';
import { z } from 'zod';
import type { Readable } from '../ingress.js';

/** What is asked of Telegram; edits of old messages, channels and all else stay away. */
export const ALLOWED_UPDATES = ['message', 'callback_query', 'my_chat_member'] as const;

const id = z.number().int();
const chat = z.object({ id, type: z.string() });
const user = z.object({ id, is_bot: z.boolean().catch(false) });

/** Fields beside the addresses may be anything: what can't be read counts as absent, the person is answered all the same. */
const message = z.object({
  message_id: id,
  chat,
  from: user,
  text: z.string().optional().catch(undefined),
  contact: z.object({ phone_number: z.string(), user_id: id.optional() }).optional().catch(undefined),
  forward_origin: z.unknown().optional(),
  reply_to_message: z.object({ from: user }).optional().catch(undefined),
  sticker: z.unknown().optional(),
  voice: z.unknown().optional(),
  video_note: z.unknown().optional(),
  photo: z.unknown().optional(),
  video: z.unknown().optional(),
  animation: z.unknown().optional(),
  document: z.unknown().optional(),
  audio: z.unknown().optional(),
  location: z.unknown().optional(),
  venue: z.unknown().optional(),
  new_chat_members: z.unknown().optional(),
  left_chat_member: z.unknown().optional(),
  pinned_message: z.unknown().optional(),
});

const labelled = z.object({ text: z.string() });
/** A button as Telegram has it: it goes back there as it came. */
const shownButton = z.custom<InlineKeyboardButton>((one) => labelled.safeParse(one).success);

/** The message under which a button was pressed, as much of it as Telegram still has. */
const pressedMessage = z.object({
  message_id: id,
  chat,
  reply_markup: z
    .object({ inline_keyboard: z.array(z.array(shownButton)) })
    .optional()
    .catch(undefined),
});

const press = z.object({
  id: z.string().min(1).max(200),
  from: user,
  message: pressedMessage,
  data: z.string().catch(''),
});

const membership = z.object({
  chat,
  from: user,
  new_chat_member: z.object({ status: z.string() }),
});

const envelope = z.object({
  update_id: id,
  message: z.unknown().optional(),
  callback_query: z.unknown().optional(),
  my_chat_member: z.unknown().optional(),
});

export type TelegramMessage = z.infer<typeof message>;
export type TelegramPress = z.infer<typeof press>;

/** An update as the bot understands it. */
export type TelegramUpdate =
  | { readonly kind: 'message'; readonly message: TelegramMessage }
  | { readonly kind: 'press'; readonly press: TelegramPress }
  /** Somebody has blocked the bot, or let it in again. */
  | { readonly kind: 'reach'; readonly userId: number; readonly reachable: boolean };

/** Whether a chat is one person's with the bot. */
export const isPrivate = ({ type }: { type: string }): boolean => type === 'private';

function understand(body: z.infer<typeof envelope>): TelegramUpdate | undefined {
  if (body.message !== undefined) {
    const read = message.safeParse(body.message).data;
    return read && !read.from.is_bot ? { kind: 'message', message: read } : undefined;
  }
  if (body.callback_query !== undefined) {
    const read = press.safeParse(body.callback_query).data;
    return read && { kind: 'press', press: read };
  }
  const read = membership.safeParse(body.my_chat_member).data;
  if (!read || !isPrivate(read.chat)) return undefined;
  return { kind: 'reach', userId: read.from.id, reachable: read.new_chat_member.status !== 'kicked' };
}

const addressOf = (update: TelegramUpdate): readonly [chat: number, user: number] => {
  switch (update.kind) {
    case 'message':
      return [update.message.chat.id, update.message.from.id];
    case 'press':
      return [update.press.message.chat.id, update.press.from.id];
    case 'reach':
      return [update.userId, update.userId];
  }
};

/**
 * An update that is to be handled; undefined for all else.
 *
 * @param botId another bot counts its updates anew
 */
export function readConcern(body: unknown, botId: string): Readable<TelegramUpdate> | undefined {
  const read = envelope.safeParse(body);
  const update = read.success ? understand(read.data) : undefined;
  if (!read.success || !update) return undefined;
  const [chatId, userId] = addressOf(update);
  return {
    eventId: `${botId}:${read.data.update_id}`,
    queue: `telegram:${chatId}:${userId}`,
    update,
    isMessage: update.kind === 'message',
  };
}
