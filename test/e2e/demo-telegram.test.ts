import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Demo } from '../../src/demo.js';
import { askPage, startDemoHouse } from '../support/demo-house.js';
import { addTelegramPane, openPage, pane, press, startBrowser } from '../support/visit.js';

vi.setConfig({ testTimeout: 60_000 });

const STUDENT = 'Студент 2';
const JOIN = 'Присоединиться с видео';

describe('a student who meets the bot in Telegram', () => {
  let demo: Demo;
  let browser: Browser;
  beforeAll(async () => {
    demo = await startDemoHouse();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  it('binds by contact in one tap, hears the bell and opens the lesson’s page', async () => {
    const { page, complaints, strangers } = await openPage(browser, `${demo.url}/sandbox`);
    const hears = (text: RegExp) => pane(page, STUDENT).getByRole('log').getByText(text).last().waitFor();
    await addTelegramPane(page, 'Студент');
    await press(page, STUDENT, 'Начать');
    await press(page, STUDENT, 'Привязать учебный профиль VK ID');
    await press(page, STUDENT, 'Продолжить');
    await press(page, STUDENT, 'Поделиться моим номером');
    await hears(/^Готово, .*Учебный профиль привязан/);
    await page.getByRole('button', { name: 'К началу пары', exact: true }).click();
    await hears(/^Началось занятие: /);
    await press(page, STUDENT, JOIN);
    await press(page, STUDENT, 'Открыть занятие');
    const card = pane(page, STUDENT).getByRole('group', { name: 'Открытая ссылка' });
    const [tab] = await Promise.all([
      page.context().waitForEvent('page'),
      card.getByRole('link', { name: 'Перейти' }).click(),
    ]);
    const subject = await pane(page, STUDENT)
      .getByRole('log')
      .getByText(/^Началось занятие: /)
      .innerText();
    await tab
      .getByRole('heading', { name: /Началось занятие: (.+)/.exec(subject)?.[1] ?? 'no subject' })
      .waitFor();
    const steps = page.getByRole('complementary', { name: 'Как попробовать' }).getByRole('listitem');
    await steps.filter({ hasText: 'Присоединитесь к занятию, сделано' }).waitFor();
    expect(complaints).toEqual([]);
    expect(strangers).toEqual([]);
  });

  it('is played again from the record, in the same messenger', async () => {
    const { text } = (await askPage(demo, '/record')) as { text: string };
    expect(text).toContain(`(${STUDENT} — это Первов Алексей Тестович, в Telegram)`);
    expect(text).toContain(`${STUDENT} [Поделиться моим номером]`);
    expect(await demo.replay(text)).toMatchObject({ ok: true });
  });
});
