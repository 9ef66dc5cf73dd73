import type { AccountRef, Person } from '../domain/people.js';
import { HOUR, type Instant } from '../domain/time.js';
import type { Codes, RateLimits, Roster, Security, Strikes } from '../ports.js';
import { STRIKES_MAX, strikeKey } from './request-code.js';

const TRIES_PER_CODE = 5;
const TRIES_PER_RECORD = [{ max: 20, perMs: HOUR }];

interface Deps {
  roster: Roster;
  codes: Codes;
  limits: RateLimits;
  strikes: Strikes;
  security: Security;
}

export type CodeVerified =
  | { kind: 'right'; persons: Person[] }
  /** Wrong, late, used or somebody else's: one answer for all of them. */
  | { kind: 'wrong' }
  | { kind: 'no-tries-left' };

/** Checks six digits. The try is counted before anything is compared, so parallel guesses share the same five tries. */
export function createVerifyCode({ roster, codes, limits, strikes, security }: Deps) {
  return async (
    account: AccountRef,
    contactHash: string,
    code: string,
    now: Instant,
  ): Promise<CodeVerified> => {
    const perRecord = await limits.take(`tries:${contactHash}`, TRIES_PER_RECORD, now);
    const tried = perRecord.ok ? await codes.try(contactHash, account, now, TRIES_PER_CODE) : undefined;
    if (!tried) return { kind: 'wrong' };
    const right =
      security.sameMac(tried.mac, security.codeMac(code, contactHash, account)) &&
      (await strikes.count(strikeKey(contactHash))) < STRIKES_MAX &&
      (await codes.consume(contactHash, account, tried.mac));
    if (!right) {
      await strikes.add([strikeKey(contactHash)]);
      return tried.triesLeft > 0 ? { kind: 'wrong' } : { kind: 'no-tries-left' };
    }
    await strikes.clear([strikeKey(contactHash)]);
    return { kind: 'right', persons: await roster.personsByContact(contactHash) };
  };
}

export type VerifyCode = ReturnType<typeof createVerifyCode>;
