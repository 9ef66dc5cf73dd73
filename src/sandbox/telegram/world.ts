import { randomBytes } from 'node:crypto';
import type { Json } from '../json.js';
import type { Button } from '../keyboard.js';
import type { Person } from '../people.js';
import { Presses } from '../presses.js';
import { isChatPeer, type Attachment, type Message, type Press } from '../types.js';
import { type Words, World, type WorldOptions } from '../world.js';
import { FloodControl, LIMITS, type Limits } from './limits.js';
import { Updates } from './updates.js';
import { Webhook, WEBHOOK_PAUSES_MS } from './webhook.js';
import { wireBot, wireChat, wireMessage, wireUser } from './wire.js';

/** What a world of Telegram's begins with. */
export type TelegramWorldOptions = Omit<WorldOptions, 'kickedMayReturn'> & {
  /** the bot's name as people see it */
  readonly title: string;
  readonly limits?: Limits;
  /** real milliseconds before each repeat to a webhook; Telegram's own pauses without it */
  readonly webhookPausesMs?: readonly number[];
};

/** Somebody's card out of an address book, maybe one's own. */
export type ContactCard = {
  readonly phone: string;
  readonly firstName: string;
  /** the account that the card names; without it the one that has this phone, if any */
  readonly userId?: number;
};

/** Telegram: its bot hears of updates by getUpdates or a webhook. */
export class TelegramWorld extends World {
  override readonly messenger = 'telegram';
  override readonly presses = new Presses(() => String(randomBytes(6).readUIntBE(0, 6)));
  /** as long as today's are: no 32-bit number */
  protected override readonly firstPerson = 7_100_000_001;
  readonly title: string;
  readonly updates = new Updates();
  readonly webhook: Webhook;
  readonly flood: FloodControl;
  /** seconds that a planned 429 asks to wait */
  floodWaitS = 1;
  /** what the menu beside the text field offers */
  commands: readonly { readonly command: string; readonly description: string }[] = [];
  /** accounts that were deleted */
  readonly deactivated = new Set<number>();

  constructor({ title, limits, webhookPausesMs, ...options }: TelegramWorldOptions) {
    super(options);
    this.title = title;
    this.flood = new FloodControl(limits ?? LIMITS);
    this.webhook = new Webhook(this.updates, options.clock, webhookPausesMs ?? WEBHOOK_PAUSES_MS);
  }

  override hasTarget(target: string): boolean {
    return /^([a-z]+[A-Z]\w*|message|edited_message|callback_query|my_chat_member)$/.test(target);
  }

  /** «Запустить», and t.me/<bot>?start=…, which carries nothing but 64 letters, digits, `_` and `-`. */
  override wordsOfStart(ref = ''): Words {
    return { text: /^[\w-]{1,64}$/.test(ref) ? `/start ${ref}` : '/start' };
  }

  /** A text button says its label and nothing else; one that asks for a contact sends the person's own card. */
  override wordsOfPress({ action }: Button, person: Person, where: number): Words {
    if (action.type === 'text') return { text: action.label };
    if (action.type !== 'request_contact') throw new Error(`a ${action.type} button says nothing`);
    const asked = this.conversation(where).shown?.by;
    return {
      text: '',
      attachments: [this.#contactOf(person, { phone: person.phone, firstName: person.firstName })],
      ...(asked !== undefined && { replyTo: asked }),
    };
  }

  /** Somebody sends a card out of their address book. */
  sendContact(person: Person, card: ContactCard): Message {
    return person.say('', { attachments: [this.#contactOf(person, card)] });
  }

  /** Somebody corrects their own message. */
  correct(message: Message, text: string): void {
    this.editMessage({ ...message, text, editedAt: this.clock.now() });
  }

  /** A group with the bot in it. @returns its peer id */
  addGroup(title: string, by: Person): number {
    const chat = this.chats.create(title, this.clock.now());
    chat.members.set(by.id, { id: by.id, joinedAt: this.clock.now() });
    this.#tellMembership(by, chat.peerId, 'left', 'member');
    return chat.peerId;
  }

  /** A message of somebody whom a bad client lets press what the bot never showed them counts as gone. */
  override tellPress({ userId, peerId, eventId, message, data = '' }: Press): void {
    const seen = message.peerId === peerId && message.deleted !== true;
    const chat = wireChat(this, peerId);
    this.deliver(
      'callback_query',
      {
        id: eventId,
        from: wireUser(this.person(userId)),
        message: seen ? wireMessage(this, message) : { chat, message_id: message.id, date: 0 },
        chat_instance: String(peerId),
        data,
      },
      userId,
    );
  }

  /** Without its buttons. */
  override passedOn(message: Message): Message {
    return { ...message, keyboard: undefined };
  }

  /** Who blocked the bot has to unblock it before they can write. */
  override letIn(person: Person): void {
    if (person.allowed === 'no') person.allow();
    else super.letIn(person);
  }

  override tellPermission(person: Person, allowed: boolean): void {
    this.#tellMembership(person, person.id, allowed ? 'kicked' : 'member', allowed ? 'member' : 'kicked');
  }

  /** Keeps an update for the bot. @param of whose it is: updates of one chat go in order */
  deliver(kind: string, body: Json, of: number): void {
    const update = this.updates.add(kind, body, of);
    if (update === undefined) return;
    this.bus.emit({ type: 'telegram-update', kind, update });
    if (!this.faults.doublesEvent(kind)) return;
    this.bus.emit({ type: 'telegram-update', kind, update });
    this.updates.repeat(update, of);
  }

  override close(): void {
    this.updates.letGo();
    this.webhook.close();
  }

  /** A bot hears people, never itself; in a group only what is meant for it (its privacy mode). */
  protected override tellMessage(message: Message): void {
    if (message.fromId < 0 || !this.#isForBot(message)) return;
    this.deliver('message', wireMessage(this, message), message.peerId);
  }

  protected override tellEdit(message: Message): void {
    if (message.fromId < 0 || !this.#isForBot(message)) return;
    this.deliver('edited_message', wireMessage(this, message), message.peerId);
  }

  /** A card as messages have it: the phone in digits alone. */
  #contactOf(sender: Person, { phone, firstName, userId }: ContactCard): Attachment {
    const digits = digitsOf(phone);
    const known = [sender, ...this.people()].find((one) => digitsOf(one.phone) === digits);
    const contact = { phone_number: digits, first_name: firstName, user_id: userId ?? known?.id };
    return { type: 'contact', contact };
  }

  #isForBot({ peerId, text, replyTo, action }: Message): boolean {
    if (!isChatPeer(peerId) || action !== undefined) return true;
    return text.startsWith('/') || text.includes(`@${this.screenName}`) || (replyTo?.fromId ?? 0) < 0;
  }

  #tellMembership(by: Person, peerId: number, before: string, after: string): void {
    const member = (status: string): Json => ({
      user: wireBot(this),
      status,
      ...(status === 'kicked' && { until_date: 0 }),
    });
    const body = {
      chat: wireChat(this, peerId),
      from: wireUser(by),
      date: Math.floor(this.clock.now() / 1000),
      old_chat_member: member(before),
      new_chat_member: member(after),
    };
    this.deliver('my_chat_member', body, peerId);
  }
}

const digitsOf = (phone: string): string => phone.replace(/\D/g, '');
