import type { Input } from '../../domain/messages.js';
import type { TelegramMessage } from './updates.js';

type What = Extract<Input, { kind: 'other' }>['what'];

const KINDS: readonly (readonly [keyof TelegramMessage, What])[] = [
  ['sticker', 'sticker'],
  ['animation', 'picture'],
  ['voice', 'voice'],
  ['video_note', 'voice'],
  ['photo', 'picture'],
  ['video', 'picture'],
  ['document', 'file'],
  ['audio', 'file'],
  ['location', 'place'],
  ['venue', 'place'],
];

/** What a group says of itself: nobody spoke. */
const SERVICE: readonly (keyof TelegramMessage)[] = [
  'new_chat_members',
  'left_chat_member',
  'pinned_message',
];

/** Whether somebody said something, and not the chat itself. */
export const isSpoken = (message: TelegramMessage): boolean =>
  SERVICE.every((field) => message[field] === undefined);

/** «/start@zvonok_bot» → «/start»; the code of a link comes after it. */
const COMMAND = /^(\/[A-Za-z0-9_]+)(?:@\w+)?/;
const START = /^\/start\s+(\S+)\s*$/;

/**
 * What a Telegram message says, for the core. A contact counts as the person's own only when Telegram says whose it is, and
 * it was not passed on.
 */
export function readMessage(message: TelegramMessage): Input {
  const { contact, forward_origin: forwarded } = message;
  if (contact) {
    const own = contact.user_id === message.from.id && forwarded === undefined;
    return { kind: 'contact', phone: contact.phone_number, own };
  }
  if (forwarded !== undefined) return { kind: 'other', what: 'forward' };
  const text = message.text?.trim().replace(COMMAND, '$1');
  if (text) {
    const code = START.exec(text)?.[1];
    return code === undefined ? { kind: 'text', text } : { kind: 'ref', code: code.slice(0, 64) };
  }
  const kind = KINDS.find(([field]) => message[field] !== undefined);
  return { kind: 'other', what: kind?.[1] ?? 'unknown' };
}

/** The bot itself, as Telegram knows it. */
export interface Identity {
  readonly id: number;
  readonly username: string;
}

/** In a group the bot is silent unless spoken to: by a command, its name, or an answer to its words. */
export function speaksToBot(
  { text = '', reply_to_message: answered }: TelegramMessage,
  bot: Identity | undefined,
): boolean {
  const [, command, name] = /^\/(\w+)(?:@(\w+))?/.exec(text) ?? [];
  const ours = (other: string): boolean => other.toLowerCase() === bot?.username.toLowerCase();
  if (command !== undefined) return name === undefined || ours(name);
  return (
    (bot !== undefined && answered?.from.id === bot.id) ||
    [...text.matchAll(/@(\w+)/g)].some(([, one = '']) => ours(one))
  );
}
