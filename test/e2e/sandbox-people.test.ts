import { describe, expect, it, vi } from 'vitest';
import { hears, pane, press, says, visiting } from '../support/visit.js';

const { open, another, house } = visiting();

describe('a visitor who plays many people', () => {
  it('opens panes for a second student, a curator and a guest, and takes them away again', async () => {
    const page = await open();
    for (const role of ['Студент', 'Куратор', 'Гость']) {
      await page.getByRole('button', { name: 'Добавить панель' }).click();
      await page
        .getByRole('group', { name: 'Добавить панель' })
        .getByRole('button', { name: role, exact: true })
        .click();
    }
    await pane(page, 'Студент 2').getByRole('button', { name: 'Белова Анна Юрьевна' }).waitFor();
    await pane(page, 'Куратор').getByRole('button', { name: '+7 900 000-00-05' }).waitFor();
    await pane(page, 'Гость').getByText('Колледж о нём ничего не знает').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    await press(page, 'Гость', 'Начать');
    await hears(page, 'Гость', 'Вы написали: Начать');
    const other = await another();
    await hears(other, 'Гость', 'Вы написали: Начать');
    await press(page, 'Гость', 'Убрать эту панель');
    await expect.poll(() => pane(other, 'Гость').count()).toBe(0);
    expect(await pane(other, 'Куратор').count()).toBe(1);
  });

  it('passes a message on to another person, who presses its button; the bot hears who really pressed', async () => {
    const page = await open();
    const heard = vi.fn<(userId: number) => void>();
    const [student, , parent] = house().world.people();
    house().world.on((event) => {
      if (event.type === 'press') heard(event.userId);
    });
    await says(page, 'Студент', 'Занятия');
    await hears(page, 'Студент', 'Сегодня');
    const log = pane(page, 'Студент').getByRole('log');
    await log.focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await pane(page, 'Студент')
      .getByRole('group', { name: 'Действия с сообщением' })
      .getByRole('button', { name: 'Марина Смирнова' })
      .click();
    const handed = pane(page, 'Родитель').getByRole('group', { name: 'Пересланное сообщение' });
    await handed.getByText('Сегодня').waitFor();
    await handed.getByRole('button', { name: 'Всплыть' }).click();
    await pane(page, 'Родитель').getByRole('status').getByText('еще не началось').waitFor();
    expect(heard.mock.calls).toEqual([[parent?.id]]);
    expect(student?.id).not.toBe(parent?.id);
    // The bot was not told of the forwarding: it is a word between two people.
    expect(house().world.conversation(parent?.id ?? 0).messages).toEqual([]);
    await handed.getByRole('button', { name: 'Убрать' }).click();
    await expect.poll(() => handed.count()).toBe(0);
  });

  it('enters a chat by its link and comes by vk.me?ref=…, from the field and from a message', async () => {
    const page = await open();
    await says(page, 'Студент', 'Чаты');
    await press(page, 'Студент', 'Войти');
    await pane(page, 'Чат группы').getByText('Участники: Артём Смирнов').waitFor();
    const { link } = house().world.chats.all()[0] ?? expect.fail('no chat');
    const opens = async (text: string) => {
      await press(page, 'Родитель', 'Отправить другое');
      await pane(page, 'Родитель').getByLabel('Код приглашения или ссылка vk.me').fill(text);
      await press(page, 'Родитель', 'Открыть по ссылке');
    };
    await opens(link);
    await pane(page, 'Чат группы').getByText('Участники: Артём Смирнов, Марина Смирнова').waitFor();
    await opens('vk.me/college?ref=ABCD2345');
    await hears(page, 'Родитель', 'Вы написали: Начать');
    const { messages } = house().world.conversation(house().world.people()[2]?.id ?? 0);
    expect(messages[0]?.ref).toBe('ABCD2345');
    await opens('vk.me/club1?ref=EFGH6789');
    await expect.poll(() => messages.findLast((one) => one.fromId > 0)?.ref).toBe('EFGH6789');
    await says(page, 'Преподаватель', link);
    await pane(page, 'Преподаватель').getByRole('log').getByRole('link', { name: link }).first().click();
    await pane(page, 'Чат группы')
      .getByText(/Участники: .*Ольга Кузнецова/)
      .waitFor();
  });

  it('turns over a carousel with the keyboard and presses the buttons of its cards', async () => {
    const page = await open();
    await says(page, 'Студент', 'Карточки');
    const cards = pane(page, 'Студент').getByRole('group', { name: 'Карточки: 3' });
    await cards
      .getByRole('group', { name: 'Карточка 1 из 3' })
      .getByText('Математика', { exact: true })
      .waitFor();
    await cards.focus();
    for (let i = 0; i < 8; i += 1) await page.keyboard.press('ArrowRight');
    await expect.poll(() => cards.evaluate((one) => one.scrollLeft)).toBeGreaterThan(50);
    await cards.getByRole('button', { name: 'Всплыть: История' }).click();
    await pane(page, 'Студент').getByRole('status').getByText('еще не началось').waitFor();
    await cards.getByRole('button', { name: 'Выбрать Физика' }).click();
    await hears(page, 'Студент', 'Вы написали: Выбрать Физика');
  });
});
