import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Demo } from '../../src/demo.js';
import { askPage, startDemoHouse } from '../support/demo-house.js';

/** Two days of a visitor: binding, the clock, a chat entered and left, notices, a block, an old button, another's button. */
const VISIT = `
(часы: 25.11.2026 08:00:00)
(Студент — это Первов Алексей Тестович)
Студент [Начать]
(Преподаватель — это Образцова Ирина Тестовна, профиль уже привязан)
Преподаватель > (стикер)
`;

let demo: Demo;
beforeAll(async () => {
  demo = await startDemoHouse();
});
afterAll(() => demo.stop());

const recordOf = async (): Promise<string> => String((await askPage(demo, '/record'))['text']);
/** What a person of the page has in their pane: the bot's last message with a button of this label. */
type Dialog = {
  messages: {
    cmid: number;
    from: number;
    text: string;
    keyboard: { cmid: number; rows: { label: string }[][] } | null;
  }[];
  keyboard: { cmid: number; rows: { label: string }[][] } | null;
};
type State = {
  panes: { title: string; userId: number }[];
  dialogs: Record<string, Dialog>;
  phone: { text: string }[];
  chats: { peerId: number }[];
};
const state = async (): Promise<State> => (await askPage(demo, '/state')) as unknown as State;

/** Acts as a pane's visitor does: over the page's own HTTP. */
const visitor = (title: string) => {
  const id = async () => (await state()).panes.find((pane) => pane.title === title)?.userId ?? 0;
  const deed = async (name: string, body: unknown = {}) => {
    expect(await askPage(demo, `/people/${await id()}/${name}`, body)).toEqual({});
  };
  const button = async (label: string, cmid?: number) => {
    const dialog = (await state()).dialogs[await id()];
    const keyboards = [
      ...(dialog?.messages ?? []).map((one) => one.keyboard),
      dialog?.keyboard ?? null,
    ].filter((one) => one !== null);
    const found = keyboards
      .filter((one) => cmid === undefined || one.cmid === cmid)
      .sort((one, other) => other.cmid - one.cmid)
      .flatMap(({ cmid: of, rows }) =>
        rows.flatMap((row, r) => row.map((one, c) => ({ cmid: of, row: r, column: c, label: one.label }))),
      )
      .find((one) => one.label === label);
    return found === undefined ? undefined : { peerId: await id(), ...found };
  };
  return {
    id,
    button,
    start: () => deed('start'),
    says: (text: string) => deed('say', { text }),
    deed,
    presses: async (label: string, cmid?: number) => {
      const found = await expect
        .poll(() => button(label, cmid), { timeout: 5_000 })
        .toBeDefined()
        .then(() => button(label, cmid));
      await deed('press', found);
    },
    hears: (text: RegExp, count = 1) =>
      expect
        .poll(
          async () =>
            (await state()).dialogs[await id()]?.messages.filter((one) => one.from < 0 && text.test(one.text))
              .length,
          { timeout: 5_000 },
        )
        .toBe(count),
  };
};

const codeOnPhone = async (): Promise<string> =>
  expect
    .poll(async () => /\d{6}/.exec((await state()).phone.at(-1)?.text ?? '')?.[0], { timeout: 5_000 })
    .toBeDefined()
    .then(async () => /\d{6}/.exec((await state()).phone.at(-1)?.text ?? '')?.[0] ?? '');

