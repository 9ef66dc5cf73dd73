import type { Person } from '../people.js';
import type { Message } from '../types.js';
import type { Direction } from './directions.js';
import { Difference, type ReplayStage } from './stage.js';

/** Who takes part in a replay, and what a record calls people, chats and messages. */
export class Cast {
  readonly #ids = new Map<string, number>();

  constructor(readonly stage: ReplayStage) {}

  /** Somebody of the college, or a newcomer, takes part from now on. */
  async enter({ who, as, messenger, bound }: Extract<Direction, { is: 'cast' }>): Promise<void> {
    const userId = this.stage.seat(who, as, messenger);
    this.#ids.set(who, userId);
    if (bound && (as === undefined || (await this.stage.bind?.(userId, as)) !== true))
      throw new Difference(`Привязать заранее некого: ${who}`);
    this.stage.recorder.cast(userId, who, as, bound);
  }

  /** Somebody by name, and the conversation that the name speaks of. */
  find(name: string): { person: Person; peerId: number } {
    const inChat = /^(.+?) в чате «(.+)»$/s.exec(name);
    const who = inChat?.[1] ?? name;
    let userId = this.#ids.get(who);
    if (userId === undefined) {
      userId = this.stage.seat(who, undefined);
      this.#ids.set(who, userId);
      this.stage.recorder.cast(userId, who);
    }
    const peerId = inChat === null ? userId : this.chatCalled(inChat[2] ?? '');
    return { person: this.stage.world.person(userId), peerId };
  }

  place(name: string): number {
    const chat = /^чат «(.+)»$/s.exec(name);
    return chat === null ? this.find(name).peerId : this.chatCalled(chat[1] ?? '');
  }

  /** The newest chat of this title. */
  chatCalled(title: string): number {
    const found = this.stage.world.chats.all().findLast((one) => one.title === title);
    if (found === undefined) throw new Difference(`Чата «${title}» нет`);
    return found.peerId;
  }

  message(peerId: number, cmid: number | undefined): Message {
    const conversation = this.stage.world.conversation(peerId);
    const found =
      cmid === undefined
        ? conversation.messages.findLast((one) => one.fromId < 0 && one.deleted !== true)
        : conversation.get(cmid);
    if (found === undefined) throw new Difference(`Сообщения №${cmid ?? '?'} нет`);
    return found;
  }

  onlyOne(): string {
    const [name, ...others] = this.#ids.keys();
    if (name === undefined || others.length > 0)
      throw new Difference('Не сказано, кому пишет бот: «Бот → имя <»');
    return name;
  }
}
