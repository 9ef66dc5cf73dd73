import { drawMessage } from './transcript.js';
import type { EventAnswer, Message, WorldEvent } from './types.js';

/** What the bot did in a conversation, as somebody in it hears it. */
export type Heard =
  | {
      readonly is: 'said';
      readonly message: Message;
      readonly isEdit: boolean;
      readonly isKeyboardNew: boolean;
    }
  | { readonly is: 'deleted'; readonly message: Message };

/** Listens to the bot in one conversation, and remembers which reply keyboard its reader has seen. */
export class Hearing {
  #keyboardSeen = '';

  constructor(readonly peerId: number) {}

  /** @returns `undefined` for what is not the bot's, or happened elsewhere */
  hear(event: WorldEvent): Heard | undefined {
    if (event.type !== 'message' && event.type !== 'edit' && event.type !== 'delete') return undefined;
    const { message } = event;
    if (message.peerId !== this.peerId || message.fromId > 0) return undefined;
    if (event.type === 'delete') return { is: 'deleted', message };
    const keyboard =
      message.keyboard?.inline === false ? JSON.stringify(message.keyboard) : this.#keyboardSeen;
    const isKeyboardNew = keyboard !== this.#keyboardSeen;
    this.#keyboardSeen = keyboard;
    return { is: 'said', message, isEdit: event.type === 'edit', isKeyboardNew };
  }
}

/** The bot's message as a line of a transcript has it. */
export function drawHeard({ message, isEdit, isKeyboardNew }: Extract<Heard, { is: 'said' }>): string {
  return (isEdit ? '(исправлено) ' : '') + drawMessage(message, isKeyboardNew);
}

/** The bot's answer to a press as a remark; nothing for one that only stops the spinner. */
export function drawAnswer(answer: EventAnswer | 'timeout'): string | undefined {
  if (answer === 'timeout') return 'ответа на нажатие нет';
  switch (answer.type) {
    case 'show_snackbar':
    case 'alert':
      return `всплывает: ${answer.text}`;
    case 'open_link':
      return `открывается: ${answer.link}`;
    case 'open_app':
      return `открывается приложение ${answer.appId}`;
    case 'silent':
      return undefined;
  }
}
