import { describe, expect, it } from 'vitest';
import { obstacles } from '../support/obstacles.js';
import { hears, pane, press, says, visiting } from '../support/visit.js';

const TITLES = ['Студент', 'Преподаватель', 'Родитель', 'Чат группы', 'Телефон'];

const { open, house } = visiting();

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
    house().world.people()[0]?.say('Привет');
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
    [800, false],
    [390, false],
    [390, true],
  ])('meets no serious obstacle at %i pixels (dark: %s)', async (width, dark) => {
    const page = await open({ width, dark });
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
    await page.getByRole('button', { name: 'Запись', exact: true }).click();
    await page.getByRole('group', { name: 'Текст записи' }).waitFor();
    expect(await obstacles(page)).toEqual([]);
    const { scrollWidth, scrollHeight } = await page.evaluate(() => ({
      scrollWidth: document.documentElement.scrollWidth,
      scrollHeight: document.documentElement.scrollHeight,
    }));
    expect(scrollWidth).toBe(width);
    // In the middle the panes stand two by two, one pair below the other.
    if (width !== 800) expect(scrollHeight).toBeLessThanOrEqual(page.viewportSize()?.height ?? 0);
  });
});
