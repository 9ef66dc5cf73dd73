import { describe, expect, it } from 'vitest';
import { LESSON, MORNING, PEOPLE } from '../support/sandbox-page.js';
import { hears, pane, press, says, visiting } from '../support/visit.js';

const MINUTE = 60_000;
const TITLES = ['Студент', 'Преподаватель', 'Родитель', 'Чат группы', 'Телефон'];

const { open, another, restart, takeComplaints, house } = visiting();

describe('a visitor of the sandbox', () => {
  it('sees five panes and everything they need in order to bind, before anybody wrote to the bot', async () => {
    const page = await open();
    const names = await page.getByRole('region').evaluateAll((all) => all.map((one) => one.ariaLabel));
    expect(names).toEqual(TITLES);
    for (const { title, fullName, phone } of PEOPLE.filter(
      (one) => !/^(Белова|Лебедев)/.test(one.fullName),
    )) {
      await pane(page, title).getByRole('button', { name: fullName }).waitFor();
      await pane(page, title).getByText(phone).waitFor();
      await pane(page, title).getByRole('button', { name: 'Начать' }).waitFor();
    }
    await pane(page, 'Студент').getByText('14.03.2008').waitFor();
    await pane(page, 'Чат группы').getByText('Чата пока нет').waitFor();
    expect(
      house()
        .world.people()
        .map((one) => one.allowed),
    ).toEqual(Array(3).fill('never-wrote'));
  });

  it('starts, writes by the button and by Enter, and presses the reply keyboard', async () => {
    const page = await open();
    await press(page, 'Студент', 'Начать');
    await hears(page, 'Студент', 'Вы написали: Начать');
    await says(page, 'Студент', 'Доброе утро');
    await hears(page, 'Студент', 'Вы написали: Доброе утро');
    await pane(page, 'Студент').getByRole('textbox').fill('Ещё строка');
    await page.keyboard.press('Enter');
    await hears(page, 'Студент', 'Вы написали: Ещё строка');
    expect(await pane(page, 'Студент').getByRole('textbox').inputValue()).toBe('');
    await press(page, 'Студент', 'Настройки');
    await hears(page, 'Студент', 'Вы написали: Настройки');
    await expect.poll(() => pane(page, 'Родитель').getByText('Вы написали').count()).toBe(0);
  });

  it('gets a snackbar, a link to go on by, and the edited message in the place of the old one', async () => {
    const page = await open();
    await says(page, 'Студент', 'Занятия');
    await hears(page, 'Студент', 'Сегодня');
    await press(page, 'Студент', 'Всплыть');
    await pane(page, 'Студент')
      .getByRole('status')
      .getByText('Дистанционное занятие еще не началось')
      .waitFor();
    await press(page, 'Студент', 'Открыть');
    const card = pane(page, 'Студент').getByRole('group', { name: 'Открытая ссылка' });
    await card.getByText('Открывается: http://127.0.0.1:9/j/token').waitFor();
    const link = card.getByRole('link', { name: 'Перейти' });
    expect(await link.getAttribute('href')).toBe('http://127.0.0.1:9/j/token');
    expect(await link.getAttribute('target')).toBe('_blank');
    expect(await link.getAttribute('rel')).toContain('noopener');
    await press(page, 'Студент', 'Сайт');
    await card.getByText('https://example.org/page').waitFor();
    await press(page, 'Студент', 'Исправить');
    await hears(page, 'Студент', 'Завтра');
    expect(await pane(page, 'Студент').getByRole('log').getByText('Сегодня', { exact: true }).count()).toBe(
      0,
    );
    expect(await pane(page, 'Студент').getByRole('log').getByText('изменено').count()).toBe(1);
  });

  it('sees that a pressed button waits for the bot', async () => {
    const page = await open();
    await says(page, 'Студент', 'Занятия');
    await press(page, 'Студент', 'Молчать');
    await pane(page, 'Студент').locator('[aria-busy=true]', { hasText: 'Молчать' }).waitFor();
    await press(page, 'Студент', 'Всплыть');
    await pane(page, 'Студент').getByRole('status').getByText('еще не началось').waitFor();
    expect(await pane(page, 'Студент').locator('[aria-busy=true]').count()).toBe(1);
  });

  it('enters the group’s chat by the bot’s link, writes and presses there, and leaves', async () => {
    const page = await open();
    for (const name of ['Студент', 'Родитель']) {
      await says(page, name, 'Чаты');
      await press(page, name, 'Войти');
      await pane(page, name).getByRole('status').getByText('Вы вошли в чат').waitFor();
    }
    const chat = pane(page, 'Чат группы');
    await chat.getByText('Артём Смирнов входит в чат по ссылке').waitFor();
    await chat.getByText('Участники: Артём Смирнов, Марина Смирнова').waitFor();
    await chat.getByLabel('От имени').selectOption('Марина Смирнова');
    await says(page, 'Чат группы', 'Занятия');
    await press(page, 'Чат группы', 'Всплыть');
    await chat.getByRole('status').getByText('еще не началось').waitFor();
    await press(page, 'Чат группы', 'Выйти');
    await chat.getByText('Марина Смирнова выходит из чата').waitFor();
    await chat.getByText('Участники: Артём Смирнов', { exact: true }).waitFor();
    const [made] = house().world.chats.all();
    house().world.leaveChat(made ?? expect.fail('no chat'), house().world.people()[0]?.id ?? 0, 'kicked');
    await chat.getByText('Бот исключил из чата: Артём Смирнов').waitFor();
    expect(await chat.getByRole('textbox').count()).toBe(0);
  });

  it('finds a code on the phone, the newest first', async () => {
    const page = await open();
    await says(page, 'Студент', 'Код');
    await pane(page, 'Телефон').getByText('123456').waitFor();
    house().phone.add({ kind: 'email', value: 'parent@example.org' }, 'Код для бота колледжа: 654321');
    await pane(page, 'Телефон').getByText('Письмо на parent@example.org').waitFor();
    const texts = await pane(page, 'Телефон').getByRole('listitem').allInnerTexts();
    expect(texts.map((one) => /\d{6}$/.exec(one)?.[0])).toEqual(['654321', '123456']);
  });

  it('moves the college’s clock, and the bot’s jobs catch up', async () => {
    const page = await open();
    await page.getByText('ср, 25 ноября, 08:00').waitFor();
    await says(page, 'Студент', 'Занятия');
    await press(page, 'Студент', 'Всплыть');
    const tooEarly = pane(page, 'Студент').getByRole('status').getByText('еще не началось');
    await tooEarly.waitFor();
    await page.getByRole('button', { name: '+10 мин' }).click();
    await page.getByText('ср, 25 ноября, 08:10').waitFor();
    expect(await tooEarly.count()).toBe(0);
    await page.getByRole('button', { name: 'К началу пары' }).click();
    await page.getByText('ср, 25 ноября, 09:00').waitFor();
    await expect.poll(() => house().ran).toHaveLength(2);
    expect(house().ran[1]).toBeGreaterThanOrEqual(LESSON);
    await page.getByRole('button', { name: 'К началу пары' }).click();
    await page.getByRole('alert').getByText('Впереди нет ни одного дистанционного занятия').waitFor();
    await page.getByRole('button', { name: 'Завтра' }).click();
    await page.getByText('чт, 26 ноября, 08:29').waitFor();
    expect(house().clock.now() - MORNING).toBeGreaterThanOrEqual(24 * 60 * MINUTE + 29 * MINUTE);
  });

  it('becomes a stranger to the bot, and forbids and allows it to write', async () => {
    const page = await open();
    await press(page, 'Студент', 'Начать');
    await hears(page, 'Студент', 'Вы написали: Начать');
    await press(page, 'Студент', 'Заблокировать');
    await pane(page, 'Студент').getByText('Сообщения от сообщества запрещены').waitFor();
    expect(house().world.people()[0]?.allowed).toBe('no');
    await press(page, 'Студент', 'Разрешить');
    await pane(page, 'Студент').getByRole('button', { name: 'Заблокировать' }).waitFor();
    await press(page, 'Студент', 'Новый пользователь');
    await pane(page, 'Студент').getByText('Гость 1').waitFor();
    await press(page, 'Студент', 'Начать');
    await hears(page, 'Студент', 'Вы написали: Начать');
    expect(house().world.people().at(-1)?.allowed).toBe('yes');
  });

  it('is now one person of a role, now another, each with their own dialog', async () => {
    const page = await open();
    await says(page, 'Студент', 'Я Артём');
    await hears(page, 'Студент', 'Вы написали: Я Артём');
    await pane(page, 'Студент').getByLabel('Кем быть').selectOption('Белова Анна Юрьевна');
    await pane(page, 'Студент').getByRole('button', { name: '01.07.2008' }).click();
    await press(page, 'Студент', 'Отправить');
    await hears(page, 'Студент', 'Вы написали: 01.07.2008');
    expect(await pane(page, 'Студент').getByText('Я Артём').count()).toBe(0);
    await pane(page, 'Студент').getByLabel('Кем быть').selectOption('Смирнов Артём Игоревич');
    await hears(page, 'Студент', 'Вы написали: Я Артём');
    expect(house().world.people()).toHaveLength(4);
  });

  it('sends what is no text, forwards, and comes by an invitation’s link', async () => {
    const page = await open();
    await press(page, 'Студент', 'Начать');
    await hears(page, 'Студент', 'Вы написали: Начать');
    for (const [button, attached] of [
      ['Стикер', 'Вложение: стикер'],
      ['Голосовое', 'Вложение: голосовое сообщение'],
      ['Фото', 'Вложение: фотография'],
      ['Переслать последнее от бота', 'Бот: Вы написали: Начать'],
    ] as const) {
      await press(page, 'Студент', 'Отправить другое');
      await press(page, 'Студент', button);
      await hears(page, 'Студент', attached);
    }
    await press(page, 'Студент', 'Отправить другое');
    await pane(page, 'Студент').getByLabel('Код приглашения').fill('ABCD2345');
    await press(page, 'Студент', 'Открыть по ссылке');
    const { messages } = house().world.conversation(house().world.people()[0]?.id ?? 0);
    await expect.poll(() => messages.map((one) => one.ref)).toContain('ABCD2345');
  });

  it('plans misfortunes and sees them, with every call, as JSON', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Сбои' }).click();
    const faults = page.getByRole('dialog', { name: 'Сбои' });
    await faults.getByText('Точнее:').click();
    await faults.getByLabel('Сколько раз').fill('1');
    await faults.getByLabel('Код', { exact: true }).fill('9');
    await faults.getByRole('button', { name: 'Запланировать' }).click();
    await faults.getByText('Запланировано: messages.send, раз: 1').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Сбои');
    await page.getByRole('button', { name: 'JSON' }).click();
    const wire = page.getByRole('dialog', { name: 'JSON' });
    await says(page, 'Студент', 'Кто здесь');
    await wire.getByText('сбой: {"code":9}').waitFor();
    await wire.locator('summary', { hasText: 'message_new' }).click();
    await wire.getByRole('group', { name: 'Событие' }).getByText('"text": "Кто здесь"').waitFor();
    const names = await wire.locator('summary .name').allInnerTexts();
    expect(names.slice(0, 2)).toEqual(['→ messages.send', '← message_new']);
    expect(await wire.innerText()).not.toContain('access_token');
  });

  it('sees the same in a second window, and goes on by itself when the bot was started anew', async () => {
    const page = await open();
    await says(page, 'Студент', 'Первое');
    await hears(page, 'Студент', 'Вы написали: Первое');
    const other = await another();
    await hears(other, 'Студент', 'Вы написали: Первое');
    await restart();
    house().world.people()[0]?.say('Второе');
    await hears(page, 'Студент', 'Вы написали: Второе');
    expect(await pane(page, 'Студент').getByText('Первое').count()).toBe(0);
    await says(page, 'Студент', 'Третье');
    await hears(other, 'Студент', 'Вы написали: Третье');
    takeComplaints();
  });

  it('gets only http links as links; the bot’s text is never markup', async () => {
    const page = await open();
    await says(
      page,
      'Студент',
      '<img src=x onerror=alert(1)> javascript:alert(1) https://vk.com/doc, [club1|Колледж]',
    );
    const log = pane(page, 'Студент').getByRole('log');
    await log.getByText('Вы написали: <img').waitFor();
    expect(await log.locator('img').count()).toBe(0);
    const links = await log
      .getByRole('link')
      .evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    expect(links).toEqual(['https://vk.com/doc', 'https://vk.com/doc']);
    await log.getByText('Колледж').first().waitFor();
  });
});
