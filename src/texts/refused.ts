import type { ChannelId } from '../domain/people.js';
import { dayOf, type Instant, type Zone } from '../domain/time.js';
import { counted, dayAndMonth, messenger, time } from './formats.js';

const recipients = (count: number): string => counted(count, 'получатель', 'получателя', 'получателей');

/** What the messengers' codes are about, as far as they are of our making. */
const ABOUT = new Map([
  ['vk-100', 'неверный параметр'],
  ['vk-911', 'клавиатура'],
  ['vk-914', 'сообщение слишком длинное'],
  ['telegram-400', 'сообщение не принято'],
]);

/** What the `refused` command prints. */
export const refused = {
  command: () => 'показать, кому мессенджер отказал по нашей вине, и отправить ещё раз',
  send: () => 'отправить ещё раз всем, кому ещё не поздно',

  heads: () => ['Мессенджер', 'Занятие', 'Начало', 'Причина', 'Получателей', 'Отправить до'] as const,
  messenger: (channel: ChannelId) => messenger(channel),
  start: (at: Instant, zone: Zone) => `${dayAndMonth(dayOf(at, zone))}, ${time(at, zone)}`,
  reason: (code: string) => [code, ABOUT.get(code)].filter(Boolean).join(', '),
  until: (at: Instant, isLate: boolean, zone: Zone) => (isLate ? 'поздно' : time(at, zone)),

  none: () => 'Мессенджеры никому не отказали.',
  howToSend: () => 'Устраните причину и отправьте ещё раз: npm run zvonok -- refused --send',
  sentAgain: (count: number) =>
    `Снова в очереди: ${recipients(count)}. Отправит запущенный бот, каждому один раз и только тем, кого занятие ещё касается.`,
  nobody: () => 'Отправлять некому.',
  busy: (count: number) => `Отправляются прямо сейчас: ${recipients(count)}. Повторите через минуту.`,
} as const;
