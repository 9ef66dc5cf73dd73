import type { World } from '../world.js';
import type { DemoPerson, PaneView } from './view.js';

/** Who of the messenger sits in which pane. */
export class Panes {
  readonly #panes: PaneView[];
  #strangers = 0;

  /** Each demo person gets an account of the messenger that has not written to the bot yet. */
  constructor(
    readonly world: World,
    people: readonly DemoPerson[],
  ) {
    this.#panes = people.map((one) => {
      const [lastName = '', firstName = ''] = one.fullName.split(/\s+/);
      return { ...one, userId: world.addPerson({ firstName, lastName }).id };
    });
  }

  list(): readonly PaneView[] {
    return this.#panes;
  }

  has(userId: number): boolean {
    return this.#panes.some((pane) => pane.userId === userId);
  }

  /** Seats somebody whom the bot has never met. @returns `undefined` where there is no such pane */
  seatStranger(index: number): PaneView | undefined {
    const pane = this.#panes[index];
    if (pane === undefined) return undefined;
    this.#strangers += 1;
    const person = this.world.addPerson({ firstName: 'Гость', lastName: String(this.#strangers) });
    const seated = { ...pane, userId: person.id };
    this.#panes[index] = seated;
    return seated;
  }
}
