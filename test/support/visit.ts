import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
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

/** A page, what its console complained of, and what it asked of other machines than the one it is on. */
export type Opened = {
  readonly page: Page;
  readonly complaints: string[];
  readonly strangers: string[];
  origin: string;
};
type Look = { readonly width?: number; readonly dark?: boolean };

/**
 * Real Chromium and a fresh sandbox for each test of a file. The browser's tabs are kept, for opening one costs more than most
 * tests: a sandbox has an address of its own, so nothing of the last one is known there. After a test nothing may have been
 * complained of in the page's console, nor asked of another machine.
 */
export function visiting() {
  let browser: Browser;
  let house: Awaited<ReturnType<typeof startPage>>;
  const idle: Opened[] = [];
  let opened: Opened[] = [];
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });
  afterEach(async () => {
    const closing = opened;
    opened = [];
    for (const tab of closing) await leave(tab);
    await house.stop();
    const complaints = closing.flatMap((tab) => tab.complaints.splice(0));
    const strangers = closing.flatMap((tab) => tab.strangers.splice(0));
    idle.push(...closing);
    expect(complaints).toEqual([]);
    expect(strangers).toEqual([]);
  });
  const another = async (look: Look = {}): Promise<Page> => {
    const one = idle.pop() ?? (await openTab(browser));
    opened.push(one);
    await visit(one, house.url, look);
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
export async function openPage(browser: Browser, url: string, look: Look = {}): Promise<Opened> {
  const tab = await openTab(browser);
  await visit(tab, url, look);
  return tab;
}

async function openTab(browser: Browser): Promise<Opened> {
  const context = await browser.newContext({ locale: 'ru-RU' });
  const page = await context.newPage();
  const tab: Opened = { page, complaints: [], strangers: [], origin: '' };
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') tab.complaints.push(message.text());
  });
  page.on('pageerror', (error) => tab.complaints.push(error.message));
  await context.route('**/*', (route) => {
    const asked = route.request().url();
    if (asked.startsWith(tab.origin)) return route.continue();
    tab.strangers.push(asked);
    return route.abort();
  });
  page.setDefaultTimeout(20_000);
  return tab;
}

async function visit(tab: Opened, url: string, { width = 1280, dark = false }: Look): Promise<void> {
  tab.origin = new URL(url).origin;
  await tab.page.setViewportSize({ width, height: width < 700 ? 844 : 800 });
  await tab.page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
  await tab.page.goto(url);
}

/** Back to an empty page, with the mouse out of the next one's way. */
async function leave({ page }: Opened): Promise<void> {
  await page.mouse.move(0, 0);
  await page.goto('about:blank');
}
