import type { Chat, ChatSpec } from '../domain/chats.js';
import type { AccountRef } from '../domain/people.js';
import type { Instant } from '../domain/time.js';

/** The messenger's chats as the college's: at most one per key. */
export interface Chats {
  byKeys(keys: readonly string[]): Promise<Chat[]>;
  byPeer(peerId: number): Promise<Chat | undefined>;
  all(): Promise<Chat[]>;
  /** `mine`: make it now (first time: `fresh`; after a lost try: look before making). `theirs`: somebody is making it. `made`: here it is. */
  claim(
    spec: ChatSpec,
    owner: string,
    now: Instant,
    leaseMs: number,
  ): Promise<{ kind: 'mine'; fresh: boolean } | { kind: 'theirs' } | { kind: 'made'; chat: Chat }>;
  made(spec: ChatSpec, peerId: number): Promise<void>;
  /** Nothing was made (refused by the messenger): the next one may try afresh. */
  release(key: string, owner: string): Promise<void>;
  renamed(key: string, title: string): Promise<void>;
  /** The messenger says that this chat is no more. */
  lost(key: string): Promise<void>;
  /** Who has been let in (by «Перейти»), for the first-time explanation and for unbinding. */
  enter(key: string, account: AccountRef): Promise<void>;
  enteredBy(account: AccountRef): Promise<string[]>;
  leave(account: AccountRef, keys: readonly string[]): Promise<void>;
}

/** What a messenger can do with chats; Telegram and MAX have none. Errors of the messenger are values. */
export interface ChatGateway {
  create(
    title: string,
  ): Promise<{ kind: 'made'; peerId: number } | { kind: 'unknown' } | { kind: 'refused' }>;
  /** A chat of this title among those the community has made, other than `taken`; chats are numbered upwards. */
  find(
    title: string,
    taken: readonly number[],
  ): Promise<{ kind: 'found'; peerId: number } | { kind: 'none' } | { kind: 'unknown' }>;
  /** The current link; a new one when `renew`. `gone`: the chat is no more. */
  inviteLink(
    peerId: number,
    renew: boolean,
  ): Promise<{ kind: 'link'; link: string } | { kind: 'gone' } | { kind: 'failed' }>;
  remove(peerId: number, accountId: string): Promise<'removed' | 'absent' | 'failed'>;
  rename(peerId: number, title: string): Promise<boolean>;
  members(peerId: number): Promise<string[] | undefined>;
}
