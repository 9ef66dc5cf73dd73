import { buttons } from '../texts/buttons.js';
import { binding, rolesOf } from '../texts/binding.js';
import { common } from '../texts/common.js';
import { mainMenu } from '../texts/menus.js';
import { isWord, menuOf, pressed, say, type Command } from './command.js';

const START_WORDS = ['начать', 'старт', 'start', 'привет', 'здравствуйте', 'добрый день'];

/** «Начать», or a link to the bot: a greeting to strangers, the menu to those bound. */
export const start: Command = {
  name: 'start',
  run(context) {
    const { input, member, deps } = context;
    if (!pressed(input, 'start') && input.kind !== 'ref' && !isWord(input, START_WORDS)) return undefined;
    if (!member) {
      return say({
        text: binding.greeting(deps.college),
        keyboard: {
          place: 'menu',
          rows: [
            [{ kind: 'say', label: buttons.bind, action: { do: 'bind' }, tone: 'primary' }],
            [{ kind: 'say', label: buttons.help, action: { do: 'help' } }],
          ],
        },
      });
    }
    const name = member.persons[0]?.firstName ?? '';
    return say({
      text: binding.welcomeBack(name, rolesOf(member.persons, member.children, member.groups)),
      keyboard: mainMenu(),
    });
  },
};

/** «Меню». */
export const menu: Command = {
  name: 'menu',
  run: (context) =>
    pressed(context.input, 'menu') || isWord(context.input, [buttons.menu, 'главное меню', 'menu'])
      ? say({ text: context.member ? common.mainMenu() : common.bindFirst(), keyboard: menuOf(context) })
      : undefined,
};

/** «Помощь». */
export const help: Command = {
  name: 'help',
  run: (context) =>
    pressed(context.input, 'help') ||
    isWord(context.input, [buttons.help, 'help', 'что ты умеешь', 'что умеет бот'])
      ? say({ text: common.help(context.deps.college), keyboard: menuOf(context) })
      : undefined,
};
