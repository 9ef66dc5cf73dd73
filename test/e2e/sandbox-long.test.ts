import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { pane, visiting } from '../support/visit.js';

const MANY = 5_000;
const NEWS = 100;
/** A task of the browser shorter than this is not noticed, nor measured. */
const UNNOTICED_MS = 50;
/** So many times longer than in a dialog of a hundred, in the same run, is a stutter: a page that drew all would take fifty. */
const TIMES = 10;

const { open, another, house } = visiting();

const log = (page: Page) => pane(page, 'Студент').getByRole('log');

/** Begins to watch for tasks in which the page answers to nothing. */
async function watchTasks(page: Page): Promise<void> {
  await page.evaluate(`
    window.longTasks = [];
    new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((one) => one.duration)))
      .observe({ type: 'longtask' });
  `);
}

const longest = async (page: Page): Promise<number> =>
  Math.max(0, ...((await page.evaluate('window.longTasks')) as number[]));

/** Messages that came; every third is the student's own where `both` write. */
function come(from: number, to: number, both: boolean): void {
  const { world } = house();
  const id = world.people()[0]?.id ?? 0;
  for (let number = from; number <= to; number += 1) {
    const fromId = both && number % 3 === 0 ? id : -world.groupId;
    const text = `Сообщение ${number}: занятие начнётся в 8:30, кабинет 305, не опаздывайте.`;
    world.addMessage(id, { fromId, text, randomId: 0, attachments: [], forwarded: [] });
  }
}

/** Turns the wheel up over the log until its very first message is there. */
async function scrollToTheFirst(page: Page): Promise<void> {
  await log(page).hover();
  for (let turn = 0; turn < 1_000; turn += 1) {
    await page.mouse.wheel(0, -3_000);
    const isThere = await page.evaluate(
      `new Promise((resolve) => requestAnimationFrame(() => resolve(
        document.querySelector('#pane-0 .message')?.textContent.includes('Сообщение 1:') === true
          && document.querySelector('#pane-0 .log').scrollTop <= document.querySelector('#pane-0 .log').clientHeight - document.querySelector('#pane-0 .log').scrollHeight + 2,
      )))`,
    );
    if (isThere === true) return;
  }
  expect.fail('the first message was not reached');
}

describe('somebody with five thousand messages', () => {
  it('opens the page at once, scrolls to the very first one without a stutter, and news come while they read', async () => {
    const first = await open();
    come(1, NEWS, true);
    await log(first).getByText(`Сообщение ${NEWS}:`).waitFor();
    await watchTasks(first);
    come(NEWS + 1, 2 * NEWS, true);
    await log(first)
      .getByText(`Сообщение ${2 * NEWS}:`)
      .waitFor();
    const stutter = TIMES * Math.max(UNNOTICED_MS, await longest(first));
    await first.goto('about:blank');
    come(2 * NEWS + 1, MANY, true);
    const asked = performance.now();
    const page = await another();
    await log(page).getByText(`Сообщение ${MANY}:`).waitFor();
    const opened = performance.now() - asked;

    await watchTasks(page);
    const began = performance.now();
    await scrollToTheFirst(page);
    const scrolled = performance.now() - began;
    expect(await log(page).locator('.message').count()).toBe(MANY);
    const whileScrolling = await longest(page);

    const read = page.locator('#pane-0 .message').first();
    const before = await read.boundingBox();
    await watchTasks(page);
    await page.evaluate(`
      window.drawings = 0;
      new MutationObserver(() => { window.drawings += 1; })
        .observe(document.querySelector('#pane-0 .log-list'), { childList: true, subtree: true });
    `);
    come(MANY + 1, MANY + NEWS, false);
    const toEnd = pane(page, 'Студент').getByRole('button', {
      name: `К последним сообщениям, новых: ${NEWS}`,
    });
    await toEnd.waitFor();
    const whileHearing = await longest(page);
    // Drawn by the frame, not by the message.
    expect(Number(await page.evaluate('window.drawings'))).toBeLessThan(NEWS / 2);
    expect(Math.abs(((await read.boundingBox())?.y ?? 0) - (before?.y ?? 0))).toBeLessThan(3);
    process.stdout.write(
      `5 000 messages: open ${Math.round(opened)} ms, to the first ${Math.round(scrolled)} ms, longest task ` +
        `scrolling ${Math.round(whileScrolling)} ms, with ${NEWS} new ones ${Math.round(whileHearing)} ms\n`,
    );
    expect(whileScrolling).toBeLessThan(stutter);
    expect(whileHearing).toBeLessThan(stutter);

    await toEnd.click();
    await log(page)
      .getByText(`Сообщение ${MANY + NEWS}:`)
      .waitFor();
    expect(await toEnd.count()).toBe(0);
  });
});
