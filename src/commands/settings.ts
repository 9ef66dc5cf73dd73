import type { Button, OutMessage } from '../domain/messages.js';
import { buttons } from '../texts/buttons.js';
import { clip } from '../texts/formats.js';
import { lessons } from '../texts/lessons.js';
import { settings as texts } from '../texts/settings.js';
import type { Member } from '../domain/member.js';
import type { ChannelId } from '../domain/people.js';
import type { BoundMessenger } from '../usecases/change-settings.js';
import { bindFirst, isWord, pressed, show, toast, type Command, type CommandContext } from './command.js';

/** VK's six rows hold three rows of children; more than three children stand two in a row. */
const CHILD_ROWS = 3;

/** Each once: two roles of one human may be bound by two accounts of another messenger. */
const messengersOf = (accounts: readonly BoundMessenger[]): ChannelId[] => [
  ...new Set(accounts.map(({ account }) => account.channel)),
];

/** Where notices go. When the only one chosen is bound no more, they go to all that are left. */
const receiving = (accounts: readonly BoundMessenger[]): ChannelId[] => {
  const chosen = messengersOf(accounts.filter(({ receives }) => receives));
  return chosen.length > 0 ? chosen : messengersOf(accounts);
};

const onlyWhenSeveral = (accounts: readonly BoundMessenger[]): ChannelId[] =>
  messengersOf(accounts).length > 1 ? receiving(accounts) : [];

function page(member: Member, accounts: readonly BoundMessenger[]): OutMessage {
  const learns = member.bindings.filter(({ kind }) => kind === 'student' || kind === 'teacher');
  const notify = learns.length > 0 ? learns.every((binding) => binding.notify) : undefined;
  const asked = new Set(member.bindings.flatMap(({ remindFor }) => remindFor));
  const children = member.children.map(({ id, firstName }) => ({ id, name: firstName, on: asked.has(id) }));
  const rows: Button[][] = [];
  const first: Button[] = [];
  if (notify !== undefined) {
    const label = notify ? buttons.notifyOff : buttons.notifyOn;
    first.push({ kind: 'press', label, action: { do: 'notify', on: !notify } });
  }
  if (messengersOf(accounts).length > 1)
    first.push({ kind: 'press', label: buttons.where, action: { do: 'where' } });
  if (first.length > 0) rows.push(first);
  const perRow = children.length > CHILD_ROWS ? 2 : 1;
  const switches = children.map(({ id, name, on }): Button => {
    const label = clip(on ? texts.remindOff(name) : texts.remindOn(name), 40);
    return { kind: 'press', label, action: { do: 'remind', child: id, on: !on } };
  });
  for (let row = 0; row < CHILD_ROWS; row += 1) {
    const shown = switches.slice(row * perRow, (row + 1) * perRow);
    if (shown.length > 0) rows.push(shown);
  }
  rows.push([{ kind: 'press', label: buttons.addRole, action: { do: 'bind' } }]);
  rows.push([{ kind: 'say', label: buttons.unbind, action: { do: 'unbind' }, tone: 'negative' }]);
  const where = onlyWhenSeveral(accounts);
  return { text: texts.title({ notify, children, where }), keyboard: { place: 'inline', rows } };
}

/** «Где получать»: one of the messengers, or all. */
function wherePage(accounts: readonly BoundMessenger[]): OutMessage {
  const to = (label: string, where: ChannelId | 'all'): Button => ({
    kind: 'press',
    label,
    action: { do: 'where', to: where },
  });
  return {
    text: texts.askWhere(receiving(accounts)),
    keyboard: {
      place: 'inline',
      rows: [
        [to(buttons.everywhere, 'all')],
        ...messengersOf(accounts).map((channel) => [to(texts.only(channel), channel)]),
        [{ kind: 'press', label: buttons.back, action: { do: 'settings' } }],
      ],
    },
  };
}

async function fresh(context: CommandContext, note?: string) {
  const member = await context.deps.whoIs(context.account);
  if (!member) return bindFirst();
  const result = show(context, page(member, await context.deps.settings.accounts(context.account)));
  return note && 'reply' in result ? { reply: { ...result.reply, toast: note } } : result;
}

/** «Настройки»: lesson notices, a parent's reminders per child, another role, the way out. */
export const settings: Command = {
  name: 'settings',
  async run(context) {
    const { account, input, member, deps } = context;
    const notify = pressed(input, 'notify');
    const remind = pressed(input, 'remind');
    const where = pressed(input, 'where');
    const open =
      pressed(input, 'settings') || isWord(input, [buttons.settings, 'уведомления', 'напоминания']);
    if (!notify && !remind && !where && !open) return undefined;
    if (!member) return notify || remind || where ? toast(lessons.bindFirst()) : bindFirst();
    if (notify) {
      await deps.settings.notify(account, notify.on);
      return fresh(context, texts.changed(notify.on));
    }
    if (remind) {
      const own = await deps.settings.remind(account, remind.child, remind.on);
      return own ? fresh(context, texts.changed(remind.on)) : toast(texts.notYourChild());
    }
    if (where?.to !== undefined) {
      if (!(await deps.settings.receiveIn(account, where.to))) return toast(texts.notBoundThere());
      return fresh(context, texts.chosen(receiving(await deps.settings.accounts(account))));
    }
    if (where) return show(context, wherePage(await deps.settings.accounts(account)));
    return fresh(context);
  },
};
