import type { Action, Button, Keyboard } from '../domain/messages.js';
import { buttons } from './buttons.js';

const say = (label: string, action: Action, tone?: 'primary' | 'positive' | 'negative'): Button => ({
  kind: 'say',
  label,
  action,
  ...(tone && { tone }),
});

/** The keyboard that stays under the text field of someone bound. */
export const mainMenu = (): Keyboard => ({
  place: 'menu',
  rows: [
    [
      say(buttons.lessons, { do: 'lessons' }, 'primary'),
      say(buttons.chats, { do: 'chats', page: 0 }, 'primary'),
    ],
    [say(buttons.settings, { do: 'settings' }), say(buttons.help, { do: 'help' })],
  ],
});

/** The keyboard of someone not bound yet. */
export const strangerMenu = (): Keyboard => ({
  place: 'menu',
  rows: [[say(buttons.bind, { do: 'bind' }, 'primary')], [say(buttons.help, { do: 'help' })]],
});

/** Choices of a dialog's step: one a row, then «Назад» and «Отмена» side by side. */
export function choices(
  options: readonly (readonly [label: string, value: string, tone?: 'primary' | 'positive' | 'negative'])[],
  withBack: boolean,
): Keyboard {
  const choose = (label: string, value: string, tone?: 'primary' | 'positive' | 'negative') =>
    say(label, { do: 'choose', value }, tone);
  return {
    place: 'inline',
    rows: [
      ...options.map(([label, value, tone]) => [choose(label, value, tone)]),
      [...(withBack ? [choose(buttons.back, 'back')] : []), choose(buttons.cancel, 'cancel')],
    ],
  };
}
