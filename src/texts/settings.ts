import type { ChannelId } from '../domain/people.js';
import { inMessengers, messenger } from './formats.js';
import { plain } from './plain.js';

export const settings = {
  title: (facts: {
    notify: boolean | undefined;
    children: readonly { name: string; on: boolean }[];
    /** Where notices go, told when there is a choice. */
    where: readonly ChannelId[];
  }) =>
    [
      'Настройки',
      facts.notify === undefined
        ? ''
        : `Уведомления о начале занятий: ${facts.notify ? 'включены' : 'выключены'}.`,
      facts.where.length > 0 ? `Уведомления приходят ${inMessengers(facts.where)}.` : '',
      ...facts.children.map(
        ({ name, on }) => `Напоминания о занятиях (${plain(name)}): ${on ? 'включены' : 'выключены'}.`,
      ),
    ]
      .filter(Boolean)
      .join('\n'),
  askWhere: (now: readonly ChannelId[]) =>
    `Где получать уведомления? Сейчас они приходят ${inMessengers(now)}.`,
  only: (channel: ChannelId) => `Только ${messenger(channel)}`,
  chosen: (now: readonly ChannelId[]) => `Уведомления приходят ${inMessengers(now)}`,
  notBoundThere: () => 'Там учебный профиль не привязан',
  remindOn: (name: string) => `Напоминать: ${name}`,
  remindOff: (name: string) => `Не напоминать: ${name}`,
  changed: (on: boolean) => (on ? 'Включено' : 'Выключено'),
  notYourChild: () => 'Этого ребёнка нет среди ваших',
} as const;
