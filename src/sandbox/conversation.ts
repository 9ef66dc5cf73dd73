import type { Keyboard } from './keyboard.js';
import type { Draft, Message } from './types.js';

const REMEMBERED = 100;
const MEMORY_MS = 3_600_000;

type Sent = { readonly randomId: number; readonly at: number; readonly cmid: number };

/** A reply keyboard and the message that brought it. */
export type ShownKeyboard = { readonly keyboard: Keyboard; readonly by: Message };

/** A dialog or a chat: its messages, numbered from 1, and what VK remembers of the community's sends to it. */
export class Conversation {
  readonly messages: Message[] = [];
  /** the reply keyboard below the input field, until another replaces it or `buttons: []` hides it */
  shown: ShownKeyboard | undefined;
  #sent: Sent[] = [];

  constructor(readonly peerId: number) {}

  /** Adds a message. @param id its number in the whole sandbox @param at epoch ms */
  add(id: number, at: number, draft: Draft): Message {
    const message: Message = { ...draft, id, at, cmid: this.messages.length + 1, peerId: this.peerId };
    this.messages.push(message);
    const { keyboard } = message;
    if (keyboard !== undefined && !keyboard.inline) {
      this.shown = keyboard.buttons.length === 0 ? undefined : { keyboard, by: message };
    }
    return message;
  }

  /** Finds a message that has not been deleted. */
  get(cmid: number): Message | undefined {
    const message = this.messages[cmid - 1];
    return message?.deleted === true ? undefined : message;
  }

  /** Puts a changed message in the place of the one with its number. */
  replace(message: Message): void {
    this.messages[message.cmid - 1] = message;
  }

  /** Remembers a send, so that its repeat is recognised: within the hour, among the last hundred of this dialog. */
  remember(randomId: number, message: Message): void {
    this.#sent.push({ randomId, at: message.at, cmid: message.cmid });
    if (this.#sent.length > REMEMBERED) this.#sent.shift();
  }

  /** The message that was sent with this random_id, where VK still remembers it; 0 asks for no check. */
  alreadySent(randomId: number, now: number): Message | undefined {
    if (randomId === 0) return undefined;
    const sent = this.#sent.find((one) => one.randomId === randomId && now - one.at < MEMORY_MS);
    return sent === undefined ? undefined : this.messages[sent.cmid - 1];
  }
}
