import { describe, expect, it } from 'vitest';
import { pane, press, says, hears, visiting } from '../support/visit.js';

const { open, house } = visiting();

describe('a visitor who looks under the glass', () => {
  it('sees for a message what went over the wire, the rules it met, the time it took, and takes it as curl', async () => {
    const page = await open();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await says(page, 'Студент', "Что тут 'в кавычках'?");
    const answer = "Вы написали: Что тут 'в кавычках'?";
    await hears(page, 'Студент', answer);
    await says(page, 'Преподаватель', 'Постороннее');
    await hears(page, 'Преподаватель', 'Вы написали: Постороннее');
    const log = pane(page, 'Студент').getByRole('log');
    await log.focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await press(page, 'Студент', 'Под стеклом');
    const glass = page.getByRole('dialog', { name: 'JSON' });
    await glass.getByText('Только сообщение «Вы написали').waitFor();
    await glass.getByText('20 запросов в секунду на токен: это').waitFor();
    await glass.getByText('Клавиатура под полем: до 10 × 5, всего до 40 кнопок: здесь 2 × 2').waitFor();
    await glass.getByRole('group', { name: 'Ответ' }).getByText('"response":').waitFor();
    expect(await glass.locator('summary').allInnerTexts()).toEqual([
      expect.stringMatching(/^→ messages\.send\s*08:00:\d\d · [\d,]+ мс$/),
    ]);
    await glass.getByRole('button', { name: 'Скопировать как curl' }).click();
    await glass.getByText('Скопировано').waitFor();
    const command = String(await page.evaluate('navigator.clipboard.readText()'));
    expect(command).toContain("-H 'Authorization: Bearer <токен>'");
    expect(command).toContain("--data-urlencode 'message=Вы написали: Что тут '\\''в кавычках'\\''?'");
    expect(command).not.toContain('access_token');
    expect(/^curl 'http:\/\/127\.0\.0\.1:\d+\/method\/messages\.send' \\$/m.test(command)).toBe(true);
    await glass.getByRole('button', { name: 'Показать всё' }).click();
    await glass.getByText('← message_new').first().waitFor();
    expect(await glass.getByText('Постороннее').count()).toBe(0);
  });

  it('sees of one person where the dialog stands, what became of notices and why, and the log beside the wire', async () => {
    const page = await open();
    const [student, teacher] = house().world.people();
    await says(page, 'Студент', 'Привет');
    await hears(page, 'Студент', 'Вы написали: Привет');
    await says(page, 'Преподаватель', 'Добрый день');
    await hears(page, 'Преподаватель', 'Вы написали: Добрый день');
    await page.getByRole('button', { name: 'JSON' }).click();
    const glass = page.getByRole('dialog', { name: 'JSON' });
    await glass.getByText('← message_new').nth(1).waitFor();
    await glass.getByLabel('О ком').selectOption('Студент: Артём Смирнов');
    house().logs({
      level: 'warn',
      text: 'VK refused a call',
      fields: { account: student?.id ?? 0, code: 9 },
    });
    house().logs({ level: 'info', text: 'about another', fields: { account: teacher?.id ?? 0 } });
    const kept = glass.getByRole('region', { name: 'Что хранит бот' });
    await kept.getByText('Смирнов Артём Игоревич, студент; уведомления включены').waitFor();
    await kept.getByText('Сцена binding, шаг code').waitFor();
    await kept.getByText('"tries": 1').waitFor();
    expect(await kept.getByRole('listitem').allInnerTexts()).toEqual([
      'Смирнов Артём Игоревич, студент; уведомления включены',
      expect.stringMatching(/запланировано\s*Занятие 3/),
      expect.stringMatching(/отброшено: занятие изменилось или отменено\s*Занятие 2/),
      expect.stringMatching(/отправлено\s*Занятие 1/),
    ]);
    await glass.locator('summary', { hasText: '· VK refused a call' }).getByText('предупреждение').waitFor();
    expect(await glass.getByText('about another').count()).toBe(0);
    expect(await glass.locator('summary .name').allInnerTexts()).toEqual([
      '· VK refused a call',
      '→ messages.send',
      '← message_new',
    ]);
    await glass.getByRole('button', { name: 'События' }).click();
    await expect.poll(() => glass.locator('summary .name').allInnerTexts()).not.toContain('← message_new');
    await glass.getByLabel('О ком').selectOption('обо всех');
    await glass.getByText('about another').waitFor();
  });

  it('sees that a repeated send was dropped by its random_id', async () => {
    const page = await open();
    await says(page, 'Студент', 'Привет');
    await hears(page, 'Студент', 'Вы написали: Привет');
    const { apiUrl } = house();
    const [student] = house().world.people();
    for (let i = 0; i < 2; i += 1)
      await fetch(`${apiUrl}/messages.send`, {
        method: 'POST',
        body: new URLSearchParams({
          v: '5.199',
          access_token: 'token',
          peer_id: String(student?.id),
          random_id: '77',
          message: 'Один раз',
        }),
      });
    await hears(page, 'Студент', 'Один раз');
    await page.getByRole('button', { name: 'JSON' }).click();
    await page.locator('.entry.call').first().click();
    await page.getByText('random_id: повтор отброшен, новых сообщений нет (получателей: 1)').waitFor();
    expect(await pane(page, 'Студент').getByRole('log').getByText('Один раз').count()).toBe(1);
  });
});
