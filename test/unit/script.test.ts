import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockAt, type Direction, momentOfClock } from '../../src/sandbox/script/directions.js';
import { drawLine, type ScriptLine } from '../../src/sandbox/script/lines.js';
import { parseScript } from '../../src/sandbox/script/parse.js';
import { latestCode } from '../../src/sandbox/script/phone-code.js';
import { maskCode, readSaid, type Said, spellSaid } from '../../src/sandbox/script/said.js';

const DIALOGS = new URL('../dialogs/', import.meta.url);

const draw = (lines: readonly ScriptLine[]): string =>
  `${lines.map((line) => drawLine(line, true)).join('\n')}\n`;
const read = (text: string): ScriptLine[] => {
  const parsed = parseScript(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.lines.map(({ what }) => what);
};

const name = fc.constantFrom('Студент', 'Студент ЭК-25', 'Гость 2', 'Студент в чате «Группа ИСП-24»');
const remark = fc.constantFrom(
  'всплывает: Включено',
  'всплывает: (всплывает: да)\nи ещё · вот',
  'открывается: https://vk.me/join/…',
  'ответа на нажатие нет',
);
/** Whatever may stand in a message: also what looks like the language itself. */
const words = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replace(/[\r\n\u2028\u2029]/g, ' ')),
      fc.constantFrom(
        '',
        '(всплывает: нет)',
        '\\(стикер)',
        '[Занятия] [Чаты]',
        '# решётка',
        'Бот < я',
        '(Студент · всплывает: x)',
        'a > b',
      ),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((lines) => lines.join('\n'));
const title = fc.constantFrom('Группа ИСП-24', 'Предмет: «Физика», ИСП-24');
const direction: fc.Arbitrary<Direction> = fc.oneof(
  fc.record({
    is: fc.constant('clock' as const),
    day: fc.constant('28.11.2026'),
    time: fc.constantFrom('08:29', '8:30:07'),
  }),
  fc.record(
    {
      is: fc.constant('cast' as const),
      who: name,
      messenger: fc.constant('telegram' as const),
      bound: fc.boolean(),
    },
    { requiredKeys: ['is', 'who', 'bound'] },
  ),
  fc.record({
    is: fc.constant('cast' as const),
    who: name,
    as: fc.constant('Первов Алексей'),
    bound: fc.boolean(),
  }),
  fc.record({ is: fc.constant('permission' as const), who: name, allowed: fc.boolean() }),
  fc.record({
    is: fc.constant('chat' as const),
    who: fc.constant('Студент'),
    title,
    change: fc.constantFrom('joined' as const, 'left' as const, 'kicked' as const),
  }),
  fc.record({
    is: fc.constant('fault' as const),
    target: fc.constantFrom('messages.send', '*', 'a_check'),
    times: fc.integer({ min: 1, max: 99 }),
    how: fc.constantFrom(
      { code: 9 },
      { code: 901, peerId: 5 },
      { status: 502 },
      'hang' as const,
      'lose-reply' as const,
      'twice' as const,
    ),
  }),
);
const line: fc.Arbitrary<ScriptLine> = fc.oneof(
  fc.record({ by: fc.constant('person' as const), who: name, text: words }),
  fc.record({
    by: fc.constant('press' as const),
    who: name,
    label: fc.constantFrom('Начать', 'a > b', '[1] №2', '◀ Чт'),
  }),
  fc.record({
    by: fc.constant('press' as const),
    who: name,
    label: fc.constantFrom('Назад', '10:10 Физика'),
    of: fc.record({ cmid: fc.integer({ min: 1, max: 99 }), at: name }),
  }),
  fc.record({ by: fc.constant('bot' as const), to: name, text: words }),
  fc.record({ by: fc.constant('aside' as const), text: remark }),
  fc.record({ by: fc.constant('aside' as const), at: fc.constant('Студент'), text: remark }),
  fc.record({ by: fc.constant('direction' as const), what: direction }),
);

