import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startForeignBot } from '../support/foreign-bot.js';
import { obstacles } from '../support/obstacles.js';
import { hears, openPage, pane, press, says, startBrowser } from '../support/visit.js';

vi.setConfig({ testTimeout: 60_000 });

const CLI = fileURLToPath(new URL('../../dist/src/cli.js', import.meta.url));
const ARGUMENTS = ['sandbox', '--port', '0', '--token', 'foreign', '--group', '42'];

let command: ChildProcess;
let said = '';
let browser: Browser;
let stopBot = async (): Promise<void> => undefined;

beforeAll(async () => {
  // First, so that a machine without one is left no process.
  browser = await startBrowser();
  command = spawn(process.execPath, [CLI, ...ARGUMENTS], { stdio: ['ignore', 'ignore', 'pipe'] });
  command.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  while (!said.includes('Остановить')) await once(command.stderr ?? command, 'data');
  const apiUrl = /http:\S+\/method/.exec(said)?.[0] ?? expect.fail('no address printed');
  stopBot = await startForeignBot(apiUrl, 'foreign', 42);
});
afterAll(async () => {
  await browser.close();
  // Told first, or vk-io asks for a minute after the stand-in that is gone.
  const stopped = stopBot();
  const ended = once(command, 'exit');
  command.kill('SIGTERM');
  // A press that the bot has not answered yet holds up nobody's Ctrl-C.
  expect(await Promise.race([ended, wait(10_000, 'still there', { ref: false })])).toEqual([0, null]);
  await stopped;
});

describe('the author of some other bot', () => {
  it('points it at the stand-in and talks to it on the page: keyboards, snackbars, edits, cards, pictures, a chat', async () => {
    const url = /http:\S+\/sandbox/.exec(said)?.[0] ?? expect.fail('no page printed');
    const { page, complaints, strangers } = await openPage(browser, url);
    await page.getByRole('region').first().waitFor();
    const names = await page.getByRole('region').evaluateAll((all) => all.map((one) => one.ariaLabel));
    expect(names).toEqual(['Гость', 'Гость 2', 'Чат группы']);
    await page
      .getByRole('complementary', { name: 'Куда направить бота' })
      .getByText(/127.0.0.1.*\/method/)
      .first()
      .waitFor();
    expect(await page.getByRole('button', { name: 'К началу пары' }).count()).toBe(0);

    await press(page, 'Гость', 'Начать');
    await hears(page, 'Гость', 'Здравствуйте');
    await press(page, 'Гость', 'Расписание');
    await hears(page, 'Гость', 'Физика в 9:00');
    await press(page, 'Гость', 'Напомнить');
    await pane(page, 'Гость').getByRole('status').getByText('Напомню за час').waitFor();
    await press(page, 'Гость', 'Исправить');
    await hears(page, 'Гость', 'Физика в 11:00');
    await expect.poll(() => pane(page, 'Гость').getByText('Физика в 9:00').count()).toBe(0);
    await press(page, 'Гость', 'Снимок');
    await hears(page, 'Гость', 'Вложение: фотография');
    await press(page, 'Гость', 'Карточки');
    await pane(page, 'Гость')
      .getByRole('group', { name: 'Карточка 2 из 2' })
      .getByText('Химия', { exact: true })
      .waitFor();

    await press(page, 'Гость', 'Беседа');
    await pane(page, 'Гость').getByRole('log').getByRole('link').click();
    await pane(page, 'Чат группы').getByText('Участники: Гость 1').waitFor();
    await says(page, 'Чат группы', '[club42|@club42] как дела');
    await pane(page, 'Чат группы')
      .getByRole('log')
      .getByText(/^В беседе написали: .*как дела/)
      .waitFor();

    await page.getByRole('button', { name: 'Сбои' }).click();
    const faults = page.getByRole('dialog', { name: 'Сбои' });
    await faults.getByRole('button', { name: 'Оборвать ответ' }).waitFor();
    expect(await faults.getByText('База данных').count()).toBe(0);
    expect(await faults.getByText('Процессы бота').count()).toBe(0);
    expect(await obstacles(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect([complaints, strangers]).toEqual([[], []]);
  });
});
