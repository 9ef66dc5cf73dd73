import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { obstacles } from '../support/obstacles.js';
import { hears, pane, press, says, visiting } from '../support/visit.js';

const TITLES = ['Студент', 'Преподаватель', 'Родитель', 'Чат группы', 'Телефон'];

const { open, house } = visiting();

/** Where the keyboard stands, and whether that can be seen. */
const STOP = `(() => {
  const { activeElement: one } = document;
  const name = one.ariaLabel ?? one.textContent.trim();
  return { name: one === document.body ? '' : name || one.id || one.tagName, outline: getComputedStyle(one).outlineStyle };
})()`;
const stopShape = z.object({ name: z.string(), outline: z.string() });
const axValue = z.object({ value: z.unknown().optional() });
const axTree = z.object({
  nodes: z.array(
    z.object({
      nodeId: z.string(),
      role: axValue.optional(),
      name: axValue.optional(),
      childIds: z.array(z.string()).optional(),
      properties: z.array(z.object({ name: z.string(), value: axValue })).optional(),
    }),
  ),
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

  it('goes through the whole page with the keyboard alone: each stop is seen, in the order of reading, and Escape leads back', async () => {
    const page = await open();
    const stops: string[] = [];
    for (let i = 0; i < 60; i += 1) {
      await page.keyboard.press('Tab');
      const stop = stopShape.parse(await page.evaluate(STOP));
      // After the last one the browser's own controls come.
      if (stop.name === '') break;
      expect([stop.name, stop.outline]).toEqual([stop.name, 'solid']);
      stops.push(stop.name);
    }
    const places = ['К началу пары', 'JSON', 'Сообщения: Студент', 'Сообщения: Родитель', 'СМС и письма'];
    const order = places.map((name) => stops.indexOf(name));
    expect(order.every((at) => at >= 0)).toBe(true);
    expect(order).toEqual(order.toSorted((one, other) => one - other));
    const focused = () =>
      page.evaluate('document.activeElement.ariaLabel ?? document.activeElement.textContent');
    for (const name of ['Добавить панель', 'Сбои', 'JSON', 'Запись']) {
      await page.getByRole('button', { name, exact: true }).focus();
      await page.keyboard.press('Enter');
      const opened = page.locator('.popover, .drawer');
      await opened.waitFor();
      await page.keyboard.press('Escape');
      await expect.poll(() => opened.count()).toBe(0);
      expect(await focused()).toBe(name);
    }
    const student = pane(page, 'Студент');
    await student.getByRole('textbox').focus();
    await page.keyboard.type('Занятия');
    await page.keyboard.press('Enter');
    await hears(page, 'Студент', 'Сегодня');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await student.getByRole('button', { name: 'Стикер' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => student.getByRole('button', { name: 'Стикер' }).count()).toBe(0);
    expect(await focused()).toBe('Отправить другое');
    await student.getByRole('log').focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await student.getByRole('button', { name: 'Под стеклом' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => student.getByRole('button', { name: 'Под стеклом' }).count()).toBe(0);
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Всплыть');
    await page.keyboard.press('Enter');
    await student.getByRole('status').getByText('еще не началось').waitFor();
  });

  it('hears new messages, and who said them, when they cannot be seen', async () => {
    const page = await open();
    await says(page, 'Студент', 'Добрый день');
    await hears(page, 'Студент', 'Вы написали: Добрый день');
    const client = await page.context().newCDPSession(page);
    const { nodes } = axTree.parse(await client.send('Accessibility.getFullAXTree'));
    const log = nodes.find(({ role, name }) => role?.value === 'log' && name?.value === 'Сообщения: Студент');
    expect(log?.properties?.find(({ name }) => name === 'live')?.value.value).toBe('polite');
    const below = (id: string): string[] => {
      const node = nodes.find(({ nodeId }) => nodeId === id);
      return [JSON.stringify(node?.name?.value ?? ''), ...(node?.childIds ?? []).flatMap(below)];
    };
    const heard = below(log?.nodeId ?? '').join(' ');
    expect(heard).toMatch(/"Вы".*"Добрый день".*"Бот".*"Вы написали: Добрый день"/);
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
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'JSON' }).click();
    await page.getByLabel('О ком').selectOption('Студент: Артём Смирнов');
    await page.getByRole('region', { name: 'Что хранит бот' }).waitFor();
    await page.locator('.entry.call').first().click();
    expect(await obstacles(page)).toEqual([]);
    await page.keyboard.press('Escape');
    for (const button of [/^Перевести часы/, 'Добавить панель']) {
      await page.getByRole('button', { name: button }).click();
      await page.locator('.popover').waitFor();
      expect(await obstacles(page)).toEqual([]);
      await page.keyboard.press('Escape');
    }
    const { scrollWidth, scrollHeight } = await page.evaluate(() => ({
      scrollWidth: document.documentElement.scrollWidth,
      scrollHeight: document.documentElement.scrollHeight,
    }));
    expect(scrollWidth).toBe(width);
    // In the middle the panes stand two by two, one pair below the other.
    if (width !== 800) expect(scrollHeight).toBeLessThanOrEqual(page.viewportSize()?.height ?? 0);
  });
});
