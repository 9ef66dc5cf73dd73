import type { InlineKeyboardButton } from 'grammy/types';
import { capabilities } from '../../domain/capabilities.js';
import type { Action, OutMessage, Reply } from '../../domain/messages.js';
import { buttons } from '../../texts/buttons.js';
import { links } from '../../texts/links.js';
import type { TelegramCalls } from './calls.js';
import { outcomeOf } from './outcomes.js';
import type { Rows, Sender } from './sender.js';
import type { TelegramPress } from './updates.js';

/** Where a reply goes. */
export interface ReplyTo {
  readonly chatId: string;
  /** The press to be answered, if it was one, and what it asked for. */
  readonly press?: TelegramPress;
  readonly action?: Action | undefined;
}

/** Telegram's words for an edit that would change nothing: as good as done. */
const UNCHANGED = /message is not modified/i;

/** Replies to people: the short answer to a press first, then edits of its message, then messages. */
export function createReplies(calls: TelegramCalls, sender: Sender) {
  const send = async (chatId: string, message: OutMessage) =>
    calls.reply(chatId, await sender.send(chatId, message));

  const answer = async (press: TelegramPress, toast: string | undefined): Promise<boolean> => {
    const text = toast?.slice(0, capabilities.telegram.toastMax);
    const answered = await calls.answer((raw) =>
      raw.answerCallbackQuery({ callback_query_id: press.id, ...(text && { text }) }),
    );
    return answered.ok;
  };

  const edit = async (
    chatId: string,
    press: TelegramPress,
    message: OutMessage,
    above: Rows,
  ): Promise<boolean> => {
    const done = await calls.reply(
      chatId,
      await sender.edit(chatId, press.message.message_id, message, above),
    );
    return done.ok || (done.kind === 'refused' && UNCHANGED.test(done.description));
  };

  /** Puts the address above the buttons of the pressed message; a later one takes the place of the former. */
  const putAbove = async (chatId: string, { message }: TelegramPress, above: Rows): Promise<boolean> => {
    const rows = message.reply_markup?.inline_keyboard;
    if (!rows) return false;
    const kept = rows.filter((row) => !row.some(({ text }) => links.labels.some((label) => label === text)));
    const done = await calls.reply(chatId, (raw) =>
      raw.editMessageReplyMarkup({
        chat_id: Number(chatId),
        message_id: message.message_id,
        // As it came from Telegram a moment ago.
        reply_markup: { inline_keyboard: [...above, ...kept] as InlineKeyboardButton[][] },
      }),
    );
    return done.ok || (done.kind === 'refused' && UNCHANGED.test(done.description));
  };

  const show = async (
    chatId: string,
    press: TelegramPress,
    action: Action | undefined,
    reply: Reply,
  ): Promise<void> => {
    const words = action?.do === 'join' ? links.lesson : links.chat;
    const above = reply.link === undefined ? [] : [[{ text: words.label, url: reply.link }]];
    const shown = reply.edit
      ? await edit(chatId, press, reply.edit, above)
      : above.length === 0 || (await putAbove(chatId, press, above));
    if (shown) return;
    // Too old, deleted, or not ours: shown anew.
    if (reply.link === undefined) {
      if (reply.edit) await send(chatId, reply.edit);
      return;
    }
    const again: OutMessage['keyboard'] =
      action?.do === 'join'
        ? {
            place: 'inline',
            rows: [
              [{ kind: 'link', label: words.label, url: reply.link }],
              [{ kind: 'press', label: buttons.join, action }],
            ],
          }
        : { place: 'inline', rows: [[{ kind: 'link', label: words.label, url: reply.link }]] };
    await send(chatId, { text: words.message, keyboard: again });
  };

  return {
    send,
    /** True unless Telegram says that this person can't be written to. */
    async reply({ chatId, press, action }: ReplyTo, reply: Reply): Promise<boolean> {
      if (press) {
        const linked =
          reply.link === undefined ? undefined : (action?.do === 'join' ? links.lesson : links.chat).ready;
        const toast = reply.toast ?? linked;
        const answered = await answer(press, toast);
        if (reply.edit || reply.link !== undefined) await show(chatId, press, action, reply);
        // Pressed while the bot was away: the short answer comes too late, and is said in words.
        else if (!answered && toast !== undefined && !reply.message) await send(chatId, { text: toast });
      }
      const message = reply.message ?? (press ? undefined : reply.edit);
      const sent = message && (await send(chatId, message));
      return !sent || outcomeOf(sent).kind !== 'gone';
    },
  };
}

export type Replies = ReturnType<typeof createReplies>;
