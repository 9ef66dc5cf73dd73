import type { Contact } from '../domain/people.js';
import type { Deliver } from './code-sender.js';

/**
 * No real sending: the text goes to whoever shows it (the sandbox's phone). Without anyone to show it, it is dropped and
 * counts as not sent; it is never printed, since a log must not hold codes.
 */
export function createConsoleSms(
  kind: Contact['kind'],
  show?: (contact: Contact, text: string) => void,
): Deliver {
  return async (to, text) => {
    show?.({ kind, value: to }, text);
    return show !== undefined;
  };
}
