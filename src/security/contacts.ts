import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Contact } from '../domain/people.js';

const LENGTH_MAX = 254;
const LABEL = /^(?:tel:|mailto:|(?:тел|телефон|моб|мобильный|номер|почта|e-?mail)[.:\s]+)\s*/iu;

/**
 * A phone or e-mail as people write them, in its one canonical form: `+79123456789`, `name@mail.ru`; `undefined` when it
 * is neither. Forms of one contact must not give two records or two limits, so everything is folded first: full-width
 * signs, no-break spaces, soft hyphens, any dash.
 */
export function parseContact(text: string): Contact | undefined {
  if (text.length > LENGTH_MAX) return undefined;
  const folded = text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .replace(LABEL, '');
  return folded.includes('@') ? parseEmail(folded) : parsePhone(folded);
}

/** Ten digits and `8…` are Russian numbers; `+` or `00` begins one of any country. */
function parsePhone(text: string): Contact | undefined {
  if (!/^\+?[\d\s()./\p{Pd}]+$/u.test(text)) return undefined;
  const digits = text.replace(/\D/g, '');
  const russian =
    /^(?:00)?[78](\d{10})$/.exec(digits) ?? /^(\d{10})$/.exec(text.startsWith('+') ? '' : digits);
  const international = text.startsWith('+') ? digits : /^00(\d+)$/.exec(digits)?.[1];
  const written = russian ? `+7${russian[1]}` : international && `+${international}`;
  const phone = written ? parsePhoneNumberFromString(written) : undefined;
  return phone?.isValid() ? { kind: 'phone', value: phone.number } : undefined;
}

/** Lower case; the domain in ASCII. Anything that could end a header line or add a recipient makes it no address. */
function parseEmail(text: string): Contact | undefined {
  const [, local, domain] =
    /^([a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64})@([\p{L}\p{N}.-]+)$/u.exec(text.toLowerCase()) ?? [];
  if (!local || !domain || !URL.canParse(`http://${domain}`)) return undefined;
  const host = new URL(`http://${domain}`).hostname;
  if (!/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(host)) return undefined;
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) return undefined;
  return { kind: 'email', value: `${local}@${host}` };
}
