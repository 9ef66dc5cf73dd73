import type { Chat, ChatSpec } from '../domain/chats.js';
import { SECOND, type Instant } from '../domain/time.js';
import type { ChatGateway, Chats, Clock } from '../ports.js';
import type { AccountRef } from '../domain/people.js';

/** Long enough for one attempt; a maker that died is replaced after it, so that the person still gets in within 20 s. */
const MAKING_LEASE = 12 * SECOND;
/** How long a press waits for a chat that somebody else is making. */
const PATIENCE = 15 * SECOND;
const POLL = 400;
/** A createChat whose answer was lost shows up among the conversations about this soon, if it happened at all. */
const SETTLE = SECOND;
/** A createChat may be carried out late: so long it is looked for before another is made. */
const LATE = 3 * SECOND;

interface Deps {
  chats: Chats;
  gateway: ChatGateway;
  clock: Clock;
  /** A name of this very attempt, for the lease. */
  newOwner: () => string;
  wait: (ms: number) => Promise<void>;
}

export type Entered = { kind: 'link'; link: string } | { kind: 'busy' } | { kind: 'unavailable' };

/**
 * The current invite link of a chat, which is made in the messenger when first needed, and never twice: one attempt at a
 * time by lease, and after an attempt whose end nobody knows the chat is looked for before another is made.
 */
export function createEnterChat(deps: Deps) {
  const { chats, gateway, clock } = deps;

  const find = async (spec: ChatSpec) =>
    gateway.find(
      spec.title,
      (await chats.all()).map(({ peerId }) => peerId),
    );

  /** Looks for the chat for a while. Only the messenger's own «none» at the end of it allows making another. */
  const lookFor = async (spec: ChatSpec, until: Instant): ReturnType<ChatGateway['find']> => {
    for (;;) {
      const found = await find(spec);
      if (found.kind === 'found' || clock.now() >= until) return found;
      await deps.wait(SETTLE);
    }
  };

  /** Makes the chat; only the holder of the lease is here. */
  const make = async (spec: ChatSpec, fresh: boolean): ReturnType<ChatGateway['create']> => {
    if (fresh) {
      const first = await gateway.create(spec.title);
      if (first.kind !== 'unknown') return first;
      await deps.wait(SETTLE);
    }
    const left = await lookFor(spec, clock.now() + LATE);
    if (left.kind === 'found') return { kind: 'made', peerId: left.peerId };
    return left.kind === 'none' ? gateway.create(spec.title) : left;
  };

  const ensure = async (spec: ChatSpec, until: Instant): Promise<Chat | 'busy' | 'unavailable'> => {
    const owner = deps.newOwner();
    for (;;) {
      const claim = await chats.claim(spec, owner, clock.now(), MAKING_LEASE);
      if (claim.kind === 'made') return claim.chat;
      if (claim.kind === 'mine') {
        const making = await make(spec, claim.fresh);
        if (making.kind === 'made') {
          await chats.made(spec, making.peerId);
          // The one recorded first counts, should a maker taken for dead have come back.
          const [chat] = await chats.byKeys([spec.key]);
          return chat ?? 'unavailable';
        }
        // Refused: nothing was made. Unknown: the lease is left to end, so that the next one looks before making.
        if (making.kind === 'refused') await chats.release(spec.key, owner);
        return 'unavailable';
      }
      if (clock.now() >= until) return 'busy';
      await deps.wait(POLL);
    }
  };

  return async (account: AccountRef, spec: ChatSpec): Promise<Entered> => {
    const until = clock.now() + PATIENCE;
    // Twice at most: a chat that the messenger lost is made anew.
    for (const again of [true, false]) {
      const chat = await ensure(spec, until);
      if (chat === 'busy') return { kind: 'busy' };
      if (chat === 'unavailable') return { kind: 'unavailable' };
      const invite = await gateway.inviteLink(chat.peerId, false);
      if (invite.kind === 'link') {
        await chats.enter(spec.key, account);
        return invite;
      }
      if (invite.kind === 'failed' || !again) break;
      await chats.lost(spec.key);
    }
    return { kind: 'unavailable' };
  };
}

export type EnterChat = ReturnType<typeof createEnterChat>;