describe('whoever keeps a record of a dialog', () => {
  it('reads it back as it was written, whatever people and the bot said', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), (lines) => {
        expect(read(draw(lines))).toEqual(lines);
      }),
    );
  });

  it('may hand any text to a person’s mouth: signs of the language are told from words', () => {
    const said: fc.Arbitrary<Said> = fc.oneof(
      fc.record({
        is: fc.constant('text' as const),
        text: fc.oneof(
          words,
          fc.constantFrom(
            '(стикер)',
            '\\',
            '123456',
            '12 34-56',
            '(фото)',
            '(контакт: 79000002001)',
            '(открывает ссылку сообщества: x)',
          ),
        ),
      }),
      fc.record({
        is: fc.constant('thing' as const),
        what: fc.constantFrom('sticker' as const, 'voice' as const, 'photo' as const),
      }),
      fc.record({
        is: fc.constant('code' as const),
        shape: fc.constantFrom('123456', '123 456', ' 12 34-56'),
      }),
      fc.record({ is: fc.constant('contact' as const), phone: fc.constant('79000002001') }),
      fc.record({ is: fc.constant('forward' as const), cmid: fc.nat(99) }),
      fc.record({
        is: fc.constant('ref' as const),
        ref: fc.constantFrom('HKMH4679', 'a-b_c', 'код с листка (новый)'),
      }),
    );
    fc.assert(
      fc.property(said, (one) => {
        expect(readSaid(spellSaid(one))).toEqual(one);
      }),
    );
  });

  it('finds every transcript of the tests readable, and written back to the letter', () => {
    const files = readdirSync(DIALOGS).filter((file) => file.endsWith('.txt'));
    expect(files.length).toBeGreaterThan(30);
    for (const file of files) {
      const text = readFileSync(new URL(file, DIALOGS), 'utf8');
      const lines = read(text);
      const back = `${lines.map((one) => drawLine(one, true)).join('\n')}\n`;
      expect(back.replaceAll(/^ *\n/gm, '')).toBe(text.replaceAll(/^ *\n/gm, ''));
    }
  });

  it('hears of every bad line at once, by its number', () => {
    const parsed = parseScript(
      [
        '      висит',
        'Студент > да',
        'просто слова',
        '(часы: вчера)',
        'Студент [Начать',
        'Гость < я бот',
        'Бот <',
        '      (всплывает: без скобки',
      ].join('\n'),
    );
    expect(parsed).toEqual({
      ok: false,
      problems: [
        { line: 1, reason: 'Строка с отступом ни к чему не относится' },
        { line: 3, reason: 'Не реплика и не ремарка: просто слова' },
        { line: 4, reason: 'Такой ремарки нет: (часы: вчера)' },
        { line: 5, reason: 'Кнопка должна заканчиваться скобкой «]»' },
        { line: 6, reason: 'Слева от «<» может стоять только «Бот», а здесь «Гость»' },
        { line: 8, reason: 'Ремарка должна заканчиваться скобкой' },
      ],
    });
    expect(parseScript('# пусто\n\n')).toEqual({
      ok: false,
      problems: [{ line: 1, reason: 'В файле нет ни одной строки диалога' }],
    });
  });

  it('may open it in an editor that ends lines the other way and trims them', () => {
    const text = 'Студент > Здравствуйте\nБот → Студент < Одно\n      \n      Другое\n      [Да]\n';
    expect(read(`\uFEFF${text.replaceAll('\n', '\r\n')}`)).toEqual(read(text));
    expect(read(text.replaceAll(/ +$/gm, ''))).toEqual(read(text));
  });

  it('finds the moment that the clock showed, also where the clocks change', () => {
    for (const zone of ['Europe/Moscow', 'Asia/Omsk', 'America/New_York']) {
      for (const at of [Date.parse('2026-11-28T05:29:07Z'), Date.parse('2026-03-08T12:00:00Z')])
        expect(momentOfClock(clockAt(at, zone), zone)).toBe(at);
    }
    expect(momentOfClock({ is: 'clock', day: '31.02.2026', time: '10:00' }, 'Europe/Moscow')).toBeUndefined();
  });

  it('keeps no code in it, and gets the one that comes to the same contact', () => {
    expect(maskCode('48 20-91', ['482091'])).toBe('12 34-56');
    expect(maskCode('482092', ['482091'])).toBeUndefined();
    expect(maskCode('482091 рублей', ['482091'])).toBeUndefined();
    const text = (number: number, value: string, code: string) => ({
      number,
      at: 0,
      contact: { kind: value.includes('@') ? ('email' as const) : ('phone' as const), value },
      text: `Код: ${code}. Никому не говорите`,
    });
    const texts = [
      text(1, '+79000000001', '111111'),
      text(2, 'a@b.test', '222222'),
      text(3, '+79000000002', '333333'),
    ];
    expect(latestCode(texts, '8 (900) 000-00-01')).toBe('111111');
    expect(latestCode(texts, ' A@b.Test')).toBe('222222');
    expect(latestCode(texts, 'не контакт')).toBe('333333');
    expect(latestCode(texts, '+7 900 000-00-09')).toBeUndefined();
  });
});
