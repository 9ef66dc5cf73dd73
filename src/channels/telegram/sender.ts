import type { OutMessage } from '../../domain/messages.js';
import type { Buttons } from '../../ports.js';
import type { Ask } from './client.js';
import { renderMessage, type Rendered } from './render.js';

const NO_PREVIEW = { link_preview_options: { is_disabled: true } } as const;

/** Messages made ready to be sent: rendered, and what their longest buttons ask for kept. */
export function createSender(buttons: Pick<Buttons, 'keep'>) {
  const prepare = async (message: OutMessage): Promise<Rendered> => {
    const rendered = renderMessage(message);
    if (rendered.kept.size > 0) await buttons.keep(rendered.kept);
    return rendered;
  };

  return {
    /** sendMessage. Plain text: nothing that a person wrote is ever read as markup. */
    async send(chatId: string, message: OutMessage): Promise<Ask> {
      const { text, markup } = await prepare(message);
      return (raw) =>
        raw.sendMessage({
          chat_id: Number(chatId),
          text,
          ...NO_PREVIEW,
          ...(markup && { reply_markup: markup }),
        });
    },
    /** editMessageText. Only buttons under the message can be changed with it. */
    async edit(chatId: string, messageId: number, message: OutMessage, above: Rows = []): Promise<Ask> {
      const { text, markup } = await prepare(message);
      const rows = markup && 'inline_keyboard' in markup ? markup.inline_keyboard : [];
      return (raw) =>
        raw.editMessageText({
          chat_id: Number(chatId),
          message_id: messageId,
          text,
          ...NO_PREVIEW,
          reply_markup: { inline_keyboard: [...above, ...rows] },
        });
    },
  };
}

export type Rows = { text: string; url: string }[][];
export type Sender = ReturnType<typeof createSender>;
