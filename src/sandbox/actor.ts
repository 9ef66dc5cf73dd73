import { drawAnswer, drawHeard, Hearing } from './hearing.js';
import { labelOf } from './keyboard.js';
import type { Person } from './people.js';
import { drawMessage, Transcript } from './transcript.js';
import { type EventAnswer, isChatPeer, type Message, type WorldEvent } from './types.js';
import { visibleButtons, type VisibleButton } from './visible.js';
import type { World } from './world.js';

const DEADLINE_MS = 5000;
const ON_SCREEN = 6;

/** How somebody acts in a test or a transcript. */
export type ActorOptions = {
  /** how the transcript calls them */
  readonly name: string;
  /** a shared one, to see several people's dialogs in one text; their own without it */
  readonly transcript?: Transcript;
  /** real milliseconds that they wait for the bot */
  readonly deadlineMs?: number;
  /** a chat's peer id; their dialog with the community without it */
  readonly in?: number;
};

/** What came of a press. */
export type Pressed =
  | { readonly kind: 'text'; readonly message: Message }
  | { readonly kind: 'link'; readonly link: string }
  | { readonly kind: 'answer'; readonly answer: EventAnswer | 'timeout' };

/**
 * A person who reads and presses what VK would show them.
 * @throws Error where nobody in the sandbox has this id
 */
export function actor(sandbox: { readonly world: World }, userId: number, options: ActorOptions): Actor {
  return new Actor(sandbox.world, sandbox.world.person(userId), options);
}

/** One person in one conversation. They have read what was there before they came. */
export class Actor {
  readonly name: string;
  readonly transcript: Transcript;
  readonly peerId: number;
  readonly #deadlineMs: number;
  #unread: Message[] = [];
  readonly #hearing: Hearing;

