import { photo, sticker, voice } from './attachments.js';
import type { JoinResult } from './chats.js';
import { isJsonObject, parseJson } from './json.js';
import type { Button } from './keyboard.js';
import { type Attachment, type EventAnswer, isChatPeer, type Message, type Permission } from './types.js';
import type { World } from './world.js';

const SPINNER_MS = 60_000;

/** Who somebody is when they appear. */
export type PersonSeed = {
  readonly id?: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly allowed?: Permission;
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
};

/** A user of the messenger and all that they can do. */
export class Person {
  readonly firstName: string;
  readonly lastName: string;
  allowed: Permission;
  /** in the community's blacklist: may not write to it, nor be written to */
  blacklisted = false;

  constructor(
    readonly world: World,
    readonly id: number,
    seed: PersonSeed,
  ) {
    this.firstName = seed.firstName;
    this.lastName = seed.lastName;
    this.allowed = seed.allowed ?? 'never-wrote';
  }

  /** Writes to the community, which by that may write back; in a chat it must be a member's word. */
  say(text: string, options: SayOptions = {}): Message {
    const peerId = options.in ?? this.id;
    if (isChatPeer(peerId)) this.#mustBeIn(peerId);
    else if (this.blacklisted) throw new Error('the community has this person in its blacklist');
    else if (this.allowed !== 'yes') {
      this.allowed = 'yes';
      this.world.bus.emit({ type: 'person', userId: this.id });
    }
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
    });
  }

  /** Presses a text button, of any message and age; in a chat VK puts the community's mention before the label. */
  pressText(button: Button, where: number = this.id): Message {
    if (button.action.type !== 'text') throw new Error(`a ${button.action.type} button is not a text button`);
    const mention = isChatPeer(where) ? `[club${this.world.groupId}|@${this.world.screenName}] ` : '';
    const { payload } = button.action;
    const conversation = this.world.conversation(where);
    const { keyboard } = conversation.shown ?? {};
    if (keyboard?.one_time === true && keyboard.buttons.flat().includes(button))
      conversation.shown = undefined;
    return this.say(mention + button.action.label, {
      in: where,
      ...(payload === undefined ? {} : { payload }),
    });
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
    const { label } = button.action;
    bus.emit({ type: 'press', userId: this.id, peerId, eventId, message, label });
    const payload = parseJson(button.action.payload ?? '{}');
    this.world.deliver('message_event', {
      user_id: this.id,
      peer_id: peerId,
      event_id: eventId,
      payload: isJsonObject(payload) ? payload : {},
      conversation_message_id: message.cmid,
    });
    return (await answer) ?? 'timeout';
  }

  /** «Начать», the button that VK shows in an empty dialog. */
  start(): Message {
    return this.say('Начать', { payload: '{"command":"start"}' });
  }

  /** Opens vk.me/<community>?ref=…: with the first message the bot learns the code. */
  openRef(ref: string, refSource = ''): Message {
    return this.say('Начать', { payload: '{"command":"start"}', ref, refSource });
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

  /** Forbids the community to write. */
  block(): void {
    this.#setAllowed('no');
    this.world.deliver('message_deny', { user_id: this.id });
  }

  /** Allows the community to write. */
  allow(): void {
    this.#setAllowed('yes');
    this.world.deliver('message_allow', { user_id: this.id, key: '' });
  }

  /** The community puts this person on its blacklist, or takes them off it. */
  blacklist(on: boolean): void {
    this.blacklisted = on;
    this.world.bus.emit({ type: 'person', userId: this.id });
    if (on) this.world.deliver('user_block', { admin_id: 1, user_id: this.id, unblock_date: 0, reason: 0 });
    else this.world.deliver('user_unblock', { admin_id: 1, user_id: this.id, by_end_date: 0 });
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

  #setAllowed(allowed: Permission): void {
    this.allowed = allowed;
    this.world.bus.emit({ type: 'person', userId: this.id });
  }

  #mustBeIn(peerId: number) {
    const chat = this.world.chats.byPeer(peerId);
    if (chat === undefined || !chat.members.has(this.id))
      throw new Error(`${this.id} is not in chat ${peerId}`);
    return chat;
  }
}
