import type { Day, Instant } from './time.js';

export type PersonKind = 'student' | 'teacher' | 'parent' | 'staff';
export type StaffRole = 'office' | 'curator';
export type ChannelId = 'vk' | 'telegram' | 'max';

interface PersonBase {
  /** `<kind>:<id of the roster>`, e.g. `student:2001`. */
  readonly id: string;
  readonly lastName: string;
  readonly firstName: string;
  readonly middleName?: string;
  /** Keyed hashes of the phones and e-mails the college has; the contacts themselves are never kept. */
  readonly contacts: readonly string[];
}

/** Someone of the college's roster. */
export type Person =
  | (PersonBase & { readonly kind: 'student'; readonly groupId: string; readonly birthDate?: Day })
  | (PersonBase & { readonly kind: 'teacher' })
  | (PersonBase & { readonly kind: 'parent'; readonly childIds: readonly string[] })
  | (PersonBase & { readonly kind: 'staff'; readonly role: StaffRole });

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly course?: number;
  readonly specialtyCode?: string;
  readonly department?: string;
  /** Person id of a teacher or of a member of staff. */
  readonly curatorId?: string;
}

/** A messenger identity: the messenger's own number of a user, as text. */
export interface AccountRef {
  readonly channel: ChannelId;
  readonly id: string;
}

/** A phone (`+79123456789`) or an e-mail, in its one canonical form. */
export interface Contact {
  readonly kind: 'phone' | 'email';
  readonly value: string;
}

/** What the person agreed to, and when (152-ФЗ asks for proof). */
export interface Consent {
  readonly at: Instant;
  /** Version of the text shown; `elsewhere` when the college brought it from another bot. */
  readonly text: string;
}

/** An account bound to one person of the roster. One account may hold several (roles, children); a person has one account a messenger. */
export interface Binding {
  readonly account: AccountRef;
  readonly personId: string;
  readonly kind: PersonKind;
  readonly boundAt: Instant;
  readonly consent: Consent;
  /** Lesson notices of one's own lessons; parents' are per child, in `remindFor`. */
  readonly notify: boolean;
  /** A parent's children (person ids) whose lessons are to be told. */
  readonly remindFor: readonly string[];
  /** False: notices go to the person's account in another messenger. Absent = they come here too. */
  readonly receives?: boolean;
  /** False once the messenger said that this account can't be written to; true again when it writes or allows. */
  readonly reachable: boolean;
}

/** A text form of an account usable as a key. */
export const accountKey = (account: AccountRef): string => `${account.channel}:${account.id}`;

/** «Иванова Анна Петровна». */
export const fullName = (person: Person): string =>
  [person.lastName, person.firstName, person.middleName].filter(Boolean).join(' ');

/** «Шаблонов П. П.», as timetables print teachers. */
export function shortName(person: Person): string {
  const initials = [person.firstName, person.middleName].flatMap((name) => (name ? [`${name[0]}.`] : []));
  return [person.lastName, ...initials].join(' ');
}

/** A name as compared with the roster: case, ё/е, hyphens, spaces and invisible signs don't matter. */
export function normalizeName(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[\p{Cf}]/gu, '')
    .replace(/[^\p{L}]+/gu, ' ')
    .trim();
}

/** Whether what a person typed names this record: surname and first name in either order, the patronymic only if typed. */
export function isNamed(person: Person, typed: string): boolean {
  const words = normalizeName(typed).split(' ').sort().join(' ');
  const key = (...names: (string | undefined)[]) =>
    normalizeName(names.filter(Boolean).join(' ')).split(' ').sort().join(' ');
  return (
    words === key(person.lastName, person.firstName) ||
    words === key(person.lastName, person.firstName, person.middleName)
  );
}
