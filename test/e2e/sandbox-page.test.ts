import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { LESSON, MORNING, openPage, PEOPLE, startBrowser, startPage } from '../support/sandbox-page.js';

const MINUTE = 60_000;
const TITLES = ['Студент', 'Преподаватель', 'Родитель', 'Чат группы', 'Телефон'];

let browser: Browser;
let house: Awaited<ReturnType<typeof startPage>>;
let opened: Awaited<ReturnType<typeof openPage>>[] = [];

beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
});
afterEach(async () => {
  const closing = opened;
  opened = [];
  for (const { page } of closing) await page.context().close();
  await house.stop();
  expect(closing.flatMap(({ complaints }) => complaints)).toEqual([]);
  expect(closing.flatMap(({ strangers }) => strangers)).toEqual([]);
});

/** A page in a fresh sandbox (or one more in the same). */
async function open(options: { width?: number; dark?: boolean; again?: boolean } = {}): Promise<Page> {
  if (options.again !== true) house = await startPage();
  const one = await openPage(browser, house.url, options);
  one.page.setDefaultTimeout(8_000);
  opened.push(one);
  await one.page.getByRole('region').first().waitFor();
  return one.page;
}

const pane = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const press = (page: Page, name: string, label: string) =>
  pane(page, name).getByRole('button', { name: label, exact: true }).last().click();
const hears = (page: Page, name: string, text: string) =>
  pane(page, name).getByRole('log').getByText(text, { exact: true }).waitFor();
const says = async (page: Page, name: string, text: string) => {
  await pane(page, name).getByRole('textbox', { name: 'Сообщение' }).fill(text);
  await press(page, name, 'Отправить');
};

