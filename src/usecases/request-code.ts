import { HOUR, MINUTE, type Instant } from '../domain/time.js';
import type { AccountRef, Contact } from '../domain/people.js';
import type { CodeSender, Codes, RateLimits, Roster, Security, Strikes } from '../ports.js';

const CODE_LIFE = 5 * MINUTE;
/** One who asks for codes to many contacts is looking for people; many codes to one contact cost money and annoy. */
const PER_ACCOUNT = [{ max: 5, perMs: HOUR }];
const PER_CONTACT = [
  { max: 1, perMs: MINUTE },
  { max: 3, perMs: HOUR },
  { max: 6, perMs: 24 * HOUR },
];
/** After this many failures in a row a record is bound only with a printed code. */
export const STRIKES_MAX = 15;
/** Under what failures in a row with one contact are counted. */
export const strikeKey = (contactHash: string): string => `code:${contactHash}`;

interface Deps {
  roster: Roster;
  codes: Codes;
  limits: RateLimits;
  strikes: Strikes;
  security: Security;
  sender: CodeSender;
  codeText: (code: string) => string;
  /** Lets the sending go on after the answer, so that its time tells nothing; the app waits for it when stopping. */
  inBackground: (work: Promise<unknown>) => void;
}

export type CodeRequested =
  | { kind: 'asked'; contactHash: string }
  /** The college sends no codes to contacts of this kind; `other`: to the other kind it does. */
  | { kind: 'no-way'; to: Contact['kind']; other: boolean }
  | { kind: 'wait'; until: Instant };

/**
 * Sends a code to a contact if the roster has it. Known, unknown, locked and too-often-asked contacts answer alike and cost
 * the same work: a stranger learns nothing. Until a new code may be sent the old one stays valid for its account.
 */
export function createRequestCode(deps: Deps) {
  return async (account: AccountRef, contact: Contact, now: Instant): Promise<CodeRequested> => {
    if (!deps.sender.serves(contact.kind)) {
      const other = deps.sender.serves(contact.kind === 'phone' ? 'email' : 'phone');
      return { kind: 'no-way', to: contact.kind, other };
    }
    const starts = await deps.limits.take(`starts:${account.channel}:${account.id}`, PER_ACCOUNT, now);
    if (!starts.ok) return { kind: 'wait', until: starts.retryAt };
    const contactHash = deps.security.hashContact(contact);
    const sends = await deps.limits.take(`sends:${contactHash}`, PER_CONTACT, now);
    if (!sends.ok) return { kind: 'asked', contactHash };
    const [persons, strikes] = await Promise.all([
      deps.roster.personsByContact(contactHash),
      deps.strikes.count(strikeKey(contactHash)),
    ]);
    const code = deps.security.newCode();
    // A contact nobody has gets a code that nobody hears of: later steps then need no special case.
    await deps.codes.put({
      contact: contactHash,
      account,
      mac: deps.security.codeMac(code, contactHash, account),
      expiresAt: now + CODE_LIFE,
    });
    if (persons.length > 0 && strikes < STRIKES_MAX)
      deps.inBackground(deps.sender.send(contact, deps.codeText(code)));
    return { kind: 'asked', contactHash };
  };
}

export type RequestCode = ReturnType<typeof createRequestCode>;
