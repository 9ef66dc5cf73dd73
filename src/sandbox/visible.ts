import type { Conversation } from './conversation.js';
import type { Button } from './keyboard.js';
import type { Message } from './types.js';

/** A button on the screen: its message and its place there. */
export type VisibleButton = {
  readonly button: Button;
  readonly message: Message;
  readonly row: number;
  readonly column: number;
  /** which card of a carousel */
  readonly card?: number;
};

/**
 * Buttons that can be pressed, newest first; a reply keyboard is as new as the message that brought it.
 * @param of that message's alone, however old it is
 */
export function visibleButtons({ messages, shown }: Conversation, of?: Message): VisibleButton[] {
  const inline = messages.filter((message) => {
    return message.deleted !== true && (message.keyboard?.inline === true || message.template !== undefined);
  });
  const sources = of !== undefined ? [of] : shown === undefined ? inline : [...inline, shown.by];
  return sources
    .sort((one, other) => other.id - one.id)
    .flatMap((message) => [...ofKeyboard(message), ...ofCards(message)]);
}

function ofKeyboard(message: Message): VisibleButton[] {
  return (message.keyboard?.buttons ?? []).flatMap((buttons, row) =>
    buttons.map((button, column) => ({ button, message, row, column })),
  );
}

function ofCards(message: Message): VisibleButton[] {
  return (message.template?.elements ?? []).flatMap(({ buttons }, card) =>
    buttons.map((button, row) => ({ button, message, row, column: 0, card })),
  );
}
