import { labelOf } from '../keyboard.js';
import type { PhoneLog } from '../phone.js';
import { isChatPeer, type Message, type WorldEvent } from '../types.js';
import type { Worlds } from '../worlds.js';
import type { House } from './house.js';
import type { Panes } from './panes.js';
import {
  type StudentFacts,
  viewWalk,
  WALK_START,
  type Walk,
  type WalkEvent,
  walkAfter,
  type WalkView,
} from './walk.js';

/** Follows the first visitor's walk by what really happens in the world. */
export class WalkGuide {
  #walk: Walk = WALK_START;
  /** accounts of which is known as whom they are bound */
  readonly #known = new Set<number>();
  /** what each wrote or pressed to the bot alone: gathered here, for a long dialog is not to be read through at each message */
  readonly #said = new Map<number, string[]>();
  #shown = '';

  /** @param changed hears the walk whenever it is to be shown anew */
  constructor(
    readonly world: Worlds,
    readonly panes: Panes,
    readonly phone: PhoneLog,
    readonly boundAs: House['boundAs'],
    readonly changed: (walk: WalkView) => void,
  ) {
    world.on((event) => this.#hear(event));
    phone.on(() => this.#show());
  }

  /** The walk for a page that has just come. */
  begin(): WalkView {
    // Who was bound before a restart of the bot is so still.
    for (const { userId } of this.panes.list()) if (!this.#known.has(userId)) void this.#ask(userId);
    return this.#view();
  }

  /** Somebody opened a page: the bot's answer to a press, or a button that leads there. */
  opened(link: string): void {
    this.#take({ type: 'opened', link });
  }

  #view(): WalkView {
    return viewWalk(this.#walk, this.#student());
  }

  #hear(event: WorldEvent): void {
    const at = this.world.clock.now();
    if (event.type === 'message' || event.type === 'edit') {
      const { message } = event;
      const { peerId, fromId } = message;
      if (event.type === 'message' && fromId === peerId) this.#saidBy(fromId).push(message.text);
      if (fromId > 0) this.#take({ type: 'acted', userId: fromId, at });
      else if (!isChatPeer(peerId)) {
        if (event.type === 'message')
          this.#take({ type: 'told', userId: peerId, at, labels: labelsOf(message) });
        if (!this.#known.has(peerId)) void this.#ask(peerId);
      }
      if (!isChatPeer(peerId)) this.#show();
    } else if (event.type === 'press') {
      this.#take({ type: 'acted', userId: event.userId, at });
    } else if (event.type === 'chat-member' && event.change === 'joined') {
      this.#take({ type: 'entered' });
    }
  }

  #saidBy(userId: number): string[] {
    const said = this.#said.get(userId) ?? [];
    this.#said.set(userId, said);
    return said;
  }

  async #ask(userId: number): Promise<void> {
    const kinds = await this.boundAs(userId).catch(() => []);
    if (kinds.length === 0) return;
    this.#known.add(userId);
    for (const kind of kinds) this.#take({ type: 'bound', kind });
  }

  #take(event: WalkEvent): void {
    const before = this.#walk.done;
    this.#walk = walkAfter(this.#walk, event);
    if (this.#walk.done !== before) this.#show();
  }

  #show(): void {
    const view = this.#view();
    const shown = JSON.stringify(view);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.changed(view);
  }

  /** Of the first student's pane. */
  #student(): StudentFacts | undefined {
    const pane = this.panes.list().find(({ role }) => role === 'Студент');
    const record = pane && this.panes.recordOf(pane);
    if (pane === undefined || record === undefined) return undefined;
    const { messages, shown } = this.world.conversation(pane.userId);
    const last = messages.findLast((one) => one.fromId < 0 && one.deleted !== true);
    const code = this.phone.list().findLast(({ contact }) => digits(contact.value) === digits(record.phone));
    const found = code && /\b\d{6}\b/.exec(code.text)?.[0];
    return {
      ...record,
      pane: pane.title,
      said: this.#saidBy(pane.userId),
      labels: [
        ...(last === undefined ? [] : labelsOf(last)),
        ...(shown?.keyboard.buttons.flat().map(labelOf) ?? []),
      ],
      ...(found !== undefined && { code: found }),
    };
  }
}

function labelsOf({ keyboard }: Message): string[] {
  return keyboard?.buttons.flat().map(labelOf) ?? [];
}

const digits = (text: string): string => text.replace(/\D/g, '');
