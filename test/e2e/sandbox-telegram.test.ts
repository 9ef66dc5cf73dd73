import { describe, expect, it } from 'vitest';
import { obstacles } from '../support/obstacles.js';
import { addTelegramPane, hears, pane, press, says, visiting } from '../support/visit.js';

const { open, house } = visiting();

describe('a visitor who tries the bot in Telegram', () => {
  it('sees in which messenger each pane is', async () => {
    const page = await open();
    await addTelegramPane(page, 'Студент');
    await pane(page, 'Студент 2').getByText('Telegram', { exact: true }).waitFor();
    await pane(page, 'Студент').getByText('VK', { exact: true }).waitFor();
    expect(
      house()
        .telegram.people()
        .map(({ firstName }) => firstName),
    ).toEqual(['Артём']);
  });

  it('starts the bot, presses its keyboards, and sees toast, window, edit and link', async () => {
    const page = await open();
    await addTelegramPane(page, 'Гость');
    await press(page, 'Гость', 'Начать');
    await hears(page, 'Гость', 'Добро пожаловать');
    await press(page, 'Гость', 'Занятия');
    await hears(page, 'Гость', 'Сегодня: Математика');
    await press(page, 'Гость', 'Всплыть');
    await pane(page, 'Гость').getByRole('status').getByText('Занятие еще не началось').waitFor();
    await press(page, 'Гость', 'Окно');
    const window = pane(page, 'Гость').getByRole('group', { name: 'Окно бота' });
    await window.getByText('Вы не в этой группе').waitFor();
    await window.getByRole('button', { name: 'Понятно' }).click();
    await expect.poll(() => window.count()).toBe(0);
    await press(page, 'Гость', 'Сайт');
    await pane(page, 'Гость').getByRole('link', { name: 'Перейти' }).waitFor();
    await press(page, 'Гость', 'Исправить');
    await hears(page, 'Гость', 'Завтра: Физика');
  });

  it('shares the own number in one tap, and somebody else’s from the address book', async () => {
    const page = await open();
    await addTelegramPane(page, 'Преподаватель');
    await press(page, 'Преподаватель 2', 'Начать');
    await press(page, 'Преподаватель 2', 'Поделиться номером');
    await hears(page, 'Преподаватель 2', 'Ваш номер: 79000000002');
    await press(page, 'Преподаватель 2', 'Отправить другое');
    await pane(page, 'Преподаватель 2')
      .getByRole('combobox', { name: 'Контакт' })
      .selectOption('Смирнова Марина Олеговна');
    await press(page, 'Преподаватель 2', 'Послать контакт');
    await hears(page, 'Преподаватель 2', 'Чужой номер: 79000000003');
  });

  it('blocks the bot and lets it in again; comes by a link with a code', async () => {
    const page = await open();
    await addTelegramPane(page, 'Гость');
    await press(page, 'Гость', 'Начать');
    await hears(page, 'Гость', 'Добро пожаловать');
    await press(page, 'Гость', 'Заблокировать');
    await pane(page, 'Гость').getByText('Бот заблокирован').waitFor();
    await press(page, 'Гость', 'Разрешить');
    await press(page, 'Гость', 'Отправить другое');
    await pane(page, 'Гость')
      .getByRole('textbox', { name: 'Код приглашения' })
      .fill('t.me/zvonok_bot?start=AB12');
    await press(page, 'Гость', 'Открыть по ссылке');
    await hears(page, 'Гость', 'Добро пожаловать AB12');
    await says(page, 'Гость', 'спасибо');
    await hears(page, 'Гость', 'Вы написали: спасибо');
  });

  it('passes a message on without its buttons, and within the messenger alone', async () => {
    const page = await open();
    await addTelegramPane(page, 'Гость');
    await addTelegramPane(page, 'Студент');
    await press(page, 'Гость', 'Начать');
    await press(page, 'Гость', 'Занятия');
    await hears(page, 'Гость', 'Сегодня: Математика');
    await pane(page, 'Гость').getByRole('log').focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    const targets = pane(page, 'Гость')
      .getByRole('group', { name: 'Действия с сообщением' })
      .getByRole('button');
    await targets.last().waitFor();
    expect(await targets.allInnerTexts()).toEqual(['Под стеклом', 'боту', 'Артём Смирнов']);
    await targets.last().click();
    const handed = pane(page, 'Студент 2').getByRole('group', { name: 'Пересланное сообщение' });
    await handed.getByText('Сегодня: Математика').waitFor();
    expect(await handed.getByRole('button').allInnerTexts()).toEqual(['Убрать']);
  });

  it.each([
    [1280, false],
    [1280, true],
    [390, false],
  ])('meets no serious obstacle at %i pixels (dark: %s)', async (width, dark) => {
    const page = await open({ width, dark });
    await addTelegramPane(page, 'Гость');
    await press(page, 'Гость', 'Начать');
    await press(page, 'Гость', 'Занятия');
    await hears(page, 'Гость', 'Сегодня: Математика');
    await press(page, 'Гость', 'Окно');
    await press(page, 'Гость', 'Отправить другое');
    expect(await obstacles(page)).toEqual([]);
    await page.getByRole('button', { name: 'Добавить панель' }).click();
    expect(await obstacles(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
});
