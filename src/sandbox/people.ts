import { photo, sticker, voice } from './attachments.js';
import type { JoinResult } from './chats.js';
import { type Button, labelOf } from './keyboard.js';
import { type Attachment, type EventAnswer, isChatPeer, type Message, type Permission } from './types.js';
import type { World } from './world.js';

const SPINNER_MS = 60_000;

/** Who somebody is when they appear. */
export type PersonSeed = {
  readonly id?: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly allowed?: Permission;
  /** as people write it; made up without it */
  readonly phone?: string;
};

/** What besides the words goes with a message. */
export type SayOptions = {
  /** a chat's peer id; the dialog with the community without it */
  readonly in?: number;
  readonly attachments?: readonly Attachment[];
  readonly forwarded?: readonly Message[];
  readonly replyTo?: Message;
  /** JSON text, as a pressed button gives it; may be forged */
  readonly payload?: string;
  readonly ref?: string;
  readonly refSource?: string;
  /** what was on the text button that this comes of */
  readonly pressed?: string;
};

/** A user of the messenger and all that they can do. */
export class Person {
  readonly firstName: string;
  readonly lastName: string;
  allowed: Permission;
  readonly phone: string;
  /** in VK, on the community's blacklist: may not write to it, nor be written to */
  blacklisted = false;

  constructor(
    readonly world: World,
    readonly id: number,
    seed: PersonSeed,
  ) {
    this.firstName = seed.firstName;
    this.lastName = seed.lastName;
    this.allowed = seed.allowed ?? 'never-wrote';
    this.phone = seed.phone ?? `+7999${String(id).slice(-7).padStart(7, '0')}`;
  }

  /** Writes to the community, which by that may write back; in a chat it must be a member's word. */
  say(text: string, options: SayOptions = {}): Message {
    const peerId = options.in ?? this.id;
    if (isChatPeer(peerId)) this.#mustBeIn(peerId);
    else if (this.blacklisted) throw new Error('the community has this person in its blacklist');
    else if (this.allowed !== 'yes') this.world.letIn(this);
    return this.world.addMessage(peerId, {
      fromId: this.id,
      text,
      randomId: 0,
      attachments: options.attachments ?? [],
      forwarded: options.forwarded ?? [],
      ...(options.replyTo === undefined ? {} : { replyTo: options.replyTo }),
      ...(options.payload === undefined ? {} : { payload: options.payload }),
      ...(options.ref === undefined ? {} : { ref: options.ref }),
      ...(options.refSource === undefined ? {} : { refSource: options.refSource }),
      ...(options.pressed === undefined ? {} : { pressed: options.pressed }),
    });
  }

  /** Presses a button that says something, of any message and age. */
  pressText(button: Button, where: number = this.id): Message {
    const { text, ...words } = this.world.wordsOfPress(button, this, where);
    const conversation = this.world.conversation(where);
    const { keyboard } = conversation.shown ?? {};
    if (keyboard?.one_time === true && keyboard.buttons.flat().includes(button))
      conversation.shown = undefined;
    return this.say(text, { ...words, in: where, pressed: labelOf(button) });
  }

  /**
   * Presses a callback button and waits for the bot's answer.
   * The message may be another person's (a forwarded one): then the press comes from the dialog of who pressed.
   * @param withinMs real milliseconds until the spinner gives up
   */
  async pressCallback(
    message: Message,
    button: Button,
    withinMs: number = SPINNER_MS,
  ): Promise<EventAnswer | 'timeout'> {
    if (button.action.type !== 'callback') throw new Error(`a ${button.action.type} button is no callback`);
    const peerId = isChatPeer(message.peerId) ? message.peerId : this.id;
    if (isChatPeer(peerId)) this.#mustBeIn(peerId);
    const { presses, bus } = this.world;
    const eventId = presses.open(this.id, peerId, this.world.clock.now());
    const answer = bus.first((event) => {
      return event.type === 'event-answer' && event.eventId === eventId ? event.answer : undefined;
    }, withinMs);
    const { label, payload: data } = button.action;
    const press = { userId: this.id, peerId, eventId, message, label, data };
    bus.emit({ type: 'press', ...press });
    this.world.tellPress(press);
    return (await answer) ?? 'timeout';
  }

  /** The button that an empty dialog with a bot has. */
  start(): Message {
    const { text, ...words } = this.world.wordsOfStart();
    return this.say(text, { ...words, pressed: 'Начать' });
  }

  /** Opens a link to the bot with a code (vk.me/<community>?ref=…): with the first message the bot learns it. */
  openRef(ref: string, refSource = ''): Message {
    const { text, ...words } = this.world.wordsOfStart(ref, refSource);
    return this.say(text, { ...words, ref });
  }

  sendSticker(where?: number): Message {
    return this.#sendOne(sticker(), where);
  }

  sendVoice(where?: number): Message {
    return this.#sendOne(voice(this.id), where);
  }

  sendPhoto(where?: number): Message {
    return this.#sendOne(photo(this.id), where);
  }

  /** Forwards messages, with or without a word. */
  forward(messages: readonly Message[], text = '', where: number = this.id): Message {
    return this.say(text, { in: where, forwarded: messages });
  }

  /** Forbids the bot to write. */
  block(): void {
    this.#setAllowed('no');
  }

  /** Allows the bot to write. */
  allow(): void {
    this.#setAllowed('yes');
  }

  /** Enters a chat by an invite link. */
  joinByLink(link: string): JoinResult {
    const chat = this.world.chats.byLink(link);
    const result = this.world.chats.join(link, this.id, this.world.clock.now());
    if (chat !== undefined && result === 'joined') {
      this.world.bus.emit({
        type: 'chat-member',
        peerId: chat.peerId,
        userId: this.id,
        change: 'joined',
      });
      this.world.addService(chat, this.id, { type: 'chat_invite_user_by_link' });
    }
    return result;
  }

  /** Leaves a chat of one's own will. */
  leave(peerId: number): void {
    this.world.leaveChat(this.#mustBeIn(peerId), this.id, 'left');
  }

  #sendOne(attachment: Attachment, where: number | undefined): Message {
    return this.say('', { attachments: [attachment], ...(where === undefined ? {} : { in: where }) });
  }

  #setAllowed(permission: 'yes' | 'no'): void {
    const { world, id: userId } = this;
    const allowed = permission === 'yes';
    this.allowed = permission;
    world.bus.emit({ type: 'person', userId });
    world.bus.emit({ type: 'permission', userId, allowed });
    world.tellPermission(this, allowed);
  }

  #mustBeIn(peerId: number) {
    const chat = this.world.chats.byPeer(peerId);
    if (chat === undefined || !chat.members.has(this.id))
      throw new Error(`${this.id} is not in chat ${peerId}`);
    return chat;
  }
}
