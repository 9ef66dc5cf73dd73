import { drawAnswer, drawHeard, Hearing } from '../hearing.js';
import { isJsonObject } from '../json.js';
import { labelOf } from '../keyboard.js';
import type { PhoneLog } from '../phone.js';
import { maskLinks } from '../transcript.js';
import { type Attachment, isChatPeer, type Message, type WorldEvent } from '../types.js';
import { visibleButtons } from '../visible.js';
import type { Worlds } from '../worlds.js';
import { clockAt, type Direction } from './directions.js';
import { drawLine, type PressedOf, type ScriptLine } from './lines.js';
import { maskCode, type Said, spellSaid } from './said.js';

const KEPT = 20_000;

/** Who somebody of the messenger is to a reader of the record. */
export type Role = { readonly title: string; readonly as?: string };

/** What followed from somebody's doing: the bot's word, a remark, a coming or going. `owner` is whose dialog it was in. */
export type Consequence = { readonly owner: string; readonly line: ScriptLine };

type Item = { line: ScriptLine; readonly owner?: string };

export type RecorderDeps = {
  readonly world: Pick<Worlds, 'clock' | 'chats' | 'on' | 'findPerson' | 'conversation'>;
  readonly phone: PhoneLog;
  /** the college's IANA zone */
  readonly zone: string;
  /** who sits in a pane with this account; `undefined` for one who sits in none */
  readonly roleOf?: (userId: number) => Role | undefined;
  /** whether the bot knows the account already */
  readonly isBound?: (userId: number) => Promise<boolean>;
};

/** Writes down what happens in the world, as a transcript that can be played again. */
export class Recorder {
  #items: Item[] = [];
  #minute = '';
  readonly #names = new Map<number, string>();
  readonly #hearings = new Map<number, Hearing>();
  readonly #listeners = new Set<(consequence: Consequence) => void>();

