import type { AccountRef, Person } from '../domain/people.js';
import { HOUR, type Instant } from '../domain/time.js';
import type { Invites, RateLimits, Roster, Security } from '../ports.js';

/** Printed codes are long enough not to be guessed; this only keeps a guesser from trying for free. */
const TRIES = [{ max: 10, perMs: HOUR }];

interface Deps {
  invites: Invites;
  roster: Roster;
  limits: RateLimits;
  security: Security;
}

/** Whose printed code this is, without using it up; undefined when it is wrong, used, late, or tried too often. */
export function createFindInvite({ invites, roster, limits, security }: Deps) {
  return async (account: AccountRef, code: string, now: Instant): Promise<Person | undefined> => {
    const hash = security.hashInvite(code);
    if (!hash) return undefined;
    const allowed = await limits.take(`invites:${account.channel}:${account.id}`, TRIES, now);
    const invite = allowed.ok ? await invites.find(hash, now) : undefined;
    return invite ? roster.person(invite.personId) : undefined;
  };
}

/** Uses a printed code up; true for exactly one caller. */
export function createUseInvite({ invites, security }: Pick<Deps, 'invites' | 'security'>) {
  return async (account: AccountRef, code: string, now: Instant): Promise<boolean> => {
    const hash = security.hashInvite(code);
    return hash !== undefined && invites.use(hash, account, now);
  };
}

export type FindInvite = ReturnType<typeof createFindInvite>;
export type UseInvite = ReturnType<typeof createUseInvite>;
