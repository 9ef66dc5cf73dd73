import type { Member } from '../domain/member.js';
import type { AccountRef, Binding, ChannelId, Contact } from '../domain/people.js';
import type { Listener } from '../domain/recipients.js';
import type { Instant } from '../domain/time.js';

/**
 * Who is behind an account, read anew for every input: a right never comes from a button. Undefined when the account is bound
 * to nobody who is still in the roster.
 */
export type WhoIs = (account: AccountRef) => Promise<Member | undefined>;

/** Which account of a messenger is which person of the roster. */
export interface Bindings {
  /** In the order in which they were made. */
  ofAccount(account: AccountRef): Promise<Binding[]>;
  /** In every messenger, in the order in which they were made. */
  ofPersons(personIds: readonly string[]): Promise<Binding[]>;
  /** What a notice needs of these people's bindings, in any order. */
  listeners(personIds: readonly string[]): Promise<Listener[]>;
  /** Those of these accounts of a messenger that are bound to somebody. */
  boundAmong(channel: ChannelId, accountIds: readonly string[]): Promise<Set<string>>;
  /** Unique per (channel, person): of two at once exactly one stays. */
  bind(binding: Binding): Promise<{ kind: 'bound' } | { kind: 'yours' } | { kind: 'taken'; by: AccountRef }>;
  /** Many at once (the `bind` command); those taken by others are returned, the rest are bound or were so already. */
  bindMany(bindings: readonly Binding[]): Promise<Binding[]>;
  /** Removes the account's bindings (to these people only, if given) and returns what was removed. */
  unbind(account: AccountRef, personIds?: readonly string[]): Promise<Binding[]>;
  /** What people have switched holds in every messenger they are bound in. */
  setNotify(personIds: readonly string[], on: boolean): Promise<void>;
  /** Whether these people, as parents, are told of this child's lessons. */
  setReminder(parentIds: readonly string[], childId: string, on: boolean): Promise<void>;
  /** Notices of these people go to these of their messengers, and to no other. */
  setReceives(personIds: readonly string[], channels: readonly ChannelId[]): Promise<void>;
  /** Whether the messenger lets these accounts be written to; what they have switched stays. */
  setReachable(accounts: readonly AccountRef[], reachable: boolean): Promise<void>;
}

/** A code on its way: one per (contact, account). The code itself is kept as a keyed hash. */
export interface CodeRequest {
  readonly contact: string;
  readonly account: AccountRef;
  readonly mac: string;
  readonly expiresAt: Instant;
}

export interface Codes {
  /** A new code overwrites the account's former one for this contact, its tries start anew. */
  put(request: CodeRequest): Promise<void>;
  /** Counts a try before anything is compared (atomic, limit in the filter); undefined when there is no live code or no try left. */
  try(
    contact: string,
    account: AccountRef,
    now: Instant,
    maxTries: number,
  ): Promise<{ mac: string; triesLeft: number } | undefined>;
  /** Single use: true for exactly one caller. */
  consume(contact: string, account: AccountRef, mac: string): Promise<boolean>;
  /** Every code of the account, when it is unbound. */
  forget(account: AccountRef): Promise<void>;
}

export interface Window {
  readonly max: number;
  readonly perMs: number;
}

/** How often something may happen: codes to one phone, say. */
export interface RateLimits {
  /** Takes one from every window or from none (sliding). `retryAt`: when the fullest window has room again. */
  take(
    key: string,
    windows: readonly Window[],
    now: Instant,
  ): Promise<{ ok: true } | { ok: false; retryAt: Instant }>;
  forget(key: string): Promise<void>;
}

/** Failures in a row, e.g. of binding one record. They don't lapse. */
export interface Strikes {
  count(key: string): Promise<number>;
  add(keys: readonly string[]): Promise<void>;
  clear(keys: readonly string[]): Promise<void>;
}

export interface Invite {
  readonly hash: string;
  readonly personId: string;
  readonly expiresAt: Instant;
}

export interface Invites {
  /** Returns the hashes that other codes have already: theirs are to be drawn again. */
  add(invites: readonly Invite[]): Promise<string[]>;
  /** The invite if it is live and unused; does not use it up. */
  find(hash: string, now: Instant): Promise<Invite | undefined>;
  /** Single use: true for exactly one caller. */
  use(hash: string, account: AccountRef, now: Instant): Promise<boolean>;
  /** Used codes stay used, but no longer say by whom. */
  forget(account: AccountRef): Promise<void>;
}

/** Keyed hashes, codes and signed links: everything that needs the secret key. */
export interface Security {
  /** A phone or e-mail as people write them, in its one canonical form. */
  parseContact(text: string): Contact | undefined;
  /** The keyed hash under which the roster knows the contact. */
  hashContact(contact: Contact): string;
  /** Six digits from a CSPRNG. */
  newCode(): string;
  /** Ties a code to the contact (its hash) and the account that asked for it. */
  codeMac(code: string, contact: string, account: AccountRef): string;
  /** In constant time. */
  sameMac(a: string, b: string): boolean;
  /** Eight characters without look-alikes. */
  newInviteCode(): string;
  /** Canonical form is taken first: case, spaces and dashes don't matter; undefined when it can't be a code. */
  hashInvite(text: string): string | undefined;
  /** A join token for this account and lesson, dead at `until`. */
  signJoin(claim: JoinClaim): string;
  /** The claim of a token that is ours, whole and not dead yet. */
  readJoin(token: string, now: Instant): JoinClaim | undefined;
  /** A short stable id (16 characters) for a text. */
  shortId(text: string): string;
  /** Encrypts a short text that must be read again (a contact, until its code is entered); AES-256-GCM. */
  seal(text: string): string;
  /** What was sealed; undefined when it was not sealed by this key. */
  unseal(sealed: string): string | undefined;
}

export interface JoinClaim {
  readonly account: AccountRef;
  readonly lessonId: string;
  readonly until: Instant;
}

/** Sends a code's text to a phone or a mailbox. Failures are values; they are logged by the adapter. */
export interface CodeSender {
  /** Whether contacts of this kind can be written to at all. */
  serves(kind: Contact['kind']): boolean;
  /** False when it could not be handed over. */
  send(contact: Contact, text: string): Promise<boolean>;
}
