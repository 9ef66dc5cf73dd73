import type { Button, OutMessage } from '../domain/messages.js';
import { buttons } from '../texts/buttons.js';
import { clip } from '../texts/formats.js';
import { lessons } from '../texts/lessons.js';
import { settings as texts } from '../texts/settings.js';
import type { Member } from '../domain/member.js';
import { bindFirst, isWord, pressed, show, toast, type Command, type CommandContext } from './command.js';

/** VK's six rows hold three rows of children; more than three children stand two in a row. */
const CHILD_ROWS = 3;

function page(member: Member): OutMessage {
  const learns = member.bindings.filter(({ kind }) => kind === 'student' || kind === 'teacher');
  const notify = learns.length > 0 ? learns.every((binding) => binding.notify) : undefined;
  const asked = new Set(member.bindings.flatMap(({ remindFor }) => remindFor));
  const children = member.children.map(({ id, firstName }) => ({ id, name: firstName, on: asked.has(id) }));
  const rows: Button[][] = [];
  if (notify !== undefined) {
    rows.push([
      {
        kind: 'press',
        label: notify ? buttons.notifyOff : buttons.notifyOn,
        action: { do: 'notify', on: !notify },
      },
    ]);
  }
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
  return { text: texts.title({ notify, children }), keyboard: { place: 'inline', rows } };
}

async function fresh(context: CommandContext, note?: string) {
  const member = await context.deps.whoIs(context.account);
  if (!member) return bindFirst();
  const result = show(context, page(member));
  return note && 'reply' in result ? { reply: { ...result.reply, toast: note } } : result;
}

/** «Настройки»: lesson notices, a parent's reminders per child, another role, the way out. */
export const settings: Command = {
  name: 'settings',
  async run(context) {
    const { account, input, member, deps } = context;
    const notify = pressed(input, 'notify');
    const remind = pressed(input, 'remind');
    const open =
      pressed(input, 'settings') || isWord(input, [buttons.settings, 'уведомления', 'напоминания']);
    if (!notify && !remind && !open) return undefined;
    if (!member) return notify || remind ? toast(lessons.bindFirst()) : bindFirst();
    if (notify) {
      await deps.settings.notify(account, notify.on);
      return fresh(context, texts.changed(notify.on));
    }
    if (remind) {
      const own = await deps.settings.remind(account, remind.child, remind.on);
      return own ? fresh(context, texts.changed(remind.on)) : toast(texts.notYourChild());
    }
    return fresh(context);
  },
};
