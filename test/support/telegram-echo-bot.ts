import { Bot, InlineKeyboard, Keyboard } from 'grammy';
import type { Sandbox } from '../../src/sandbox/server.js';

/** A small Telegram bot that is not ours: enough to make every part of a Telegram pane move. @returns what ends it */
export async function startTelegramEchoBot({
  url,
  token,
}: Sandbox['telegram']): Promise<() => Promise<void>> {
  const bot = new Bot(token, { client: { apiRoot: url } });
  bot.command('start', (ctx) =>
    ctx.reply(`Добро пожаловать ${ctx.match}`.trim(), {
      reply_markup: new Keyboard().text('Занятия').row().requestContact('Поделиться номером'),
    }),
  );
  bot.hears('Занятия', (ctx) =>
    ctx.reply('Сегодня: Математика', {
      reply_markup: new InlineKeyboard()
        .text('Всплыть', 'toast')
        .text('Окно', 'alert')
        .row()
        .text('Исправить', 'edit')
        .url('Сайт', 'https://example.org/page'),
    }),
  );
  bot.callbackQuery('toast', (ctx) => ctx.answerCallbackQuery('Занятие еще не началось'));
  bot.callbackQuery('alert', (ctx) =>
    ctx.answerCallbackQuery({ text: 'Вы не в этой группе', show_alert: true }),
  );
  bot.callbackQuery('edit', async (ctx) => {
    await ctx.answerCallbackQuery();
    await ctx.editMessageText('Завтра: Физика');
  });
  bot.on('message:contact', (ctx) => {
    const { user_id, phone_number } = ctx.message.contact;
    return ctx.reply(`${user_id === ctx.from.id ? 'Ваш' : 'Чужой'} номер: ${phone_number}`);
  });
  bot.on('message:text', (ctx) => ctx.reply(`Вы написали: ${ctx.message.text}`));
  await bot.init();
  void bot.start();
  return () => bot.stop();
}
