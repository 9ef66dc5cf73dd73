/**
 * What the core asks of the outside. A port is as small as the need; adapters (storage, channels, gateways, security)
 * implement them, and one contract suite per port runs against every adapter.
 */
import type { Chat, ChatSpec, TaughtSubject } from './domain/chats.js';
import type { Lesson } from './domain/lessons.js';
import type { Batch, Notice, Outcome } from './domain/notices.js';
import type { OutMessage } from './domain/messages.js';
import type { AccountRef, Binding, ChannelId, Contact, Group, Person } from './domain/people.js';
import type { Bell } from './domain/tables.js';
import type { Day, Instant } from './domain/time.js';

export interface Clock {
  now(): Instant;
}

/** The college's people and groups. */
export interface Roster {
  person(id: string): Promise<Person | undefined>;
  persons(ids: readonly string[]): Promise<Person[]>;
  personsByContact(hash: string): Promise<Person[]>;
  studentsOf(groupIds: readonly string[]): Promise<Person[]>;
  parentsOf(studentIds: readonly string[]): Promise<Person[]>;
  everyone(): Promise<Person[]>;
  groups(ids: readonly string[]): Promise<Group[]>;
  groupsCuratedBy(personId: string): Promise<Group[]>;
  groupByName(name: string): Promise<Group | undefined>;
}

export interface Timetable {
  lesson(id: string): Promise<Lesson | undefined>;
  /** Lessons of these groups with `from <= day <= to`, in the order of `byStart`. */
  ofGroups(groupIds: readonly string[], from: Day, to: Day): Promise<Lesson[]>;
  ofTeacher(personId: string, from: Day, to: Day): Promise<Lesson[]>;
  /** Remote, not cancelled, `from < startsAt <= to`. */
  remoteStarting(from: Instant, to: Instant): Promise<Lesson[]>;
  /** Distinct subjects of these groups with their teachers, over the whole timetable known. */
  subjectsOfGroups(groupIds: readonly string[]): Promise<TaughtSubject[]>;
  /** Distinct (group, subject) that this teacher gives. */
  subjectsOfTeacher(personId: string): Promise<TaughtSubject[]>;
  setLink(lessonId: string, link: string): Promise<void>;
  /** Marks «Начать сейчас» once; false when it was marked already. */
  markStarted(lessonId: string, at: Instant): Promise<boolean>;
}

/** One import's outcome, applied as a whole: a crash in between is finished at the next start. */
export interface RosterChanges {
  readonly persons: {
    readonly put: readonly Person[];
    readonly remove: readonly string[];
    /** People known under a new id (the old one is in `remove`): what is kept by person id, e.g. bindings, follows. */
    readonly renamed?: readonly { readonly from: string; readonly to: string }[];
  };
  readonly groups: { readonly put: readonly Group[]; readonly remove: readonly string[] };
  readonly lessons: { readonly put: readonly Lesson[]; readonly remove: readonly string[] };
  /** Absent = the file said nothing of bells. */
  readonly bells?: readonly Bell[];
}

/** What an import compares with and writes to. */
export interface RosterStore {
  everyone(): Promise<Person[]>;
  allGroups(): Promise<Group[]>;
  lessonsOf(groupIds: readonly string[], from: Day, to: Day): Promise<Lesson[]>;
  bells(): Promise<Bell[]>;
  apply(changes: RosterChanges, progress: (done: number, total: number) => void): Promise<void>;
  /** Finishes an import that a crash cut short. */
  resume(): Promise<void>;
}

export interface Bindings {
  ofAccount(account: AccountRef): Promise<Binding[]>;
  ofPersons(personIds: readonly string[]): Promise<Binding[]>;
  /** Unique per (channel, person): of two at once exactly one stays. */
  bind(binding: Binding): Promise<{ kind: 'bound' } | { kind: 'yours' } | { kind: 'taken'; by: AccountRef }>;
  /** Many at once (the `bind` command); those taken by others are returned, the rest are bound or were so already. */
  bindMany(bindings: readonly Binding[]): Promise<Binding[]>;
  /** Removes all of the account's bindings and returns what was removed. */
  unbind(account: AccountRef): Promise<Binding[]>;
  setNotify(account: AccountRef, on: boolean): Promise<void>;
  setReminder(account: AccountRef, childId: string, on: boolean): Promise<void>;
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
  forget(account: AccountRef): Promise<void>;
}

export interface Window {
  readonly max: number;
  readonly perMs: number;
}

export interface RateLimits {
  /** Takes one from every window or from none (sliding). `retryAt`: when the fullest window has room again. */
  take(
    key: string,
    windows: readonly Window[],
    now: Instant,
  ): Promise<{ ok: true } | { ok: false; retryAt: Instant }>;
  forget(key: string): Promise<void>;
}

/** Failures in a row, e.g. of binding one record. */
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
  find(title: string, taken: readonly number[]): Promise<number | undefined>;
  /** The current link; a new one when `renew`. `gone`: the chat is no more. */
  inviteLink(
    peerId: number,
    renew: boolean,
  ): Promise<{ kind: 'link'; link: string } | { kind: 'gone' } | { kind: 'failed' }>;
  remove(peerId: number, accountId: string): Promise<'removed' | 'absent' | 'failed'>;
  rename(peerId: number, title: string): Promise<boolean>;
  members(peerId: number): Promise<string[] | undefined>;
}

