import { isVkChat } from './chat-peers.js';
import type { Place } from './tables.js';
import type { ChannelId, PersonKind } from './people.js';
import type { Day } from './time.js';

/** One row of a list of bindings that a college brings from another bot. */
export interface BindRow {
  readonly place: Place;
  readonly channel: ChannelId;
  /** The account's number in its messenger. */
  readonly account: string;
  readonly kind: PersonKind;
  /** The id of the roster's tables, without the kind. */
  readonly personId: string;
  /** The day on which consent was given elsewhere, when the list tells it. */
  readonly consentDay?: Day;
}

/** Whether a text can be a user's number in this messenger: a positive whole number, and in VK none of a chat's. */
export function isAccountNumber(channel: ChannelId, text: string): boolean {
  if (!/^[1-9]\d{0,15}$/.test(text)) return false;
  const number = Number(text);
  if (!Number.isSafeInteger(number)) return false;
  return channel !== 'vk' || !isVkChat(number);
}

const CHANNELS: Record<ChannelId, string> = { vk: 'VK', telegram: 'Telegram', max: 'MAX' };
const TABLES: Record<PersonKind, string> = {
  student: 'студентов',
  teacher: 'преподавателей',
  parent: 'родителей',
  staff: 'сотрудников',
};

/** Why a row of the list is refused, in Russian, for the operator; beside the rows for the reason of `import-reasons`. */
export const bindReasons = {
  badChannel: (text: string) => `«${text}»: нужно vk, telegram или max`,
  badAccount: (text: string) => `«${text}»: это не номер пользователя в мессенджере`,
  badKind: (text: string) => `«${text}»: нужно student, teacher, parent или staff`,
  badConsent: (text: string) => `«${text}»: нужна дата согласия, «да» или пустая ячейка`,
  noConsent: () => 'согласия нет, поэтому привязывать нельзя: уберите строку',
  consentAhead: () => 'дата согласия ещё не наступила',
  unknownPerson: (kind: PersonKind, id: string) => `в таблице ${TABLES[kind]} нет номера ${id}`,
  twice: (line: number) => `этот человек в этом мессенджере уже есть в строке ${line}`,
  taken: (channel: ChannelId) => `человек уже привязан к другому аккаунту: ${CHANNELS[channel]}`,
} as const;
