import { randomBytes } from 'node:crypto';
import { CHAT_BASE } from './types.js';

/** Someone who is in a chat; ids below zero are communities. */
export type Member = { readonly id: number; readonly joinedAt: number };

/** A chat that the community made: it owns and rules it. */
export type Chat = {
  readonly chatId: number;
  readonly peerId: number;
  title: string;
  /** the one invite link that works now */
  link: string;
  readonly members: Map<number, Member>;
  /** who was put out, and which link was the current one then */
  readonly kicked: Map<number, string>;
};

/** How an attempt to enter by a link ended. */
export type JoinResult = 'joined' | 'link-invalid' | 'kicked' | 'already-in';

/** The community's chats. */
export class Chats {
  readonly #chats: Chat[] = [];

  /** @param kickedMayReturn whether someone put out may come back by a link that was not renewed (VK: not documented) */
  constructor(
    readonly groupId: number,
    readonly kickedMayReturn: boolean,
  ) {}

  /** A new chat, empty but for the community. @param at epoch ms */
  create(title: string, at: number): Chat {
    const chatId = this.#chats.length + 1;
    const owner = -this.groupId;
    const chat: Chat = {
      chatId,
      peerId: CHAT_BASE + chatId,
      title,
      link: newLink(),
      members: new Map([[owner, { id: owner, joinedAt: at }]]),
      kicked: new Map(),
    };
    this.#chats.push(chat);
    return chat;
  }

  all(): readonly Chat[] {
    return this.#chats;
  }

  byPeer(peerId: number): Chat | undefined {
    return this.#chats[peerId - CHAT_BASE - 1];
  }

  byLink(link: string): Chat | undefined {
    return this.#chats.find((chat) => chat.link === link);
  }

  /** Makes a new link; the old one is dead from now on. */
  renewLink(chat: Chat): void {
    chat.link = newLink();
  }

  /** Lets someone in by a link, if the link and their past allow it. @param at epoch ms */
  join(link: string, userId: number, at: number): JoinResult {
    const chat = this.byLink(link);
    if (chat === undefined) return 'link-invalid';
    if (chat.members.has(userId)) return 'already-in';
    if (!this.kickedMayReturn && chat.kicked.get(userId) === link) return 'kicked';
    chat.kicked.delete(userId);
    chat.members.set(userId, { id: userId, joinedAt: at });
    return 'joined';
  }
}

function newLink(): string {
  return `https://vk.me/join/${randomBytes(24).toString('base64url')}`;
}
