import type { Contact } from '../domain/people.js';
import type { Deliver } from './code-sender.js';

/** No real sending: the text goes to whoever shows it (the sandbox's phone). It is never printed: a log must not hold codes. */
export function createConsoleSms(
  kind: Contact['kind'],
  show: (contact: Contact, text: string) => void,
): Deliver {
  return async (to, text) => {
    show({ kind, value: to }, text);
    return true;
  };
}
