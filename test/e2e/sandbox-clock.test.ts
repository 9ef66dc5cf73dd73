import { describe, expect, it, vi } from 'vitest';
import { LESSON, LESSON_END, MORNING } from '../support/sandbox-page.js';
import { pane, press, says, visiting } from '../support/visit.js';

const MINUTE = 60_000;

const { open, house } = visiting();

describe('a visitor who plays with the college’s time', () => {
  it('goes to the end of a lesson, a minute on, to any moment, and back to now', async () => {
    const page = await open();
    const time = page.getByRole('button', { name: /^Перевести часы/ });
    const pick = async (label: string) => {
      await time.click();
      await page.getByRole('group', { name: 'Перевести часы' }).getByRole('button', { name: label }).click();
    };
    await pick('К концу пары');
    await page.getByText('ср, 25 ноября, 10:30').waitFor();
    expect(house().clock.now()).toBeGreaterThanOrEqual(LESSON_END);
    await pick('+1 мин');
    await page.getByText('ср, 25 ноября, 10:31').waitFor();
    await time.click();
    await page.getByLabel('День').fill('2026-11-27');
    await page.getByLabel('Время').fill('14:05');
    await page.getByRole('button', { name: 'Перевести', exact: true }).click();
    await page.getByText('пт, 27 ноября, 14:05').waitFor();
    await pick('Сейчас');
    await vi.waitFor(() => expect(Math.abs(house().clock.now() - Date.now())).toBeLessThan(5_000));
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BUTTON');
  });

  it('makes it run a minute a second: the jobs keep up with every step, then all goes on as usual', async () => {
    const page = await open();
    await page.getByRole('button', { name: /^Перевести часы/ }).click();
    await page.getByRole('button', { name: /^Быстрый ход/ }).click();
    await vi.waitFor(() => expect(house().clock.now()).toBeGreaterThan(MORNING + 2 * MINUTE), 10_000);
    await page.getByText(/ср, 25 ноября, 08:0[2-9]/).waitFor();
    await page.getByRole('button', { name: '×60, стоп' }).click();
    await expect.poll(() => page.getByRole('button', { name: '×60, стоп' }).count()).toBe(0);
    const { ran, clock } = house();
    const gaps = ran.slice(1).map((at, i) => at - (ran[i] ?? 0));
    expect(gaps.length).toBeGreaterThan(5);
    // Ten college seconds a step at most, and what the machine itself took.
    expect(Math.max(...gaps)).toBeLessThan(15_000);
    const [stopped, real] = [clock.now(), Date.now()];
    await says(page, 'Студент', 'Привет');
    await pane(page, 'Студент').getByText('Вы написали: Привет').waitFor();
    // At the fast pace it would be a minute off in a second.
    expect(Math.abs(clock.now() - stopped - (Date.now() - real))).toBeLessThan(1_000);
    expect(clock.now()).toBeLessThan(LESSON);
  });
});

describe('a first visitor', () => {
  it('is led by steps that tick themselves off, told what to type, and never again once they closed it', async () => {
    const page = await open();
    const walk = page.getByRole('complementary', { name: 'Как попробовать' });
    await walk.getByText('Сейчас: в панели «Студент» нажмите «Начать»').waitFor();
    await walk.getByRole('button', { name: 'Где это?' }).click();
    // The page shows the pane first, and the keyboard goes there a frame later.
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Начать');
    await page.keyboard.press('Enter');
    const [student] = house().world.people();
    house().boundKinds.set(student?.id ?? 0, 'student');
    await says(page, 'Студент', 'Привет');
    await walk.getByRole('listitem').filter({ hasText: 'Привяжите студента, сделано' }).waitFor();
    await walk.getByText('наверху нажмите «К началу пары»').waitFor();
    const moved = page.waitForResponse((response) => response.url().endsWith('/api/clock'));
    await page.getByRole('button', { name: 'К началу пары' }).click();
    await moved;
    house().world.addMessage(student?.id ?? 0, {
      fromId: -1,
      text: 'Началось занятие: Математика',
      randomId: 0,
      attachments: [],
      forwarded: [],
      keyboard: {
        inline: true,
        one_time: false,
        buttons: [
          [
            {
              action: { type: 'callback', label: 'Присоединиться с видео', payload: '{"do":"link"}' },
              color: 'primary',
            },
          ],
        ],
      },
    });
    await walk.getByRole('listitem').filter({ hasText: 'Переведите часы, сделано' }).waitFor();
    await press(page, 'Студент', 'Присоединиться с видео');
    await walk.getByText('Всё получилось').waitFor();
    await walk.getByRole('button', { name: 'Скрыть подсказки' }).click();
    await page.reload();
    await page.getByRole('region').first().waitFor();
    expect(await walk.count()).toBe(0);
    expect(await page.context().cookies()).toEqual([]);
    await page.getByRole('button', { name: 'Как попробовать' }).click();
    await walk.waitFor();
  });

  it('stops the story that plays by itself with Escape, and goes on by hand', async () => {
    const page = await open();
    const walk = page.getByRole('complementary', { name: 'Как попробовать' });
    await walk.getByRole('button', { name: 'Показать всё самому' }).click();
    await pane(page, 'Студент').getByText('Вы написали: Начать').waitFor();
    await page.keyboard.press('Escape');
    await walk.getByText('Показ остановлен').waitFor();
    await walk.getByRole('button', { name: 'Показать всё самому' }).waitFor();
    await says(page, 'Студент', 'Сам');
    await pane(page, 'Студент').getByText('Вы написали: Сам').waitFor();
  });
});
