import type { Button } from '../domain/messages.js';
import { buttons } from '../texts/buttons.js';
import { common } from '../texts/common.js';
import { menuOf, say, toast, type Command } from './command.js';

const leadOn: Button[][] = [
  [
    { kind: 'say', label: buttons.lessons, action: { do: 'lessons' }, tone: 'primary' },
    { kind: 'say', label: buttons.chats, action: { do: 'chats', page: 0 }, tone: 'primary' },
  ],
  [{ kind: 'say', label: buttons.help, action: { do: 'help' } }],
];
const toBinding: Button[][] = [
  [{ kind: 'say', label: buttons.bind, action: { do: 'bind' }, tone: 'primary' }],
  [{ kind: 'say', label: buttons.help, action: { do: 'help' } }],
];

/** An old, foreign or out-of-place button: said so, with the menu. */
export const staleButton: Command = {
  name: 'stale-button',
  run(context) {
    const { input, place } = context;
    if (input.kind !== 'stale-button' && input.kind !== 'press') return undefined;
    if (place === 'chat') return toast(common.staleToast());
    return {
      reply: {
        toast: common.staleToast(),
        message: { text: common.staleButton(), keyboard: menuOf(context) },
      },
    };
  },
};

/** Stickers, voice, pictures: what the bot can't read is named, never passed over. */
export const unreadable: Command = {
  name: 'unreadable',
  run: ({ input, member }) =>
    input.kind === 'other'
      ? say({
          text: `${common.onlyText(input.what)} ${common.useButtons()}`,
          keyboard: { place: 'inline', rows: member ? leadOn : toBinding },
        })
      : undefined,
};

/** Anything else. */
export const fallback: Command = {
  name: 'fallback',
  run: ({ member }) =>
    say({
      text: member ? common.notUnderstood() : common.notUnderstoodUnbound(),
      keyboard: { place: 'inline', rows: member ? leadOn : toBinding },
    }),
};
