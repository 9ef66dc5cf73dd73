import type { Role as Reader } from '../script/recorder.js';
import type { World } from '../world.js';
import type { Worlds } from '../worlds.js';
import type { DemoPerson, PaneView, Role } from './protocol.js';

const GUEST = 'Гость';
/** Whose panes a fresh page has. */
const AT_FIRST: readonly Role['title'][] = ['Студент', 'Преподаватель', 'Родитель'];
/** Whose panes there are where there is no college: two strangers, so that a chat has somebody to talk to. */
const WITHOUT_COLLEGE: readonly Role['title'][] = [GUEST, GUEST];

type Messenger = World['messenger'];

/** Who of the messengers sits in which pane: any number of panes, in each of which a visitor plays one person. */
export class Panes {
  readonly roles: readonly Role[];
  #panes: PaneView[] = [];
  #lastId = -1;
  #guests = 0;
  /** the account of each record that was chosen already, in each messenger */
  readonly #accounts = new Map<string, number>();

  /** The first of each of the usual roles gets an account of the messenger that has not written to the bot yet. */
  constructor(
    readonly worlds: Worlds,
    people: readonly DemoPerson[],
  ) {
    const titles = [...new Set(people.map((one) => one.title))];
    const known = titles.map((title) => ({ title, records: people.filter((one) => one.title === title) }));
    this.roles = [...known, { title: GUEST, records: [] }];
    for (const title of people.length > 0 ? AT_FIRST : WITHOUT_COLLEGE) this.add(title);
  }

  list(): readonly PaneView[] {
    return this.#panes;
  }

  has(userId: number): boolean {
    return this.#panes.some((pane) => pane.userId === userId);
  }

  /** The record that is played in a pane; none for a guest. */
  recordOf({ role, record }: PaneView): DemoPerson | undefined {
    return this.roles.find((one) => one.title === role)?.records[record];
  }

  /** One more pane, with the first of the role who sits in none yet. @returns `undefined` for an unknown role */
  add(title: string, messenger: Messenger = 'vk'): PaneView | undefined {
    const role = this.roles.find((one) => one.title === title);
    if (role === undefined) return undefined;
    const seated = new Set(this.#panes.map((pane) => pane.userId));
    const free = role.records.findIndex((one) => !seated.has(this.#accounts.get(keyOf(one, messenger)) ?? 0));
    const record = role.records.length === 0 ? -1 : Math.max(free, 0);
    this.#lastId += 1;
    const pane: PaneView = {
      id: this.#lastId,
      title: this.#freeTitle(role.title),
      role: role.title,
      record,
      messenger,
      userId: this.#accountOf(role.records[record], messenger),
    };
    this.#panes = [...this.#panes, pane];
    return pane;
  }

  /** @returns false where there is no such pane */
  close(id: number): boolean {
    const before = this.#panes.length;
    this.#panes = this.#panes.filter((pane) => pane.id !== id);
    return this.#panes.length < before;
  }

  /** Seats the account of one of the role's people; the same one whenever they are chosen again. */
  seat(id: number, record: number): PaneView | undefined {
    const pane = this.#panes.find((one) => one.id === id);
    const person = this.roles.find((one) => one.title === pane?.role)?.records[record];
    if (pane === undefined || person === undefined) return undefined;
    return this.#replace({ ...pane, record, userId: this.#accountOf(person, pane.messenger) });
  }

  /** Seats somebody whom the bot has never met. @returns `undefined` where there is no such pane */
  seatStranger(id: number): PaneView | undefined {
    const pane = this.#panes.find((one) => one.id === id);
    if (pane === undefined) return undefined;
    const userId = this.#newGuest(pane.messenger);
    const person = this.recordOf(pane);
    if (person !== undefined) this.#accounts.set(keyOf(person, pane.messenger), userId);
    return this.#replace({ ...pane, userId });
  }

  /** Who an account is to a reader: the pane's title, and the person's full name where the account bears it. */
  roleOf(userId: number): Reader | undefined {
    const pane = this.#panes.find((one) => one.userId === userId);
    if (pane === undefined) return undefined;
    const { firstName, lastName } = this.worlds.person(userId);
    const fullName = this.recordOf(pane)?.fullName;
    const isTheirs = fullName?.startsWith(`${lastName} ${firstName}`) === true;
    return { title: pane.title, ...(isTheirs && { as: fullName }) };
  }

  /**
   * A new account for one of the college's people, in a pane of their role, which is opened where there is none; for a newcomer
   * (`as` absent or unknown) in the pane that `title` names, else in the first.
   * @returns the account, and the pane where there is any
   */
  seatAnew(
    title: string,
    as: string | undefined,
    messenger: Messenger = 'vk',
  ): { userId: number; pane?: PaneView } {
    const role = this.roles.find(({ records }) => records.some(({ fullName }) => fullName === as));
    const panes = this.#panes.filter((one) => one.messenger === messenger);
    const fits = (pane: PaneView): boolean => role === undefined || pane.role === role.title;
    const pane =
      panes.find((one) => one.title === title && fits(one)) ??
      panes.find((one) => (role === undefined ? title.startsWith(one.title) : fits(one))) ??
      (role === undefined ? panes[0] : this.add(role.title, messenger));
    if (pane === undefined) {
      const { id } = this.worlds.called(messenger).addPerson({ firstName: title, lastName: '' });
      return { userId: id };
    }
    const record = role?.records.findIndex(({ fullName }) => fullName === as) ?? -1;
    const person = role?.records[record];
    if (person !== undefined) this.#accounts.delete(keyOf(person, messenger));
    const seated = person === undefined ? this.seatStranger(pane.id) : this.seat(pane.id, record);
    return { userId: seated?.userId ?? 0, ...(seated !== undefined && { pane: seated }) };
  }

  #replace(pane: PaneView): PaneView {
    this.#panes = this.#panes.map((one) => (one.id === pane.id ? pane : one));
    return pane;
  }

  #accountOf(person: DemoPerson | undefined, messenger: Messenger): number {
    if (person === undefined) return this.#newGuest(messenger);
    const [lastName = '', firstName = ''] = person.fullName.split(/\s+/);
    const { phone } = person;
    const key = keyOf(person, messenger);
    const userId =
      this.#accounts.get(key) ?? this.worlds.called(messenger).addPerson({ firstName, lastName, phone }).id;
    this.#accounts.set(key, userId);
    return userId;
  }

  #newGuest(messenger: Messenger): number {
    this.#guests += 1;
    const seed = { firstName: GUEST, lastName: String(this.#guests) };
    return this.worlds.called(messenger).addPerson(seed).id;
  }

  #freeTitle(role: string): string {
    const taken = new Set(this.#panes.map((pane) => pane.title));
    let number = 1;
    const title = (): string => (number === 1 ? role : `${role} ${number}`);
    while (taken.has(title())) number += 1;
    return title();
  }
}

/** A teacher who is a curator too has one account in each messenger. */
const keyOf = ({ fullName, phone }: DemoPerson, messenger: Messenger): string =>
  `${fullName} ${phone} ${messenger}`;