describe('a visitor of the sandbox', () => {
  it('sees five panes and everything they need in order to bind, before anybody wrote to the bot', async () => {
    const page = await open();
    const names = await page.getByRole('region').evaluateAll((all) => all.map((one) => one.ariaLabel));
    expect(names).toEqual(TITLES);
    for (const { title, fullName, phone } of PEOPLE) {
      await pane(page, title).getByText(fullName).waitFor();
      await pane(page, title).getByText(phone).waitFor();
      await pane(page, title).getByRole('button', { name: 'Начать' }).waitFor();
    }
    await pane(page, 'Студент').getByText('14.03.2008').waitFor();
    await pane(page, 'Чат группы').getByText('Чата пока нет').waitFor();
    expect(house.world.people().map((one) => one.allowed)).toEqual(Array(3).fill('never-wrote'));
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
    const [made] = house.world.chats.all();
    house.world.leaveChat(made ?? expect.fail('no chat'), house.world.people()[0]?.id ?? 0, 'kicked');
    await chat.getByText('Бот исключил из чата: Артём Смирнов').waitFor();
    expect(await chat.getByRole('textbox').count()).toBe(0);
  });

  it('finds a code on the phone, the newest first', async () => {
    const page = await open();
    await says(page, 'Студент', 'Код');
    await pane(page, 'Телефон').getByText('123456').waitFor();
    house.phone.add({ kind: 'email', value: 'parent@example.org' }, 'Код для бота колледжа: 654321');
    await pane(page, 'Телефон').getByText('Письмо на parent@example.org').waitFor();
    const texts = await pane(page, 'Телефон').getByRole('listitem').allInnerTexts();
    expect(texts.map((one) => /\d{6}$/.exec(one)?.[0])).toEqual(['654321', '123456']);
  });

  it('moves the college’s clock, and the bot’s jobs catch up', async () => {
    const page = await open();
    await page.getByText('ср, 25 ноября, 08:00').waitFor();
    await page.getByRole('button', { name: '+10 мин' }).click();
    await page.getByText('ср, 25 ноября, 08:10').waitFor();
    await page.getByRole('button', { name: 'К началу пары' }).click();
    await page.getByText('ср, 25 ноября, 09:00').waitFor();
    await vi.waitFor(() => expect(house.ran).toHaveLength(2));
    expect(house.ran[1]).toBeGreaterThanOrEqual(LESSON);
    await page.getByRole('button', { name: 'К началу пары' }).click();
    await page.getByRole('alert').getByText('Впереди нет ни одного дистанционного занятия').waitFor();
    await page.getByRole('button', { name: 'Завтра' }).click();
    await page.getByText('чт, 26 ноября, 08:29').waitFor();
    expect(house.clock.now() - MORNING).toBeGreaterThanOrEqual(24 * 60 * MINUTE + 29 * MINUTE);
  });

  it('becomes a stranger to the bot, and forbids and allows it to write', async () => {
    const page = await open();
    await press(page, 'Студент', 'Начать');
    await hears(page, 'Студент', 'Вы написали: Начать');
    await press(page, 'Студент', 'Заблокировать');
    await pane(page, 'Студент').getByText('Сообщения от сообщества запрещены').waitFor();
    expect(house.world.people()[0]?.allowed).toBe('no');
    await press(page, 'Студент', 'Разрешить');
    await pane(page, 'Студент').getByRole('button', { name: 'Заблокировать' }).waitFor();
    await press(page, 'Студент', 'Новый пользователь');
    await pane(page, 'Студент').getByText('Гость 1').waitFor();
    await press(page, 'Студент', 'Начать');
    await hears(page, 'Студент', 'Вы написали: Начать');
    expect(house.world.people().at(-1)?.allowed).toBe('yes');
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
    const { messages } = house.world.conversation(house.world.people()[0]?.id ?? 0);
    await vi.waitFor(() => expect(messages.map((one) => one.ref)).toContain('ABCD2345'));
  });

  it('plans misfortunes and sees them, with every call, as JSON', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Сбои' }).click();
    const faults = page.getByRole('dialog', { name: 'Сбои' });
    await faults.getByLabel('Код').fill('9');
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

  it('loses nothing while the page was away, and shows the same in a second window', async () => {
    const page = await open();
    await says(page, 'Студент', 'Первое');
    await hears(page, 'Студент', 'Вы написали: Первое');
    await page.context().setOffline(true);
    const [student] = house.world.people();
    student?.say('Второе');
    await vi.waitFor(() => expect(house.world.conversation(student?.id ?? 0).messages).toHaveLength(4));
    await page.context().setOffline(false);
    await hears(page, 'Студент', 'Вы написали: Второе');
    const other = await open({ again: true });
    await hears(other, 'Студент', 'Вы написали: Второе');
    expect(await other.getByText('Вы написали: Первое').count()).toBe(1);
    opened.forEach(({ complaints }) =>
      complaints.splice(
        0,
        complaints.length,
        ...complaints.filter((one) => !one.includes('ERR_INTERNET_DISCONNECTED')),
      ),
    );
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

describe('somebody with a narrow screen, a keyboard or a screen reader', () => {
  it('goes from pane to pane by tabs and arrow keys, and sees where something new came', async () => {
    const page = await open({ width: 390 });
    const tabs = page.getByRole('tab');
    expect(await tabs.allInnerTexts()).toEqual(TITLES);
    expect(await page.getByRole('region').count()).toBe(1);
    await page.getByRole('tab', { name: 'Студент' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('tab', { name: 'Преподаватель', selected: true }).waitFor();
    await pane(page, 'Преподаватель').getByRole('button', { name: 'Начать' }).waitFor();
    house.world.people()[0]?.say('Привет');
    await page.getByRole('tab', { name: 'Студент, новых: 1' }).click();
    await hears(page, 'Студент', 'Вы написали: Привет');
    await page.getByRole('tab', { name: 'Студент', exact: true }).waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(390);
  });

  it('reaches the whole dialog with the keyboard alone', async () => {
    const page = await open();
    const start = pane(page, 'Студент').getByRole('button', { name: 'Начать' });
    for (let i = 0; i < 40 && !(await start.evaluate((one) => one === document.activeElement)); i += 1) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await hears(page, 'Студент', 'Вы написали: Начать');
  });

  it.each([
    [1280, false],
    [1280, true],
    [390, false],
    [390, true],
  ])('meets no serious obstacle at %i pixels (dark: %s)', async (width, dark) => {
    const page = await open({ width, dark });
    expect(await obstacles(page)).toEqual([]);
    await says(page, 'Студент', 'Начать');
    await says(page, 'Студент', 'Чаты');
    await press(page, 'Студент', 'Войти');
    await says(page, 'Студент', 'Занятия');
    await press(page, 'Студент', 'Всплыть');
    await pane(page, 'Студент').getByRole('status').getByText('еще не началось').waitFor();
    await press(page, 'Студент', 'Открыть');
    await pane(page, 'Студент').getByText('Открывается:').waitFor();
    await press(page, 'Студент', 'Отправить другое');
    expect(await obstacles(page)).toEqual([]);
    if (width === 390) await page.getByRole('tab', { name: 'Чат группы' }).click();
    await pane(page, 'Чат группы').getByText('входит в чат').waitFor();
    await page.getByRole('button', { name: 'JSON' }).click();
    await page.locator('.entry').first().click();
    expect(await obstacles(page)).toEqual([]);
    await page.getByRole('button', { name: 'Сбои' }).click();
    await page.getByRole('dialog', { name: 'Сбои' }).waitFor();
    expect(await obstacles(page)).toEqual([]);
    const height = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
    expect(height).toBeLessThanOrEqual(0);
  });
});

describe('the machine the sandbox runs on', () => {
  it('answers to its own names only, and is not steered by another site', async () => {
    house = await startPage();
    const status = (path: string, headers: Record<string, string>, method = 'GET') =>
      new Promise<number>((resolve, reject) => {
        const options = { port: house.port, host: '127.0.0.1', path, method, headers };
        const asked = request(options, (response) => resolve(response.resume().statusCode ?? 0));
        asked.on('error', reject).end(method === 'POST' ? '{"to":"tomorrow"}' : undefined);
      });
    const own = `127.0.0.1:${house.port}`;
    const json = { host: own, 'content-type': 'application/json' };
    expect(await status('/sandbox', { host: own })).toBe(200);
    expect(await status('/sandbox', { host: `localhost:${house.port}` })).toBe(200);
    expect(await status('/sandbox', { host: 'evil.example' })).toBe(403);
    expect(await status('/sandbox/api/state', { host: 'evil.example' })).toBe(403);
    expect(await status('/sandbox/api/state', { host: own, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await status('/sandbox/api/clock', { ...json, origin: 'https://evil.example' }, 'POST')).toBe(403);
    expect(await status('/sandbox/api/clock', { ...json, origin: 'null' }, 'POST')).toBe(403);
    expect(await status('/sandbox/api/clock', { ...json, 'content-type': 'text/plain' }, 'POST')).toBe(400);
    expect(await status('/sandbox/assets/../pages.ts', { host: own })).toBe(404);
    expect(await status('/sandbox/assets/%2e%2e%2fpages.ts', { host: own })).toBe(404);
    expect(house.ran).toEqual([]);
    expect(await status('/sandbox/api/clock', { ...json, origin: `http://${own}` }, 'POST')).toBe(200);
    expect(house.ran).toHaveLength(1);
  });

  it('tells what is wrong with a request instead of failing', async () => {
    house = await startPage();
    const [student] = house.world.people();
    const post = async (path: string, body: unknown) => {
      const response = await fetch(`${house.url}/api${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const answer = z.object({ refused: z.string().optional() }).parse(await response.json());
      return answer.refused ?? response.status;
    };
    expect(await post(`/people/${student?.id}/say`, { text: '' })).toBe(400);
    expect(await post(`/people/${student?.id}/say`, { text: 'x', in: 2_000_000_001 })).toBe(
      'Этого человека нет в чате',
    );
    expect(await post(`/people/${student?.id}/leave`, { in: 2_000_000_001 })).toBe(
      'Этого человека нет в чате',
    );
    expect(await post('/people/5/say', { text: 'x' })).toBe(404);
    expect(await post('/panes/9/stranger', {})).toBe(404);
    expect(await post('/faults', { target: 'messages.send', times: 0, how: 'hang' })).toBe(400);
    const button = { peerId: student?.id, cmid: 1, row: 0, column: 0, label: 'Нет такой' };
    expect(await post(`/people/${student?.id}/press`, button)).toBe('Этой кнопки больше нет');
    expect(await post(`/people/${student?.id}/say`, { text: 'x'.repeat(70_000) })).toBe(413);
  });
});

const findings = z.object({
  violations: z.array(
    z.object({
      id: z.string(),
      impact: z.string().nullable(),
      nodes: z.array(z.object({ html: z.string() })),
    }),
  ),
});

/** What axe holds to be serious or critical. */
async function obstacles(page: Page): Promise<string[]> {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axe);
  const { violations } = findings.parse(await page.evaluate('axe.run()'));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}
