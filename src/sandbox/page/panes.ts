import type { Role } from '../script/recorder.js';
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

  /** Who an account is to a reader: the pane's title, and the person's full name where the account bears it. */
  roleOf(userId: number): Role | undefined {
    const pane = this.#panes.find((one) => one.userId === userId);
    if (pane === undefined) return undefined;
    const { firstName, lastName } = this.world.person(userId);
    const fullName = pane.records[pane.record]?.fullName;
    const isTheirs = fullName?.startsWith(`${lastName} ${firstName}`) === true;
    return { title: pane.title, ...(isTheirs && { as: fullName }) };
  }

  /**
   * A new account for one of the college's people, in the pane of their role; for a newcomer (`as` absent or unknown) in the
   * pane that `title` names, else in the first.
   * @returns the account, and the pane where there is any
   */
  seatAnew(title: string, as: string | undefined): { userId: number; index?: number } {
    const known = this.#panes.findIndex(({ records }) => records.some(({ fullName }) => fullName === as));
    const index =
      known >= 0
        ? known
        : Math.max(
            this.#panes.findIndex((one) => title.startsWith(one.title)),
            0,
          );
    const pane = this.#panes[index];
    if (pane === undefined) return { userId: this.world.addPerson({ firstName: title, lastName: '' }).id };
    if (known < 0) return { userId: this.seatStranger(index)?.userId ?? 0, index };
    const record = pane.records.findIndex(({ fullName }) => fullName === as);
    pane.accounts.delete(record);
    this.#panes[index] = this.#seat(pane, record);
    return { userId: this.#panes[index]?.userId ?? 0, index };
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
