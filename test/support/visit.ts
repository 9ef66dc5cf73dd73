import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import { chromiumPath } from './chromium.js';
import { startPage } from './sandbox-page.js';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page, what its console complained of, and what it asked of other machines. */
export type Opened = { readonly page: Page; readonly complaints: string[]; readonly strangers: string[] };
type Look = { readonly width?: number; readonly dark?: boolean };

/**
 * Real Chromium and a fresh sandbox for each test of a file. After a test nothing may have been complained of in the
 * page's console, nor asked of another machine.
 */
export function visiting() {
  let browser: Browser;
  let house: Awaited<ReturnType<typeof startPage>>;
  let opened: Opened[] = [];
  vi.setConfig({ testTimeout: 60_000 });
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
  const another = async (look: Look = {}): Promise<Page> => {
    const one = await openPage(browser, house.url, look);
    opened.push(one);
    await one.page.getByRole('region').first().waitFor();
    return one.page;
  };
  return {
    house: () => house,
    /** A page in a fresh sandbox. */
    async open(look: Look = {}): Promise<Page> {
      house = await startPage();
      return another(look);
    },
    /** One more page in the same. */
    another,
    /** The bot's process ends and another begins at the same address; what the page says of it meanwhile is expected. */
    async restart(): Promise<void> {
      const { port } = house;
      await house.stop();
      house = await startPage(port);
    },
    /** What a page complained of so far, taken away. */
    takeComplaints: (): string[] => opened.flatMap(({ complaints }) => complaints.splice(0)),
  };
}

export const pane = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

export const press = (page: Page, name: string, label: string): Promise<void> =>
  pane(page, name).getByRole('button', { name: label, exact: true }).last().click();

export const hears = (page: Page, name: string, text: string): Promise<void> =>
  pane(page, name).getByRole('log').getByText(text, { exact: true }).waitFor();

export async function says(page: Page, name: string, text: string): Promise<void> {
  await pane(page, name).getByRole('textbox', { name: 'Сообщение' }).fill(text);
  await press(page, name, 'Отправить');
}

/** One more pane of a role, in Telegram. */
export async function addTelegramPane(page: Page, role: string): Promise<void> {
  await page.getByRole('button', { name: 'Добавить панель' }).click();
  const choice = page.getByRole('group', { name: 'Добавить панель' });
  await choice.getByRole('radio', { name: 'Telegram' }).check();
  await choice.getByRole('button', { name: role, exact: true }).click();
}

export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: FLAGS, headless: true });
}

/** A page in a context of its own, which reaches no machine but the one it was opened from. */
export async function openPage(
  browser: Browser,
  url: string,
  { width = 1280, dark = false }: Look = {},
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width, height: width < 700 ? 844 : 800 },
    colorScheme: dark ? 'dark' : 'light',
    locale: 'ru-RU',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const strangers: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await context.route('**/*', (route) => {
    const asked = route.request().url();
    if (asked.startsWith(new URL(url).origin)) return route.continue();
    strangers.push(asked);
    return route.abort();
  });
  page.setDefaultTimeout(10_000);
  await page.goto(url);
  return { page, complaints, strangers };
}