/** The notice ledger. Single-document atomics only; whoever holds the lease sends. */
export interface NoticeLedger {
  /** Inserts the notice and its batches unless the key is there; true when this call planned it. */
  plan(notice: Notice): Promise<boolean>;
  /** Peers that some notice of this lesson and start was planned for. */
  toldAlready(lessonId: string, startsAt: Instant): Promise<Set<string>>;
  /** Due, unfinished, unleased batches become the owner's until the lease ends; earliest expiry first. */
  claim(channel: ChannelId, owner: string, now: Instant, leaseMs: number, limit: number): Promise<Batch[]>;
  /** Before the first try: remembers when it was made. False when the lease was lost. */
  started(batchId: string, owner: string, now: Instant, peers: readonly string[]): Promise<boolean>;
  /** Records outcomes in one write; peers in `retry` stay for the next claim at `retryAt`. False when the lease was lost. */
  finish(batchId: string, owner: string, result: BatchResult): Promise<boolean>;
  /** Age-independent: the due time of the oldest unfinished batch, for the lag metric. */
  oldestDue(channel: ChannelId, now: Instant): Promise<Instant | undefined>;
  /** Ends the leases left by an earlier life of this very process. */
  releaseOwned(owner: string): Promise<void>;
  /** Takes an account out of what was planned and sent: nothing of it stays after it is unbound. */
  forget(account: AccountRef): Promise<void>;
  /** How a lesson's notices went, for its teacher. */
  summary(
    lessonId: string,
    startsAt: Instant,
  ): Promise<{ planned: number; sent: number; gone: number; pending: number }>;
}

export interface BatchResult {
  readonly sent: number;
  readonly gone: number;
  readonly dropped: number;
  readonly retry: readonly string[];
  readonly retryAt: Instant;
}

/** How a channel sends one message to many; never throws, every peer gets an outcome. */
export interface NoticeGateway {
  readonly channel: ChannelId;
  send(
    message: OutMessage,
    peers: readonly string[],
    randomId: number,
  ): Promise<ReadonlyMap<string, Outcome>>;
}

/** Keyed hashes, codes and signed links: everything that needs the secret key. */
export interface Security {
  /** A phone or e-mail as people write them, in its one canonical form. */
  parseContact(text: string): Contact | undefined;
  hashContact(contact: Contact): string;
  /** Six digits from a CSPRNG. */
  newCode(): string;
  codeMac(code: string, contact: string, account: AccountRef): string;
  sameMac(a: string, b: string): boolean;
  /** Eight characters without look-alikes. */
  newInviteCode(): string;
  /** Canonical form is taken first: case, spaces and dashes don't matter; undefined when it can't be a code. */
  hashInvite(text: string): string | undefined;
  /** A join token for this account and lesson, dead at `until`. */
  signJoin(claim: JoinClaim): string;
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
  send(contact: Contact, text: string): Promise<boolean>;
}

/** Updates are kept before the messenger hears «ok»: nothing is lost, nothing is done twice. */
export interface Inbox {
  /** True when this event is new. */
  add(event: StoredEvent): Promise<boolean>;
  /** Forgets the body (it may hold a phone or a code) and keeps the id against repeats. */
  done(eventId: string): Promise<void>;
  /** The oldest unhandled events of one queue, in order of arrival. */
  next(queue: string, limit: number): Promise<StoredEvent[]>;
  /** Takes one queue's (peer:person) right to be handled; false while another process has it. */
  takeQueue(queue: string, owner: string, now: Instant, leaseMs: number): Promise<boolean>;
  freeQueue(queue: string, owner: string): Promise<void>;
  /** Unhandled events, oldest first. */
  waiting(channel: ChannelId, limit: number): Promise<StoredEvent[]>;
}

export interface StoredEvent {
  /** `<channel>:<event id>`. */
  readonly id: string;
  readonly channel: ChannelId;
  readonly queue: string;
  readonly at: Instant;
  readonly body: unknown;
}

/** One holder of a name at a time, for as long as it renews. */
export interface Leases {
  take(name: string, owner: string, now: Instant, leaseMs: number): Promise<boolean>;
  free(name: string, owner: string): Promise<void>;
  /** A small value kept under a name, e.g. the Long Poll position. */
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
}

/** Dialog sessions as plain objects. */
export interface Sessions {
  get(key: string): Promise<Record<string, unknown> | undefined>;
  set(key: string, value: Record<string, unknown>): Promise<void>;
  delete(key: string): Promise<void>;
}

/** Says something to an account outside of a dialog; failures are logged, never thrown. */
export interface Teller {
  tell(account: AccountRef, message: OutMessage): Promise<void>;
}

/** Counters and gauges; names per contract.md. */
export interface Metrics {
  noticesSent(channel: ChannelId, count: number): void;
  noticesGone(channel: ChannelId, count: number): void;
  noticesDropped(channel: ChannelId, reason: string, count: number): void;
  replyTime(channel: ChannelId, ms: number): void;
}
