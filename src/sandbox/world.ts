import { Bus } from './bus.js';
import { type Chat, Chats } from './chats.js';
import { Conversation } from './conversation.js';
import { type Fault, Faults } from './faults.js';
import type { Button } from './keyboard.js';
import { Person, type PersonSeed, type SayOptions } from './people.js';
import type { LongPoll } from './long-poll.js';
import type { Presses } from './presses.js';
import type { ChatAction, Clock, Draft, Message, Press, RequestRecord, WorldEvent } from './types.js';

const REQUESTS_KEPT = 20_000;

/** What a world begins with. */
export type WorldOptions = {
  /** the number of the bot's account: a community, a bot; its messages are from minus this */
  readonly botId: number;
  /** its short name in links */
  readonly screenName: string;
  readonly clock: Clock;
  /** whether someone put out of a chat may return by a link that was not renewed; VK does not say; default no */
  readonly kickedMayReturn?: boolean;
};

/** What a person's doing says to the bot, in the messenger's own way. */
export type Words = { readonly text: string } & Pick<
  SayOptions,
  'payload' | 'ref' | 'refSource' | 'attachments' | 'replyTo'
>;

/**
 * All that a messenger knows: people, conversations, chats, and what is going to go wrong. How the bot hears of it is each
 * messenger's own.
 */
export abstract class World {
  abstract readonly messenger: RequestRecord['messenger'];
  abstract readonly presses: Presses;
  /** VK's alone */
  readonly longPoll: LongPoll | undefined;
  /** the number of the first who gets one by turn */
  protected abstract readonly firstPerson: number;
  readonly botId: number;
  readonly screenName: string;
  readonly clock: Clock;
  readonly bus = new Bus();
  readonly faults = new Faults();
  readonly chats: Chats;
  readonly requests: RequestRecord[] = [];
  readonly #people = new Map<number, Person>();
  readonly #conversations = new Map<number, Conversation>();
  #lastMessage = 0;

  constructor(options: WorldOptions) {
    this.botId = options.botId;
    this.screenName = options.screenName;
    this.clock = options.clock;
    this.chats = new Chats(options.botId, options.kickedMayReturn ?? false);
  }

  /** Whether this messenger has such a method or event to go wrong. */
  abstract hasTarget(target: string): boolean;
  /** What the first button of an empty dialog says, and a link to the bot with a code. */
  abstract wordsOfStart(ref?: string, refSource?: string): Words;
  /** What a button that says something says. @param where the conversation in which it was pressed */
  abstract wordsOfPress(button: Button, person: Person, where: number): Words;
  /** Tells the bot of a pressed callback button. */
  abstract tellPress(press: Press): void;
  /** A message as another person sees it who had it forwarded. */
  passedOn(message: Message): Message {
    return message;
  }

  /** Somebody writes whom the bot may not write to: from now on it may. */
  letIn(person: Person): void {
    person.allowed = 'yes';
    this.bus.emit({ type: 'person', userId: person.id });
  }

  /** Tells the bot that a person forbade it to write, or allowed it. */
  abstract tellPermission(person: Person, allowed: boolean): void;
  /** Lets go of readers and repeats that are under way. */
  abstract close(): void;
  protected abstract tellMessage(message: Message): void;
  protected abstract tellEdit(message: Message): void;

  /** Listens to everything that happens. @returns a function that ends the subscription */
  on(listener: (event: WorldEvent) => void): () => void {
    return this.bus.on(listener);
  }

  /** Plans a misfortune, see Faults.fail. */
  fail(target: string, times: number, how: Fault): void {
    this.faults.fail(target, times, how);
    this.bus.emit({ type: 'fault', target, times, how });
  }

  /** Someone new in the messenger; without an id they get the next free one. */
  addPerson(seed: PersonSeed): Person {
    let id = seed.id ?? this.firstPerson + this.#people.size;
    while (seed.id === undefined && this.#people.has(id)) id += 1;
    if (this.#people.has(id)) throw new Error(`person ${id} is there already`);
    const person = new Person(this, id, seed);
    this.#people.set(id, person);
    this.bus.emit({ type: 'person', userId: id });
    return person;
  }

  findPerson(id: number): Person | undefined {
    return this.#people.get(id);
  }

  /** @throws Error where nobody has this id */
  person(id: number): Person {
    const person = this.#people.get(id);
    if (person === undefined) throw new Error(`nobody has the id ${id}`);
    return person;
  }

  people(): Person[] {
    return [...this.#people.values()];
  }

  /** The dialog with a person (their id) or a chat's messages (its peer id). */
  conversation(peerId: number): Conversation {
    let found = this.#conversations.get(peerId);
    if (found === undefined) {
      found = new Conversation(peerId);
      this.#conversations.set(peerId, found);
    }
    return found;
  }

  conversations(): Conversation[] {
    return [...this.#conversations.values()];
  }

  /** Finds a message by its number in the sandbox. */
  messageById(id: number): Message | undefined {
    for (const conversation of this.#conversations.values()) {
      const found = conversation.messages.find((message) => message.id === id);
      if (found !== undefined) return found.deleted === true ? undefined : found;
    }
    return undefined;
  }

  /** Puts a message into a conversation and tells the bot of it. */
  addMessage(peerId: number, draft: Draft): Message {
    this.#lastMessage += 1;
    const message = this.conversation(peerId).add(this.#lastMessage, this.clock.now(), draft);
    this.bus.emit({ type: 'message', message });
    this.tellMessage(message);
    return message;
  }

  /** Replaces a message by its edited form. */
  editMessage(message: Message): void {
    this.conversation(message.peerId).replace(message);
    this.bus.emit({ type: 'edit', message });
    this.tellEdit(message);
  }

  /** Hides a message from everyone. */
  deleteMessage(message: Message): void {
    const gone: Message = { ...message, deleted: true };
    this.conversation(message.peerId).replace(gone);
    this.bus.emit({ type: 'delete', message: gone });
  }

  /** Takes someone out of a chat, by themselves or by the community, and says so in the chat. */
  leaveChat(chat: Chat, userId: number, change: 'left' | 'kicked'): void {
    chat.members.delete(userId);
    if (change === 'kicked') chat.kicked.set(userId, chat.link);
    this.bus.emit({ type: 'chat-member', peerId: chat.peerId, userId, change });
    const by = change === 'kicked' ? -this.botId : userId;
    this.addService(chat, by, { type: 'chat_kick_user', member_id: userId });
  }

  /** A service message of a chat. */
  addService(chat: Chat, fromId: number, action: ChatAction): Message {
    return this.addMessage(chat.peerId, {
      fromId,
      text: '',
      randomId: 0,
      attachments: [],
      forwarded: [],
      action,
    });
  }

  /** Keeps one call in the log and tells listeners. */
  log(record: Omit<RequestRecord, 'number' | 'messenger'>): void {
    const last = this.requests.at(-1);
    const { messenger } = this;
    const request: RequestRecord = { ...record, messenger, number: (last?.number ?? 0) + 1 };
    this.requests.push(request);
    if (this.requests.length > REQUESTS_KEPT) this.requests.shift();
    this.bus.emit({ type: 'request', request });
  }
}
