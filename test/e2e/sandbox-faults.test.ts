import { rm } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { dataFolder } from '../support/data-folder.js';
import { BotProcess } from '../support/bot-process.js';
import { openPage, pane, says, startBrowser, type Opened } from '../support/visit.js';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const HELP = 'показывает занятия и чаты';
const MENU = 'Что показать';
const NOTICE = 'Началось занятие';
/** A killed process's work is another's within its leases' end. */
const PATIENCE = { timeout: 40_000, interval: 100 };

let dataDir: string;
let browser: Browser;
let demo: BotProcess;
let visit: Opened;
let page: Page;
/** questions so far, each of which has one answer */
let asked = { help: 0, menu: 0 };

beforeAll(async () => {
  dataDir = await dataFolder('zvonok-faults-');
  browser = await startBrowser();
  const kept = ['PATH', 'HOME', 'XDG_CACHE_HOME', 'MONGOD_BINARY'];
  const env = Object.fromEntries(kept.flatMap((key) => (process.env[key] ? [[key, process.env[key]]] : [])));
  demo = await new BotProcess({ ...env, PORT: '0', DATA_DIR: dataDir }).ready();
  const address = /http:\S+\/sandbox/.exec(demo.output.join(''))?.[0] ?? expect.fail('no address printed');
  visit = await openPage(browser, address);
  ({ page } = visit);
  await fetch(`${address}/api/replay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      text: '(часы: 25.11.2026 08:00:00)\n(Студент — это Первов Алексей Тестович, профиль уже привязан)\n',
    }),
  });
  await page.getByRole('button', { name: 'Сбои' }).click();
});
afterAll(async () => {
  await browser.close();
  await demo.kill();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
});

const faults = () => page.getByRole('dialog', { name: 'Сбои' });
const heard = (text: string): Promise<number> =>
  pane(page, 'Студент').getByRole('log').locator('.bot').filter({ hasText: text }).count();

/** The student asks this often, and is answered as often. */
async function asks(times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) await says(page, 'Студент', 'Помощь');
  asked = { ...asked, help: asked.help + times };
  await answered();
}

/** Each question has one answer; after one more question and its answer still no more. */
async function answered(): Promise<void> {
  await expect.poll(() => heard(HELP), PATIENCE).toBe(asked.help);
  await says(page, 'Студент', 'Меню');
  asked = { ...asked, menu: asked.menu + 1 };
  await expect.poll(() => heard(MENU), PATIENCE).toBe(asked.menu);
  expect(await heard(HELP)).toBe(asked.help);
}

const flip = (title: string) => faults().getByRole('button', { name: title, exact: true });
const processes = () => faults().getByRole('list', { name: 'Процессы бота' }).getByRole('listitem');

describe('people of the demo', () => {
  it('have their misfortunes listed, and each of them taken back', async () => {
    await faults().getByLabel('Сколько раз').fill('5');
    await flip('Не ответит').click();
    await faults().getByText('Точнее:').click();
    await faults().getByLabel('Метод или событие').fill('messages.edit');
    await faults().getByLabel('Код', { exact: true }).fill('9');
    await faults().getByRole('button', { name: 'Запланировать' }).click();
    const planned = faults().getByRole('listitem').filter({ hasText: 'осталось' });
    await expect
      .poll(() => planned.locator('span').allInnerTexts())
      .toEqual(['любой вызов VK: не ответит, осталось 5 из 5', 'messages.edit: ошибка 9, осталось 5 из 5']);
    await flip('Не ответит').click();
    await expect.poll(() => planned.count()).toBe(1);
    await faults()
      .getByRole('button', { name: /^Отменить: messages.edit/ })
      .click();
    await faults().getByText('Ничего: всё работает.').waitFor();
    await asks(1);
  });

  it.each([
    ['VK fails', 'Ошибка 10: VK не справился', 3],
    ['VK has had enough of calls', 'Ошибка 6: слишком часто', 2],
    ['VK does not answer', 'Не ответит', 1],
    ['VK’s answers get lost', 'Сделает, но ответ потеряется', 2],
    ['VK tells everything twice', 'События придут дважды', 2],
  ])('are answered once each though %s', async (_name, title, times) => {
    await faults().getByLabel('Сколько раз').fill(String(times));
    await flip(title).click();
    await flip(title).and(page.locator('[aria-pressed=true]')).waitFor();
    await asks(2);
  });

  it.each(['Оборвать ответ', 'Ключ устарел', 'Начать с другого места'])(
    'are answered once each though Long Poll is told «%s»',
    async (title) => {
      await flip(title).click();
      await faults().getByRole('status').filter({ hasText: /\S/ }).waitFor();
      await asks(2);
    },
  );

  it('are answered once each by a bot whose database was away for ten seconds, and the page counts them', async () => {
    await flip('Отключить на 10 секунд').click();
    await faults()
      .getByText(/База недоступна ещё \d+ с/)
      .waitFor();
    await asks(2);
    await flip('Отключить на 10 секунд').waitFor();
  });

  it('hear the bell once and are answered once though one of three processes is killed', async () => {
    const bells = await heard(NOTICE);
    await flip('Запустить ещё один').click();
    await expect.poll(() => processes().count(), PATIENCE).toBe(2);
    await flip('Запустить ещё один').click(PATIENCE);
    await expect.poll(() => processes().count(), PATIENCE).toBe(3);
    await expect.poll(() => flip('Запустить ещё один').count()).toBe(0);
    const listener = processes().filter({ hasText: /слушает VK/ });
    await expect.poll(() => listener.innerText(), PATIENCE).not.toContain('первый');
    for (let i = 0; i < 2; i += 1) await says(page, 'Студент', 'Помощь');
    asked = { ...asked, help: asked.help + 2 };
    await listener.getByRole('button', { name: /^Убить процесс/ }).click();
    await expect.poll(() => processes().count(), PATIENCE).toBe(2);
    await page.getByRole('button', { name: 'К началу пары' }).click();
    await expect.poll(() => heard(NOTICE), PATIENCE).toBe(bells + 1);
    await asks(2);
    expect(await heard(NOTICE)).toBe(bells + 1);
    expect(visit.complaints).toEqual([]);
  });
});
