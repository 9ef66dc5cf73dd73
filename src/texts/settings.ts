import { plain } from './plain.js';

export const settings = {
  title: (facts: { notify: boolean | undefined; children: readonly { name: string; on: boolean }[] }) =>
    [
      'Настройки',
      facts.notify === undefined
        ? ''
        : `Уведомления о начале занятий: ${facts.notify ? 'включены' : 'выключены'}.`,
      ...facts.children.map(
        ({ name, on }) => `Напоминания о занятиях (${plain(name)}): ${on ? 'включены' : 'выключены'}.`,
      ),
    ]
      .filter(Boolean)
      .join('\n'),
  remindOn: (name: string) => `Напоминать: ${name}`,
  remindOff: (name: string) => `Не напоминать: ${name}`,
  changed: (on: boolean) => (on ? 'Включено' : 'Выключено'),
  notYourChild: () => 'Этого ребёнка нет среди ваших',
} as const;
