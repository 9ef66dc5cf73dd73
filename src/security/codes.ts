import { randomInt } from 'node:crypto';
import { accountKey, type AccountRef } from '../domain/people.js';
import type { Mac } from './keys.js';

/** Six decimal digits, all values alike (20 bits: five tries and short windows guard them, see Codes and RateLimits). */
export const newCode = (): string => String(randomInt(1_000_000)).padStart(6, '0');

/** The mac kept instead of a code; bound to the contact and the account, so a code of one dialog fits no other. */
export const codeMac = (mac: Mac, code: string, contact: string, account: AccountRef): string =>
  mac(JSON.stringify([code, contact, accountKey(account)]));
