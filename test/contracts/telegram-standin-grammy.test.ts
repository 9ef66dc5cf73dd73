import { Bot, GrammyError, InlineKeyboard, Keyboard } from 'grammy';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Actor, actor } from '../../src/sandbox/actor.js';
import { telegramStandin, type TelegramStandin } from './telegram-standin.js';

let telegram: TelegramStandin;
let bot: Bot;
let student: Actor;

/** A plain bot of somebody else's, pointed at the stand-in by its API's address alone. */
beforeEach(async () => {
  telegram = await telegramStandin();
  bot = new Bot(telegram.door.token, { client: { apiRoot: telegram.door.url } });
  bot.command('start', (ctx) =>
    ctx.reply(`Здравствуйте, ${ctx.from?.first_name}${ctx.match === '' ? '' : ` (${ctx.match})`}`, {
      reply_markup: new Keyboard().text('Занятия').requestContact('Поделиться номером'),
    }),
  );
  bot.hears('Занятия', (ctx) =>
    ctx.reply('Математика', {
      reply_markup: new InlineKeyboard().text('Где?', 'where').url('Войти', 'http://127.0.0.1:3000/j/1'),
    }),
  );
  bot.callbackQuery('where', async (ctx) => {
    await ctx.answerCallbackQuery('Кабинет 305');
    await ctx.editMessageText('Математика — каб. 305');
  });
  bot.on('message:contact', (ctx) =>
    ctx.reply(ctx.message.contact.user_id === ctx.from.id ? 'Это ваш номер' : 'Это чужой номер'),
  );
  await bot.init();
  void bot.start();
  const { id } = telegram.world.addPerson({ id: 11, firstName: 'Анна', lastName: 'Ким' });
  student = actor(telegram.door, id, { name: 'Студент' });
});
afterEach(async () => {
  await bot.stop();
  await telegram.stop();
});

test('a bot made with grammY is talked to as by a person, and the talk can be read', async () => {
  await student.presses('Начать');
  await student.expects('Здравствуйте');
  await student.presses('Занятия');
  await student.expects('Математика');
  expect(await student.presses('Войти')).toEqual({ kind: 'link', link: 'http://127.0.0.1:3000/j/1' });
  await student.presses('Где?');
  await student.expects('каб. 305');
  await student.presses('Поделиться номером');
  await student.expects('Это ваш номер');
  student.person.openRef('AB12');
  await student.expects('Здравствуйте, Анна (AB12)');
  expect(student.transcript.text()).toBe(
    [
      'Студент [Начать]',
      'Бот < Здравствуйте, Анна',
      '      ⌨ [Занятия] [Поделиться номером]',
      'Студент [Занятия]',
      'Бот < Математика',
      '      [Где?] [Войти]',
      'Студент [Войти]',
      '      (открывается: http://127.0.0.1/j/1)',
      'Студент [Где?]',
      '      (всплывает: Кабинет 305)',
      'Бот < (исправлено) Математика — каб. 305',
      'Студент [Поделиться номером]',
      'Бот < Это ваш номер',
      'Бот < Здравствуйте, Анна (AB12)',
      '',
    ].join('\n'),
  );
});

test('grammY understands a refusal, with how long to wait', async () => {
  student.person.start();
  await student.expects('Здравствуйте');
  telegram.world.floodWaitS = 7;
  telegram.world.fail('sendMessage', 1, { code: 429 });
  const refusal = await bot.api.sendMessage(11, 'Звонок').catch((error: unknown) => error);
  if (!(refusal instanceof GrammyError)) throw new Error('grammY was not refused');
  expect([refusal.error_code, refusal.parameters.retry_after]).toEqual([429, 7]);
  student.person.block();
  await expect(bot.api.sendMessage(11, 'Звонок')).rejects.toThrow('bot was blocked by the user');
});

test('grammY tells its menu, and stops at once', async () => {
  await bot.api.setMyCommands([{ command: 'start', description: 'Начать' }]);
  expect(telegram.world.commands).toEqual([{ command: 'start', description: 'Начать' }]);
  await expect(bot.api.setMyCommands([{ command: 'Старт', description: 'x' }])).rejects.toThrow(
    'BOT_COMMAND_INVALID',
  );
});
