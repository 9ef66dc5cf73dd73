import type { Conversation } from './conversation.js';
import type { LongPoll } from './long-poll.js';
import type { Person } from './people.js';
import { type Clock, isChatPeer, type WorldEvent } from './types.js';
import type { World } from './world.js';

/** Several messengers side by side, seen as one: they share the clock, and no two people have one number. */
export class Worlds {
  /** @param first the one whose chats are shown; the others have none */
  constructor(
    readonly first: World,
    readonly others: readonly World[] = [],
  ) {}

  all(): readonly World[] {
    return [this.first, ...this.others];
  }

  get clock(): Clock {
    return this.first.clock;
  }

  get chats(): World['chats'] {
    return this.first.chats;
  }

  /** @throws Error for a messenger that is not here */
  called(messenger: World['messenger']): World {
    const found = this.all().find((one) => one.messenger === messenger);
    if (found === undefined) throw new Error(`${messenger} is not played here`);
    return found;
  }

  /** Whose a conversation is; the first's where nobody knows the number. */
  of(peerId: number): World {
    const found = this.all().find((one) => one.findPerson(peerId) !== undefined);
    return isChatPeer(peerId) ? this.first : (found ?? this.first);
  }

  findPerson(id: number): Person | undefined {
    return this.of(id).findPerson(id);
  }

  /** @throws Error where nobody has this id */
  person(id: number): Person {
    return this.of(id).person(id);
  }

  conversation(peerId: number): Conversation {
    return this.of(peerId).conversation(peerId);
  }

  /** Listens to everything that happens in any of them. @returns a function that ends the subscriptions */
  on(listener: (event: WorldEvent) => void): () => void {
    const ends = this.all().map((one) => one.on(listener));
    return () => {
      for (const end of ends) end();
    };
  }

  /** Those of the messengers that have one. */
  longPolls(): LongPoll[] {
    return this.all().flatMap(({ longPoll }) => (longPoll === undefined ? [] : [longPoll]));
  }

  /** Plans a misfortune in the messenger that has the method or event, see Faults.fail. */
  fail(...planned: Parameters<World['fail']>): void {
    const [target] = planned;
    (this.all().find((one) => one.hasTarget(target)) ?? this.first).fail(...planned);
  }
}