  constructor(
    readonly world: World,
    readonly person: Person,
    options: ActorOptions,
  ) {
    this.name = options.name;
    this.transcript = options.transcript ?? new Transcript();
    this.peerId = options.in ?? person.id;
    this.#deadlineMs = options.deadlineMs ?? DEADLINE_MS;
    this.#hearing = new Hearing(this.peerId);
    this.transcript.joins(this.name);
    world.on((event) => this.#hear(event));
  }

  /** The same person in one of their chats, in the same transcript. */
  inChat(peerId: number, name: string): Actor {
    const { transcript } = this;
    return new Actor(this.world, this.person, { name, transcript, deadlineMs: this.#deadlineMs, in: peerId });
  }

  /** Writes. */
  says(text: string): Message {
    this.transcript.says(this.name, text);
    return this.person.say(text, { in: this.peerId });
  }

  /** Sends something that is no text. */
  sends(what: 'sticker' | 'voice' | 'photo'): Message {
    this.transcript.says(this.name, `(${{ sticker: 'стикер', voice: 'голосовое', photo: 'фото' }[what]})`);
    if (what === 'sticker') return this.person.sendSticker(this.peerId);
    return what === 'voice' ? this.person.sendVoice(this.peerId) : this.person.sendPhoto(this.peerId);
  }

  /** Forwards a message here. */
  forwards(message: Message): Message {
    this.transcript.says(this.name, '(пересланное сообщение)');
    return this.person.forward([message], '', this.peerId);
  }

  /** Comes by vk.me/<community>?ref=…. */
  opensRef(ref: string): Message {
    this.transcript.says(this.name, '(открывает ссылку сообщества)');
    return this.person.openRef(ref);
  }

  /**
   * Presses the newest visible button with this label (of `of` only, where given, however old it is).
   * A callback button waits for the bot's answer; «Начать» is there in an empty dialog.
   * @throws Error naming the visible buttons where none has the label
   */
  async presses(label: string, of?: Message): Promise<Pressed> {
    const conversation = this.world.conversation(this.peerId);
    if (label === 'Начать' && conversation.messages.length === 0 && !isChatPeer(this.peerId)) {
      this.transcript.presses(this.name, label);
      return { kind: 'text', message: this.person.start() };
    }
    const visible = visibleButtons(conversation, of);
    const found = visible.find((one) => labelOf(one.button) === label);
    if (found === undefined) {
      const labels = visible.map((one) => `[${labelOf(one.button)}]`);
      throw new Error(`${this.name} sees no button [${label}]; visible: ${labels.join(' ') || 'none'}`);
    }
    this.transcript.presses(this.name, label);
    return this.#press(found);
  }

  /**
   * Takes the next unread message of the bot (an edited one counts as new) and checks its text.
   * @throws Error where none comes in time, or its text does not fit
   */
  async expects(pattern: RegExp | string, withinMs: number = this.#deadlineMs): Promise<Message> {
    if (this.#unread.length === 0) await this.#news(withinMs);
    const message = this.#unread.shift();
    if (message === undefined) throw this.#missed(pattern, withinMs);
    if (!fits(message, pattern)) {
      throw new Error(`${this.name} expected ${String(pattern)}, but the bot said:\n${drawMessage(message)}`);
    }
    return message;
  }

  /** Takes the first unread message with such a text, leaving others unread. @throws Error where none comes in time */
  async expectsAmong(pattern: RegExp | string, withinMs: number = this.#deadlineMs): Promise<Message> {
    const end = performance.now() + withinMs;
    for (;;) {
      const found = this.#unread.find((message) => fits(message, pattern));
      if (found !== undefined) {
        this.#unread = this.#unread.filter((message) => message !== found);
        return found;
      }
      const left = end - performance.now();
      if (left <= 0 || !(await this.#news(left))) throw this.#missed(pattern, withinMs);
    }
  }

  /** What the bot said and nobody has expected yet. */
  unread(): readonly Message[] {
    return this.#unread;
  }

  /** The last messages with their buttons and the reply keyboard, as text. */
  screen(last: number = ON_SCREEN): string {
    const { messages, shown } = this.world.conversation(this.peerId);
    const lines = messages
      .filter((message) => message.deleted !== true)
      .slice(-last)
      .map((message) => `${message.fromId < 0 ? 'Бот <' : `${this.name} >`} ${drawMessage(message, false)}`);
    if (shown !== undefined) lines.push(drawMessage({ ...shown.by, text: '', keyboard: shown.keyboard }));
    return lines.join('\n');
  }

  async #press({ button, message }: VisibleButton): Promise<Pressed> {
    const { action } = button;
    switch (action.type) {
      case 'text':
      case 'request_contact':
        return { kind: 'text', message: this.person.pressText(button, this.peerId) };
      case 'open_link':
        this.transcript.aside(`открывается: ${action.link}`);
        return { kind: 'link', link: action.link };
      case 'callback': {
        const answer = await this.person.pressCallback(message, button, this.#deadlineMs);
        const aside = drawAnswer(answer);
        if (aside !== undefined) this.transcript.aside(aside);
        return { kind: 'answer', answer };
      }
      default:
        throw new Error(`pressing a ${action.type} button is not known here`);
    }
  }

  #hear(event: WorldEvent): void {
    const heard = this.#hearing.hear(event);
    if (heard === undefined) return;
    const { message } = heard;
    // an edited or deleted message is not the one that was waiting to be read
    this.#unread = this.#unread.filter((one) => one.id !== message.id);
    if (heard.is === 'deleted') return this.transcript.aside('бот удалил сообщение');
    if (message.action === undefined) this.#unread.push(message);
    this.transcript.botSays(this.name, drawHeard(heard));
  }

  /** @returns false when the time is over */
  async #news(withinMs: number): Promise<boolean> {
    const came = await this.world.bus.first((event) => {
      if (event.type !== 'message' && event.type !== 'edit') return undefined;
      return this.#unread.includes(event.message) ? true : undefined;
    }, withinMs);
    return came === true;
  }

  #missed(pattern: RegExp | string, withinMs: number): Error {
    const waited = `${this.name} waited ${withinMs} ms for ${String(pattern)} in vain; on the screen:`;
    return new Error(`${waited}\n${this.screen()}`);
  }
}

function fits(message: Message, pattern: RegExp | string): boolean {
  return typeof pattern === 'string' ? message.text.includes(pattern) : pattern.test(message.text);
}
