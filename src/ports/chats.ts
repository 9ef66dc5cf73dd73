import type { Chat, ChatSpec } from '../domain/chats.js';
import type { AccountRef } from '../domain/people.js';
import type { Instant } from '../domain/time.js';

/** The messenger's chats as the college's: at most one per key. */
export interface Chats {
  /** Those of these that have been made. */
  byKeys(keys: readonly string[]): Promise<Chat[]>;
  /** Undefined for a chat that the bot has not made. */
  byPeer(peerId: number): Promise<Chat | undefined>;
  /** Every chat that has been made and is not lost. */
  all(): Promise<Chat[]>;
  /** `mine`: make it now (first time: `fresh`; after a lost try: look before making). `theirs`: somebody is making it. `made`: here it is. */
  claim(
    spec: ChatSpec,
    owner: string,
    now: Instant,
    leaseMs: number,
  ): Promise<{ kind: 'mine'; fresh: boolean } | { kind: 'theirs' } | { kind: 'made'; chat: Chat }>;
  /** Records the chat; of two makers the first one's counts. */
  made(spec: ChatSpec, peerId: number): Promise<void>;
  /** Nothing was made (refused by the messenger): the next one may try afresh. */
  release(key: string, owner: string): Promise<void>;
  /** Records the title that the messenger shows now. */
  renamed(key: string, title: string): Promise<void>;
  /** The messenger says that this chat is no more. */
  lost(key: string): Promise<void>;
  /** Who has been let in (by «Перейти»), for the first-time explanation and for unbinding. */
  enter(key: string, account: AccountRef): Promise<void>;
  /** Keys of the chats that the account was let into and has not left. */
  enteredBy(account: AccountRef): Promise<string[]>;
  /** Forgets that the account was let into these. */
  leave(account: AccountRef, keys: readonly string[]): Promise<void>;
}

/** What a messenger can do with chats; Telegram and MAX have none. Errors of the messenger are values. */
export interface ChatGateway {
  /** `unknown`: the answer was lost, and the chat may be there. `refused`: it is not. */
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
  /** Puts somebody out; `absent`: they were not there. */
  remove(peerId: number, accountId: string): Promise<'removed' | 'absent' | 'failed'>;
  /** False when the messenger did not. */
  rename(peerId: number, title: string): Promise<boolean>;
  /** The messenger's numbers of who is there, communities (negative) among them; undefined when it doesn't tell. */
  members(peerId: number): Promise<string[] | undefined>;
}
