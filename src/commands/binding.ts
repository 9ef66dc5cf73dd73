import { capabilities } from '../domain/capabilities.js';
import { binding, rolesOf } from '../texts/binding.js';
import { buttons } from '../texts/buttons.js';
import type { Member } from '../domain/member.js';
import { isWord, pressed, say, type Command, type CommandResult } from './command.js';

/** Only what may be a printed code leads to binding: links of other kinds (an advert's, say) are an ordinary «Начать». */
const CODE_SHAPE = /^[\p{L}\p{N}]{8}$/u;

/** `vk.me/<community>?ref=CODE`: the printed code came with the first message. */
export const openInvite: Command = {
  name: 'open-invite',
  run: ({ input }) =>
    input.kind === 'ref' && CODE_SHAPE.test(input.code)
      ? { enter: { scene: 'binding', state: { invite: input.code } } }
      : undefined,
};

/** What is said to somebody bound who asks for binding: another role or child, or the way out. */
const boundAlready = ({ persons, children, groups }: Member): CommandResult =>
  say({
    text: binding.alreadyBound(rolesOf(persons, children, groups)),
    keyboard: {
      place: 'inline',
      rows: [
        [{ kind: 'press', label: buttons.addRole, action: { do: 'bind' } }],
        [{ kind: 'say', label: buttons.unbind, action: { do: 'unbind' }, tone: 'negative' }],
      ],
    },
  });

/** A phone shared outside of the dialog that asks for it: somebody wants to be bound. */
export const shareContact: Command = {
  name: 'share-contact',
  run({ input, member }) {
    if (input.kind !== 'contact') return undefined;
    return member ? boundAlready(member) : { enter: { scene: 'binding', state: {} } };
  },
};

/** «Привязать учебный профиль VK ID»: done once; whoever is bound is told so, and may add a role or a child. */
export const bind: Command = {
  name: 'bind',
  run({ input, member }) {
    if (
      isWord(input, [buttons.addRole]) ||
      (pressed(input, 'bind') && input.kind === 'press' && input.silent)
    ) {
      return { enter: { scene: 'binding', state: {} } };
    }
    if (
      !pressed(input, 'bind') &&
      !isWord(input, [buttons.bind, 'привязать', 'привязка', 'привязать профиль'])
    )
      return undefined;
    if (!member) return { enter: { scene: 'binding', state: {} } };
    return boundAlready(member);
  },
};

/** «Отменить привязку учебного профиля VK ID»: asked once in its own dialog. */
export const unbind: Command = {
  name: 'unbind',
  async run({ account, input, member, deps }) {
    const words = [
      buttons.unbind,
      'отменить привязку',
      'отвязать',
      'отвязаться',
      'отменить привязку профиля',
    ];
    if (!pressed(input, 'unbind') && !isWord(input, words)) return undefined;
    if (!member) {
      return say({
        text: binding.notBound(),
        keyboard: { place: 'inline', rows: [[{ kind: 'say', label: buttons.bind, action: { do: 'bind' } }]] },
      });
    }
    // Only out of chats of this very messenger can the bot lead this account.
    const chats = capabilities[account.channel].chats ? (await deps.enteredChats(account)).length : 0;
    const bound = (await deps.settings.accounts(account)).map((one) => one.account.channel);
    const elsewhere = [...new Set(bound)].filter((channel) => channel !== account.channel);
    return { enter: { scene: 'unbind', state: { chats, elsewhere } } };
  },
};