describe('a visitor’s record', () => {
  it('played again from nothing goes the same way, and is recorded to the letter as before', async () => {
    const student = visitor('Студент');
    const parent = visitor('Родитель');
    await student.start();
    await student.hears(/Чтобы начать/);
    await student.presses('Привязать учебный профиль VK ID');
    await student.presses('Продолжить');
    await student.hears(/Напишите телефон/);
    await student.says('8 (900) 000-00-01');
    await student.hears(/код уже отправлен/);
    await student.says('654321');
    await student.hears(/не подошёл/);
    const code = await codeOnPhone();
    await student.says(`${code.slice(0, 3)} ${code.slice(3)}`);
    await student.presses('Создать учебный профиль');
    await student.hears(/Напишите о себе/);
    await student.says('Первов Алексей');
    await student.hears(/дату рождения/);
    await student.says('04.02.2007');
    await student.hears(/^Готово, Алексей/);
    await student.presses('Чаты');
    await student.presses('Группа ИСП-24');
    await student.presses('Войти в Сферум');
    await expect.poll(async () => (await state()).chats.length, { timeout: 5_000 }).toBe(1);
    await student.presses('Занятия');
    await student.hears(/Среда, 25 ноября/);
    await askPage(demo, '/clock', { to: 'lesson' });
    await student.hears(/^Началось занятие/);
    await student.presses('Присоединиться с видео');
    await parent.start();
    await parent.hears(/Чтобы начать/);
    await parent.deed('send', { what: 'sticker' });
    await parent.hears(/Стикеры/);
    const theirs = await student.button('Присоединиться с видео');
    await parent.deed('press', theirs);
    await parent.deed('permission', { allowed: false });
    const peerId = (await state()).chats[0]?.peerId ?? 0;
    await askPage(demo, `/people/${await student.id()}/leave`, { in: peerId });
    await student.says('123456');
    await student.hears(/Не понял/);

    const first = await recordOf();
    for (const part of [
      'Студент > 123 456\n',
      'Студент > 654321\n',
      'Студент > \\123456\n',
      '(часы: 25.11.2026 08:30:00)\n',
      'Бот → чат «Группа ИСП-24» < Началось занятие',
      'Родитель [Присоединиться с видео] №',
      '(Студент входит в чат «',
      '(Студент выходит из чата «',
      '(Родитель запрещает сообщения)\n',
      'Родитель > (стикер)\n',
      'открывается: http://127.0.0.1/j/…)\n',
    ])
      expect(first).toContain(part);
    expect(first).not.toContain(code);

    const { played } = await askPage(demo, '/replay', { text: first });
    expect(played, JSON.stringify(played)).toMatchObject({ ok: true });
    expect(await recordOf()).toBe(first);
  });

  it('brings whoever was bound after the bell their notice too, though the clock stands', async () => {
    const late = `
(часы: 25.11.2026 08:30:00)
(Студент — это Первов Алексей Тестович, профиль уже привязан)
Студент > (стикер)
Бот → Студент < Стикеры я не читаю. Нажмите кнопку или напишите словами.
      [Занятия] [Чаты]
      [Помощь]
Бот → Студент < Началось занятие: Основы проектирования баз данных
      Группа ИСП-24 · Образцова И. Т. · до 10:00
      [Присоединиться с видео]
`;
    const { played } = await askPage(demo, '/replay', { text: late });
    expect(played, JSON.stringify(played)).toMatchObject({ ok: true });
  });

  it('shows the first line where the bot answers another way', async () => {
    const changed = `${VISIT}Бот → Студент < Добрый день\n`;
    const { played } = await askPage(demo, '/replay', { text: changed });
    expect(played).toMatchObject({ ok: false, line: 7, expected: 'Бот → Студент < Добрый день' });
    expect(String((played as { got: string }).got)).toContain('Здравствуйте, это бот колледжа');
    const silent = await askPage(demo, '/replay', { text: `${VISIT}Преподаватель [Нет такой]` });
    expect(silent['played']).toMatchObject({ ok: false, line: 7, expected: '[Нет такой]' });
  });

  it('is refused with every bad line where the file is none', async () => {
    const { played } = await askPage(demo, '/replay', { text: 'раз\nСтудент > два\nтри\n' });
    expect(played).toEqual({
      ok: false,
      problems: [
        { line: 1, reason: 'Не реплика и не ремарка: раз' },
        { line: 3, reason: 'Не реплика и не ремарка: три' },
      ],
    });
  });
});
