import { readFile, writeFile } from 'node:fs/promises';
import { expect, it, describe, onTestFinished } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { hears, press, says, visiting } from '../support/visit.js';

const { open } = visiting();

const drawer = (page: Page) => page.getByRole('dialog', { name: 'Запись' });
const fileIn = async (name: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'zvonok-record-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, name);
};

/** Saves what was recorded, as a visitor does. */
async function save(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Запись', exact: true }).click();
  const coming = page.waitForEvent('download');
  await drawer(page).getByRole('button', { name: 'Сохранить запись' }).click();
  const path = await fileIn('record.txt');
  await (await coming).saveAs(path);
  return path;
}

describe('a visitor who has found a fault', () => {
  it('saves what happened as a file, and whoever gets it sees on the page that it happens again', async () => {
    const page = await open();
    await press(page, 'Студент', 'Начать');
    await hears(page, 'Студент', 'Вы написали: Начать');
    const file = await save(page);
    expect(await readFile(file, 'utf8')).toMatch(/Студент \[Начать\]\n[^]*Вы написали: Начать/);

    await drawer(page).locator('input[type=file]').setInputFiles(file);
    await drawer(page).getByRole('button', { name: 'Воспроизвести record.txt' }).click();
    await drawer(page)
      .getByText(/Всё как в записи: действий 1, ответов \d/)
      .waitFor();
  });

  it('reads on the page where a record goes another way now', async () => {
    const page = await open();
    await says(page, 'Студент', 'Привет');
    await hears(page, 'Студент', 'Вы написали: Привет');
    const file = await save(page);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('Вы написали: Привет', 'Здравствуйте'));
    await drawer(page).locator('input[type=file]').setInputFiles(file);
    await drawer(page)
      .getByRole('button', { name: /^Воспроизвести/ })
      .click();
    await drawer(page).getByText('Бот ответил иначе: Студент').waitFor();
    await drawer(page).getByText('Здравствуйте').first().waitFor();
  });
});