  constructor(readonly deps: RecorderDeps) {
    deps.world.on((event) => this.#hear(event));
  }

  /** Forgets what was written so far. Whoever acts from now on is introduced anew. */
  begin(): void {
    this.#items = [];
    this.#minute = '';
    this.#names.clear();
    this.#hearings.clear();
  }

  /** Somebody takes part under this name. */
  cast(userId: number, who: string, as?: string, bound = false): void {
    this.#names.set(userId, who);
    const isInTelegram = this.deps.world.findPerson(userId)?.world.messenger === 'telegram';
    const what = {
      is: 'cast' as const,
      who,
      ...(as !== undefined && { as }),
      ...(isInTelegram && { messenger: 'telegram' as const }),
    };
    const item = this.#act({ by: 'direction', what: { ...what, bound } });
    if (bound) return;
    // Known to the bot before the record began: whoever plays it must bring that about first.
    const mark = (known: boolean): void => {
      if (known) item.line = { by: 'direction', what: { ...what, bound: true } };
    };
    // While the database is away nobody can tell, and the record goes on without it.
    void this.deps.isBound?.(userId).then(mark, () => undefined);
  }

  /** The clock was moved by hand. */
  clockMoved(): void {
    this.#minute = '';
    this.#markTime();
  }

  /** @returns a function that ends the subscription */
  on(listener: (consequence: Consequence) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** How many things were written down. */
  size(): number {
    return this.#items.length;
  }

  /** What was written: what came at once to several people stands in the people's order, whoever was first this time. */
  lines(): ScriptLine[] {
    const order = [...this.#names.values()];
    const rank = (owner: string): number => {
      const at = order.findIndex((name) => owner === name || owner.startsWith(`${name} в чате `));
      return at < 0 ? order.length : at;
    };
    const sorted: Item[] = [];
    let together: Item[] = [];
    const settle = (): void => {
      const byOwner = (one: Item, other: Item): number =>
        rank(one.owner ?? '') - rank(other.owner ?? '') || (one.owner ?? '').localeCompare(other.owner ?? '');
      sorted.push(...together.sort(byOwner));
      together = [];
    };
    for (const item of this.#items) {
      if (item.owner !== undefined) together.push(item);
      else {
        settle();
        sorted.push(item);
      }
    }
    settle();
    let last: string | undefined;
    return sorted.map(({ line, owner }) => {
      const at = owner;
      const shown = line.by === 'aside' && at !== undefined && at !== last ? { ...line, at } : line;
      last = owner ?? (line.by === 'person' || line.by === 'press' ? line.who : undefined);
      return shown;
    });
  }

  /** The file: with a heading, the bot's lines with names where several take part. */
  text(): string {
    const lines = this.lines();
    const owners = new Set(lines.flatMap((line) => (line.by === 'bot' ? [line.to] : [])));
    const isNamed = owners.size > 1 || this.#names.size > 1;
    const heading = ['# Запись песочницы «Звонок»', '# Воспроизвести: npm run zvonok -- replay <этот файл>'];
    return `${[...heading, ...lines.map((line) => drawLine(line, isNamed))].join('\n')}\n`;
  }

  #hear(event: WorldEvent): void {
    switch (event.type) {
      case 'message':
      case 'edit':
      case 'delete':
        if (event.type === 'message' && event.message.fromId > 0) return this.#hearPerson(event.message);
        return this.#hearBot(event);
      case 'press': {
        const of = this.#pressedOf(event.message, event.label, event.peerId);
        const who = this.#who(event.userId, event.peerId);
        this.#act({ by: 'press', who, label: event.label, ...(of !== undefined && { of }) });
        return;
      }
      case 'event-answer': {
        const text = drawAnswer(event.answer);
        if (text === undefined) return;
        return this.#follow(this.#who(event.userId, event.peerId), { by: 'aside', text: maskLinks(text) });
      }
      case 'chat-member': {
        const title = this.deps.world.chats.byPeer(event.peerId)?.title ?? '';
        const who = this.#who(event.userId);
        const what: Direction = { is: 'chat', who, title, change: event.change };
        if (event.change === 'left') this.#act({ by: 'direction', what });
        else this.#follow(who, { by: 'direction', what });
        return;
      }
      case 'permission': {
        const who = this.#who(event.userId);
        this.#act({ by: 'direction', what: { is: 'permission', who, allowed: event.allowed } });
        return;
      }
      case 'fault': {
        const { target, times, how } = event;
        this.#act({ by: 'direction', what: { is: 'fault', target, times, how } });
        return;
      }
      default:
        return;
    }
  }

  #hearPerson(message: Message): void {
    const { fromId, peerId, payload, pressed } = message;
    if (message.action !== undefined) return;
    const who = this.#who(fromId, peerId);
    if (pressed !== undefined) {
      const of = this.#sourceOf(peerId, pressed, payload);
      this.#act({ by: 'press', who, label: pressed, ...(of !== undefined && { of }) });
      return;
    }
    this.#act({ by: 'person', who, text: spellSaid(this.#saidOf(message)) });
  }

  #saidOf({ ref, forwarded, attachments, text, peerId }: Message): Said {
    if (ref !== undefined) return { is: 'ref', ref };
    const [first] = forwarded;
    if (first !== undefined) {
      const isOwn = first.peerId === peerId;
      return { is: 'forward', cmid: first.cmid, ...(!isOwn && { at: this.#placeOf(first.peerId) }) };
    }
    if (attachments[0]?.type === 'contact') return { is: 'contact', phone: phoneIn(attachments[0]) };
    const what = ({ sticker: 'sticker', audio_message: 'voice', photo: 'photo' } as const)[
      attachments[0]?.type ?? ''
    ];
    if (what !== undefined) return { is: 'thing', what };
    const codes = this.deps.phone.list().flatMap((one) => /\b\d{6}\b/.exec(one.text) ?? []);
    const shape = maskCode(text, codes);
    return shape === undefined ? { is: 'text', text } : { is: 'code', shape };
  }

  #hearBot(event: Extract<WorldEvent, { message: Message; type: 'message' | 'edit' | 'delete' }>): void {
    const { peerId, action, fromId } = event.message;
    if (fromId > 0 || action !== undefined) return;
    const hearing = this.#hearings.get(peerId) ?? new Hearing(peerId);
    this.#hearings.set(peerId, hearing);
    const heard = hearing.hear(event);
    if (heard === undefined) return;
    const owner = this.#placeOf(peerId);
    if (heard.is === 'deleted') return this.#follow(owner, { by: 'aside', text: 'бот удалил сообщение' });
    this.#follow(owner, { by: 'bot', to: owner, text: maskLinks(drawHeard(heard)) });
  }

  /** Which message a callback button belongs to, unless it is the newest that shows it. */
  #pressedOf(message: Message, label: string, peerId: number): PressedOf | undefined {
    const seen = visibleButtons(this.deps.world.conversation(peerId)).find(
      (one) => labelOf(one.button) === label,
    );
    if (seen?.message.id === message.id) return undefined;
    return { cmid: message.cmid, ...(message.peerId !== peerId && { at: this.#placeOf(message.peerId) }) };
  }

  /** The same for a text button, of which its payload alone tells. */
  #sourceOf(peerId: number, label: string, payload: string | undefined): PressedOf | undefined {
    const seen = visibleButtons(this.deps.world.conversation(peerId)).filter(
      (one) => labelOf(one.button) === label,
    );
    const isSame = ({ button }: (typeof seen)[number]): boolean =>
      'payload' in button.action && button.action.payload === payload;
    const [newest] = seen;
    const found = seen.find(isSame);
    return newest === undefined || found === undefined || found === newest
      ? undefined
      : { cmid: found.message.cmid };
  }

  /** Whose dialog, or which chat. */
  #placeOf(peerId: number): string {
    if (!isChatPeer(peerId)) return this.#who(peerId);
    return `чат «${this.deps.world.chats.byPeer(peerId)?.title ?? ''}»`;
  }

  /** The name of somebody, in a chat with the chat's; who was not met yet is introduced. */
  #who(userId: number, peerId = userId): string {
    if (!this.#names.has(userId)) this.#introduce(userId);
    const name = this.#names.get(userId) ?? '';
    return isChatPeer(peerId) ? `${name} в ${this.#placeOf(peerId).replace('чат', 'чате')}` : name;
  }

  #introduce(userId: number): void {
    const person = this.deps.world.findPerson(userId);
    const named = { title: `${person?.firstName ?? ''} ${person?.lastName ?? ''}`.trim() };
    const { title, as } = this.deps.roleOf?.(userId) ?? { ...named, as: undefined };
    const taken = [...this.#names.values()];
    let name = title;
    for (let number = 2; taken.includes(name); number += 1) name = `${title} ${number}`;
    this.cast(userId, name, as);
  }

  #act(line: ScriptLine): Item {
    this.#markTime();
    const item: Item = { line };
    this.#keep(item);
    return item;
  }

  #follow(owner: string, line: ScriptLine): void {
    this.#markTime();
    this.#keep({ line, owner });
    for (const listener of this.#listeners) listener({ owner, line });
  }

  /** The time stands before what happens in another minute than what came before. */
  #markTime(): void {
    const what = clockAt(this.deps.world.clock.now(), this.deps.zone);
    const minute = `${what.day} ${what.time.slice(0, 5)}`;
    if (minute === this.#minute) return;
    this.#minute = minute;
    this.#keep({ line: { by: 'direction', what } });
  }

  #keep(item: Item): void {
    this.#items.push(item);
    if (this.#items.length > KEPT) this.#items.shift();
  }
}

/** The phone of a card that was sent. */
function phoneIn({ contact }: Attachment): string {
  const phone = isJsonObject(contact) ? contact['phone_number'] : undefined;
  return typeof phone === 'string' ? phone : '';
}
