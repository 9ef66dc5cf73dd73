import type { PhoneText } from '../phone.js';

/** The digits of the newest code that came to a contact as somebody wrote it; of the newest at all where it is no contact. */
export function latestCode(texts: readonly PhoneText[], written: string): string | undefined {
  const key = keyOf(written);
  const to = key === undefined ? texts : texts.filter((one) => keyOf(one.contact.value) === key);
  return to.flatMap((one) => /\b\d{6}\b/.exec(one.text) ?? []).at(-1);
}

/** Whether a text is a phone or an address of mail, as far as a code's way needs it. */
export const isContact = (written: string): boolean => keyOf(written) !== undefined;

/** A phone by its last ten digits, an address of mail in lower case. */
function keyOf(contact: string): string | undefined {
  if (contact.includes('@')) return contact.trim().toLowerCase();
  const digits = contact.replace(/\D/g, '');
  return digits.length >= 10 ? digits.slice(-10) : undefined;
}
