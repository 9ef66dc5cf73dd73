import type { World } from '../world.js';
import type { DemoPerson, PaneView } from './view.js';

type Pane = PaneView & {
  /** the account of each record that was chosen already */
  readonly accounts: Map<number, number>;
};

/** Who of the messenger sits in which pane: one pane a role, in which a visitor is one of its people. */
export class Panes {
  readonly #panes: Pane[];
  #strangers = 0;

  /** The first of each role gets an account of the messenger that has not written to the bot yet. */
  constructor(
    readonly world: World,
    people: readonly DemoPerson[],
  ) {
    const titles = [...new Set(people.map((one) => one.title))];
    this.#panes = titles.map((title) => {
      const records = people.filter((one) => one.title === title);
      return this.#seat({ title, records, record: 0, userId: 0, accounts: new Map() }, 0);
    });
  }

  list(): readonly PaneView[] {
    return this.#panes.map(viewPane);
  }

  has(userId: number): boolean {
    return this.#panes.some((pane) => pane.userId === userId);
  }

  /** Seats the account of one of the role's people; the same one whenever they are chosen again. */
  seat(index: number, record: number): PaneView | undefined {
    const pane = this.#panes[index];
    if (pane?.records[record] === undefined) return undefined;
    this.#panes[index] = this.#seat(pane, record);
    return viewPane(this.#panes[index]);
  }

  /** Seats somebody whom the bot has never met. @returns `undefined` where there is no such pane */
  seatStranger(index: number): PaneView | undefined {
    const pane = this.#panes[index];
    if (pane === undefined) return undefined;
    this.#strangers += 1;
    const { id } = this.world.addPerson({ firstName: 'Гость', lastName: String(this.#strangers) });
    pane.accounts.set(pane.record, id);
    this.#panes[index] = this.#seat(pane, pane.record);
    return viewPane(this.#panes[index]);
  }

  #seat(pane: Pane, record: number): Pane {
    const [lastName = '', firstName = ''] = pane.records[record]?.fullName.split(/\s+/) ?? [];
    const userId = pane.accounts.get(record) ?? this.world.addPerson({ firstName, lastName }).id;
    pane.accounts.set(record, userId);
    return { ...pane, record, userId };
  }
}

function viewPane({ title, records, record, userId }: Pane): PaneView {
  return { title, records, record, userId };
}
