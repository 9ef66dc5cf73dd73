import { randomBytes } from 'node:crypto';
import { Bus } from './bus.js';
import { CALLBACK_PAUSES_MS, Callback } from './callback.js';
import { type Chat, Chats } from './chats.js';
import { Conversation } from './conversation.js';
import { type Fault, Faults } from './faults.js';
import type { Json } from './json.js';
import { LongPoll } from './long-poll.js';
import { Person, type PersonSeed } from './people.js';
import { Presses } from './presses.js';
import type { ChatAction, Clock, Draft, Message, RequestRecord, Update, WorldEvent } from './types.js';
import { wireMessage, wireNewMessage } from './wire.js';

const REQUESTS_KEPT = 20_000;
const FIRST_PERSON = 100_001;

/** What a world begins with. */
export type WorldOptions = {
  readonly groupId: number;
  readonly screenName: string;
  readonly clock: Clock;
  readonly callbackPausesMs?: readonly number[];
  /** whether someone put out of a chat may return by a link that was not renewed; VK does not say; default no */
  readonly kickedMayReturn?: boolean;
};

/** All that the messenger knows: people, conversations, chats, events, and what is going to go wrong. */
export class World {
  readonly groupId: number;
  readonly screenName: string;
  readonly clock: Clock;
  readonly bus = new Bus();
  readonly faults = new Faults();
  readonly presses = new Presses();
  readonly longPoll = new LongPoll();
  readonly callback: Callback;
  readonly chats: Chats;
  /** bot features of the community's settings; without them keyboards are refused with 912 */
  botFeatures = true;
  readonly requests: RequestRecord[] = [];
  readonly #people = new Map<number, Person>();
  readonly #conversations = new Map<number, Conversation>();
  #lastMessage = 0;

  constructor(options: WorldOptions) {
    this.groupId = options.groupId;
    this.screenName = options.screenName;
    this.clock = options.clock;
    this.callback = new Callback(options.groupId, options.callbackPausesMs ?? CALLBACK_PAUSES_MS);
    this.chats = new Chats(options.groupId, options.kickedMayReturn ?? false);
  }

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
    let id = seed.id ?? FIRST_PERSON + this.#people.size;
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

  /** Puts a message into a conversation and tells the bot of it: message_new for people's, message_reply for its own. */
  addMessage(peerId: number, draft: Draft): Message {
    this.#lastMessage += 1;
    const message = this.conversation(peerId).add(this.#lastMessage, this.clock.now(), draft);
    this.bus.emit({ type: 'message', message });
    if (draft.fromId > 0 || draft.action !== undefined) this.deliver('message_new', wireNewMessage(message));
    else this.deliver('message_reply', wireMessage(message));
    return message;
  }

  /** Replaces a message by its edited form. */
  editMessage(message: Message): void {
    this.conversation(message.peerId).replace(message);
    this.bus.emit({ type: 'edit', message });
    this.deliver('message_edit', wireMessage(message));
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
    const by = change === 'kicked' ? -this.groupId : userId;
    this.addService(chat, by, { type: 'chat_kick_user', member_id: userId });
  }

  /** A service message of a chat, which its bot hears as message_new. */
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

  /** Hands an event to Long Poll and Callback, with one event_id for both. */
  deliver(type: string, object: Json): void {
    const update: Update = {
      group_id: this.groupId,
      type,
      event_id: randomBytes(20).toString('hex'),
      v: '5.199',
      object,
    };
    const times = this.faults.doublesEvent(type) ? 2 : 1;
    for (let i = 0; i < times; i += 1) {
      this.bus.emit({ type: 'update', update });
      this.longPoll.push(update);
      this.callback.push(update);
    }
  }

  /** Keeps one call in the log and tells listeners. */
  log(record: Omit<RequestRecord, 'number'>): void {
    const last = this.requests.at(-1);
    const request: RequestRecord = { ...record, number: (last?.number ?? 0) + 1 };
    this.requests.push(request);
    if (this.requests.length > REQUESTS_KEPT) this.requests.shift();
    this.bus.emit({ type: 'request', request });
  }

  /** Lets go of readers and repeats that are under way. */
  close(): void {
    this.longPoll.close();
    this.callback.close();
  }
}
