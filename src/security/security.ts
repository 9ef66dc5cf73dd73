import type { Security } from '../ports.js';
import { codeMac, newCode } from './codes.js';
import { parseContact } from './contacts.js';
import { hashInvite, newInviteCode } from './invites.js';
import { keyFor, macFor, sameMac } from './keys.js';
import { readJoin, signJoin } from './links.js';
import { seal, unseal } from './sealing.js';
import { shortId } from './short-id.js';

/** The `Security` port over one secret key (at least 32 characters; the configuration sees to it). */
export function createSecurity(secretKey: string): Security {
  const contacts = macFor(secretKey, 'contacts');
  const codes = macFor(secretKey, 'codes');
  const invites = macFor(secretKey, 'invites');
  const links = macFor(secretKey, 'join-links');
  const sealing = keyFor(secretKey, 'sealing');
  return {
    parseContact,
    hashContact: ({ kind, value }) => contacts(`${kind}:${value}`),
    newCode,
    codeMac: (code, contact, account) => codeMac(codes, code, contact, account),
    sameMac,
    newInviteCode,
    hashInvite: (text) => hashInvite(invites, text),
    signJoin: (claim) => signJoin(links, claim),
    readJoin: (token, now) => readJoin(links, token, now),
    shortId,
    seal: (text) => seal(sealing, text),
    unseal: (sealed) => unseal(sealing, sealed),
  };
}
