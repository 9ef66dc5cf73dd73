import type { PhoneLog } from '../phone.js';
import { isChatPeer, type Message, type WorldEvent } from '../types.js';
import type { Worlds } from '../worlds.js';
import { Feed } from './feed.js';
import type { House } from './house.js';
import { Panes } from './panes.js';
import type { DemoPerson, DialogView, Doors, PaneView, StateView } from './protocol.js';
import { nameOf, viewBefore, viewChat, viewDialog, viewMessage, viewPerson, viewShown } from './view.js';
import type { WalkView } from './walk.js';
import { WalkGuide } from './walk-guide.js';
import { WireLog } from './wire-log.js';

/** What a live world begins with. */
export type LiveWorldParts = {
  readonly world: Worlds;
  readonly phone: PhoneLog;
  readonly zone: string;
  readonly people: readonly DemoPerson[];
  /** for the stand-ins alone, without a college */
  readonly doors?: Doors;
  /** without it nobody is led by the hand, and nothing stands under the glass but the wire */
  readonly house?: Pick<House, 'boundAs' | 'lookUnder' | 'onLog'>;
};

/** The world as pages see it: its state, and a feed of what changes in the panes. */
export class LiveWorld {
  readonly feed = new Feed();
  readonly panes: Panes;
  readonly wire: WireLog;
  readonly world: Worlds;
  readonly phone: PhoneLog;
  readonly zone: string;
  /** the college's clock runs a minute a second */
  fast = false;
  readonly #walk: WalkGuide | undefined;
  /** what another person forwarded to somebody, by the receiver */
  readonly #handed = new Map<number, { readonly from: number; readonly message: Message }>();

  readonly lookUnder: House['lookUnder'] | undefined;

  readonly doors: Doors | undefined;

  constructor({ world, phone, zone, people, house, doors }: LiveWorldParts) {
    this.doors = doors;
    this.world = world;
    this.phone = phone;
    this.zone = zone;
    this.panes = new Panes(world, people);
    this.wire = new WireLog(world);
    world.on((event) => this.#hear(event));
    phone.on((text) => this.feed.publish({ type: 'phone', text }));
    this.lookUnder = house?.lookUnder;
    if (house !== undefined) {
      house.onLog((line) => this.wire.logged(line));
      const changed = (walk: WalkView): void => this.feed.publish({ type: 'walk', walk });
      this.#walk = new WalkGuide(world, this.panes, phone, house.boundAs, changed);
    }
  }

  /** Everything at this moment. */
  state(): StateView {
    const { world, panes } = this;
    const users = panes.list().map((pane) => world.person(pane.userId));
    const chats = world.chats.all();
    const peers = [...users.map((one) => one.id), ...chats.map((chat) => chat.peerId)];
    return {
      position: this.feed.position(),
      now: world.clock.now(),
      fast: this.fast,
      zone: this.zone,
      roles: panes.roles,
      messengers: world.all().map((one) => one.messenger),
      panes: panes.list(),
      people: users.map(viewPerson),
      dialogs: Object.fromEntries(peers.map((peer) => [peer, viewDialog(world, world.conversation(peer))])),
      chats: chats.map((chat) => viewChat(world, chat)),
      phone: this.phone.list(),
      handed: Object.fromEntries(
        [...this.#handed.keys()].map((userId) => [userId, this.#viewHanded(userId)]),
      ),
      walk: this.#walk?.begin() ?? null,
      doors: this.doors ?? null,
    };
  }

  /** Messages older than one, as many as are shown at once. */
  before(peerId: number, cmid: number): Pick<DialogView, 'messages' | 'more'> {
    return viewBefore(this.world, this.world.conversation(peerId), cmid);
  }

  /** Shows a pane that is new, or in which somebody else sits from now on. @returns false for `undefined` */
  show(pane: PaneView | undefined): boolean {
    if (pane === undefined) return false;
    const { world } = this;
    const person = viewPerson(world.person(pane.userId));
    const dialog = viewDialog(world, world.conversation(pane.userId));
    this.feed.publish({ type: 'pane', pane, person, dialog });
    return true;
  }

  /** A new account for somebody of the college, or for a newcomer, in the pane of their role. @returns its id */
  seatAnew(...who: Parameters<Panes['seatAnew']>): number {
    const { userId, pane } = this.panes.seatAnew(...who);
    this.show(pane);
    return userId;
  }

  /** Tells pages the college's time. @param jumped whether it was moved, not only told */
  tellClock(jumped: boolean): void {
    this.feed.publish({ type: 'clock', now: this.world.clock.now(), fast: this.fast, jumped });
  }

  /** @returns false where there is no such pane */
  close(id: number): boolean {
    const closed = this.panes.close(id);
    if (closed) this.feed.publish({ type: 'pane-closed', id });
    return closed;
  }

  /** Somebody opened a page. @param peerId where they pressed */
  opened(peerId: number, link: string): void {
    this.feed.publish({ type: 'opened', peerId, link, entered: null });
    this.#walk?.opened(link);
  }

  /** Gives somebody a message that another person forwarded to them; the bot does not see it. */
  hand(userId: number, from: number, message: Message): void {
    this.#handed.set(userId, { from, message });
    this.feed.publish({ type: 'handed', userId, handed: this.#viewHanded(userId) });
  }

  /** The message that somebody was handed last, as it is now. */
  handed(userId: number): Message | undefined {
    const given = this.#handed.get(userId)?.message;
    return given && this.world.conversation(given.peerId).get(given.cmid);
  }

  putAway(userId: number): void {
    this.#handed.delete(userId);
    this.feed.publish({ type: 'handed', userId, handed: null });
  }

  #viewHanded(userId: number) {
    const given = this.#handed.get(userId);
    if (given === undefined) throw new Error(`${userId} was handed nothing`);
    const { world } = this;
    return { from: nameOf(world, given.from), message: viewMessage(world, given.message) };
  }

  #hear(event: WorldEvent): void {
    const { world, feed } = this;
    switch (event.type) {
      case 'message':
      case 'edit':
      case 'delete': {
        const { peerId } = event.message;
        if (!this.#isShown(peerId)) return;
        const keyboard = viewShown(world.conversation(peerId).shown);
        return feed.publish({ type: 'message', message: viewMessage(world, event.message), keyboard });
      }
      case 'typing':
        if (this.#isShown(event.peerId)) feed.publish({ type: 'typing', peerId: event.peerId });
        return;
      case 'event-answer': {
        const { eventId, peerId, answer } = event;
        if (this.#isShown(peerId)) feed.publish({ type: 'answer', eventId, peerId, answer });
        return;
      }
      case 'chat':
      case 'chat-member': {
        const chat = world.chats.byPeer(event.peerId);
        if (chat !== undefined) feed.publish({ type: 'chat', chat: viewChat(world, chat) });
        return;
      }
      case 'person':
        if (this.panes.has(event.userId)) {
          feed.publish({ type: 'person', person: viewPerson(world.person(event.userId)) });
        }
        return;
      case 'press':
      case 'repeat':
      case 'inner-call':
      case 'permission':
      case 'fault':
      case 'read':
      case 'update':
      case 'telegram-update':
      case 'request':
        return;
    }
  }

  #isShown(peerId: number): boolean {
    return isChatPeer(peerId) || this.panes.has(peerId);
  }
}
