import type { Conversation } from './conversation.js';
import type { Button } from './keyboard.js';
import type { Message } from './types.js';

/** A button on the screen: its message and its place there. */
export type VisibleButton = {
  readonly button: Button;
  readonly message: Message;
  readonly row: number;
  readonly column: number;
};

/**
 * Buttons that can be pressed, newest first; a reply keyboard is as new as the message that brought it.
 * @param of that message's alone, however old it is
 */
export function visibleButtons({ messages, shown }: Conversation, of?: Message): VisibleButton[] {
  const inline = messages.filter((message) => message.deleted !== true && message.keyboard?.inline === true);
  const sources = of !== undefined ? [of] : shown === undefined ? inline : [...inline, shown.by];
  return sources
    .sort((one, other) => other.id - one.id)
    .flatMap((message) =>
      (message.keyboard?.buttons ?? []).flatMap((buttons, row) =>
        buttons.map((button, column) => ({ button, message, row, column })),
      ),
    );
}
