import { randomInt } from 'node:crypto';
import type { Mac } from './keys.js';

/** Digits and capitals of which no two look alike, printed or handwritten; Cyrillic capitals of the same shape fold into them. */
const SIGNS = '2346789ACDEFGHJKMNPQRTVWXY';
const LENGTH = 8;

/** What people type for a sign they see: a Cyrillic letter of its shape, or the sign's twin that we never print. */
const TWINS: Readonly<Record<string, string>> = {
  А: 'A',
  В: '8',
  Е: 'E',
  З: '3',
  К: 'K',
  М: 'M',
  Н: 'H',
  Р: 'P',
  С: 'C',
  Т: 'T',
  У: 'Y',
  Х: 'X',
  B: '8',
  Z: '2',
  U: 'V',
};

/** Eight random signs (38 bits; single use, a term and rate limits guard them). */
export const newInviteCode = (): string =>
  Array.from({ length: LENGTH }, () => SIGNS.charAt(randomInt(SIGNS.length))).join('');

/** The code that was meant, whatever its case, spaces, dashes and keyboard; `undefined` when it can't be one. */
function canonical(text: string): string | undefined {
  if (text.length > 64) return undefined;
  const signs = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\p{Cf}\s\p{Pd}._]/gu, '');
  const code = Array.from(signs, (sign) => TWINS[sign] ?? sign).join('');
  return code.length === LENGTH && Array.from(code).every((sign) => SIGNS.includes(sign)) ? code : undefined;
}

/** The keyed hash under which an invite is kept. */
export function hashInvite(mac: Mac, text: string): string | undefined {
  const code = canonical(text);
  return code && mac(code);
}
