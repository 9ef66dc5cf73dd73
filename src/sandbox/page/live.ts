import type { PhoneLog } from '../phone.js';
import { isChatPeer, type WorldEvent } from '../types.js';
import type { World } from '../world.js';
import { Feed } from './feed.js';
import { Panes } from './panes.js';
import {
  type DemoPerson,
  type PaneView,
  type StateView,
  viewChat,
  viewDialog,
  viewMessage,
  viewPerson,
  viewShown,
} from './view.js';
import { WireLog } from './wire-log.js';

/** The world as pages see it: its state, and a feed of what changes in the panes. */
export class LiveWorld {
  readonly feed = new Feed();
  readonly panes: Panes;
  readonly wire: WireLog;

  constructor(
    readonly world: World,
    readonly phone: PhoneLog,
    readonly zone: string,
    people: readonly DemoPerson[],
  ) {
    this.panes = new Panes(world, people);
    this.wire = new WireLog(world);
    world.on((event) => this.#hear(event));
    phone.on((text) => this.feed.publish({ type: 'phone', text }));
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
      zone: this.zone,
      panes: panes.list(),
      people: users.map(viewPerson),
      dialogs: Object.fromEntries(peers.map((peer) => [peer, viewDialog(world, world.conversation(peer))])),
      chats: chats.map((chat) => viewChat(world, chat)),
      phone: this.phone.list(),
    };
  }

  /** Somebody else sits in a pane from now on: one of the role's people, or a stranger. @returns false for no such seat */
  seat(index: number, who: number | 'stranger'): boolean {
    const { panes } = this;
    const pane = who === 'stranger' ? panes.seatStranger(index) : panes.seat(index, who);
    if (pane === undefined) return false;
    this.#showPane(index, pane);
    return true;
  }

  /** A new account for somebody of the college, or for a newcomer, in the pane of their role. @returns its id */
  seatAnew(title: string, as: string | undefined): number {
    const { userId, index } = this.panes.seatAnew(title, as);
    const pane = index === undefined ? undefined : this.panes.list()[index];
    if (index !== undefined && pane !== undefined) this.#showPane(index, pane);
    return userId;
  }

  #showPane(index: number, pane: PaneView): void {
    const { world } = this;
    const person = viewPerson(world.person(pane.userId));
    const dialog = viewDialog(world, world.conversation(pane.userId));
    this.feed.publish({ type: 'pane', index, pane, person, dialog });
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
      case 'fault':
      case 'read':
      case 'update':
      case 'request':
        return;
    }
  }

  #isShown(peerId: number): boolean {
    return isChatPeer(peerId) || this.panes.has(peerId);
  }
}
