import { capabilities } from '../../domain/capabilities.js';
import type { Action, Button, OutMessage, Reply } from '../../domain/messages.js';
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

/** What is said with an address, by what was asked for. */
const wordsOf = (action: Action | undefined) => (action?.do === 'join' ? links.lesson : links.chat);

/** An address in a message of its own; that of a lesson with the button that renews it. */
function linkMessage(url: string, action: Action | undefined): OutMessage {
  const { label, message: text } = wordsOf(action);
  const renew: Button[] = action?.do === 'join' ? [{ kind: 'press', label: buttons.join, action }] : [];
  return { text, keyboard: { place: 'inline', rows: [[{ kind: 'link', label, url }], renew] } };
}

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
        reply_markup: { inline_keyboard: [...above, ...kept] },
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
    const above = reply.link === undefined ? [] : [[{ text: wordsOf(action).label, url: reply.link }]];
    const shown = reply.edit
      ? await edit(chatId, press, reply.edit, above)
      : above.length === 0 || (await putAbove(chatId, press, above));
    if (shown) return;
    // Too old, deleted, or not ours: shown anew.
    const again = reply.link === undefined ? reply.edit : linkMessage(reply.link, action);
    if (again) await send(chatId, again);
  };

  return {
    send,
    /** True unless Telegram says that this person can't be written to. */
    async reply({ chatId, press, action }: ReplyTo, reply: Reply): Promise<boolean> {
      if (press) {
        const toast = reply.toast ?? (reply.link === undefined ? undefined : wordsOf(action).ready);
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
