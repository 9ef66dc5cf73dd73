import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What a key is for. Each purpose has a key of its own, so a mac of one is worthless for another. */
export type Purpose = 'contacts' | 'codes' | 'invites' | 'join-links' | 'sealing';

/** A keyed hash as base64url text (43 characters). */
export type Mac = (text: string) => string;

/** 32 bytes derived from the secret key (HKDF-SHA-256) for this purpose alone. */
export const keyFor = (secretKey: string, purpose: Purpose): Buffer =>
  Buffer.from(hkdfSync('sha256', secretKey, 'zvonok', purpose, 32));

/** HMAC-SHA-256 under the purpose's own key. */
export function macFor(secretKey: string, purpose: Purpose): Mac {
  const key = keyFor(secretKey, purpose);
  return (text) => createHmac('sha256', key).update(text, 'utf8').digest('base64url');
}

/** Whether two macs are the same, in a time that tells nothing of where they differ. Compared as text: one spelling only. */
export function sameMac(a: string, b: string): boolean {
  const left = Buffer.from(a, 'utf8');
  const right = Buffer.from(b, 'utf8');
  return left.length === right.length && timingSafeEqual(left, right);
}
