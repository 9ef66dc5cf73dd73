import { describe, expect, it } from 'vitest';
import { readFiles, utf16le, windows1251, workbook } from '../support/import-files.js';

const people =
  'Фамилия;Имя;Отчество;Дата рождения;Группа\nПервов;Алексей;Тестович;10.01.2006;ИСП-24\nЁжикова;Анна;;2007-02-11;ЭК-25\n';

describe('a file of people is read however the college saved it', () => {
  it.each([
    ['UTF-8', people],
    ['UTF-8 with a mark', `\uFEFF${people}`],
    ['windows-1251', windows1251(people)],
    ['UTF-16 with a mark', utf16le(people)],
    ['UTF-16 without a mark', utf16le(people).subarray(2)],
    ['commas', people.replaceAll(';', ',')],
    ['tabs', people.replaceAll(';', '\t')],
    ['the line ends of an old Mac', people.replaceAll('\n', '\r')],
    ["Excel's hint of a separator", `sep=;\n${people}`],
    ['a title above the header', `Список групп\n\n${people}`],
    ['headers in capitals and with spaces', people.replace('Дата рождения', ' ДАТА  РОЖДЕНИЯ ')],
  ])('in %s', async (_, content) => {
    const { tables, problems } = await readFiles({ 'students.csv': content });
    expect(problems).toEqual([]);
    expect(tables).toMatchObject([
      {
        name: 'students',
        hasIds: false,
        rows: [
          {
            lastName: 'Первов',
            firstName: 'Алексей',
            middleName: 'Тестович',
            birthDate: '2006-01-10',
            group: 'ИСП-24',
          },
          { lastName: 'Ёжикова', firstName: 'Анна', middleName: '', birthDate: '2007-02-11', group: 'ЭК-25' },
        ],
      },
    ]);
  });

  it('by its full names in one column', async () => {
    const { tables } = await readFiles({ 'a.csv': 'ФИО;Группа\nПервов Алексей Тестович;ИСП-24\n' });
    expect(tables).toMatchObject([
      { rows: [{ lastName: 'Первов', firstName: 'Алексей', middleName: 'Тестович' }] },
    ]);
  });

  it('by the name of the sheet where the header does not tell whose names these are', async () => {
    const names = ['Фамилия', 'Имя'];
    const { tables } = await readFiles({
      'list.xlsx': workbook(
        { name: 'Преподаватели', rows: [names, ['Шаблонов', 'Павел']] },
        {
          name: 'Студенты',
          rows: [
            [...names, 'Группа'],
            ['Первов', 'Глеб', 'ИСП-24'],
          ],
        },
        { name: 'Лист3', rows: [] },
      ),
    });
    expect(tables.map(({ name, rows }) => [name, rows.length])).toEqual([
      ['teachers', 1],
      ['students', 1],
    ]);
  });
});

describe('an operator learns of every bad cell at once', () => {
  it('with its line, column and reason', async () => {
    const csv = [
      'lesson_id;date;pair;start;end;group;subject;mode;change',
      'L-1;31.02.2026;1;8:30;10:00;ИСП-24;История;;',
      'L-2;23.11.2026;x;25:00;10:00;;История;где-то;потом',
      ' bad id;23.11.2026;1;8:30;10:00;ИСП-24;История;очно;отмена',
      'L-4;23.11.2026;1;8:30;10:00;ИСП-24;История;очно;отмена;лишнее',
    ].join('\n');
    const { problems } = await readFiles({ 'lessons.csv': csv });
    expect(problems.map(({ file, line, column }) => `${file}:${line} ${column}`)).toEqual([
      'lessons.csv:2 date',
      'lessons.csv:3 group',
      'lessons.csv:3 pair',
      'lessons.csv:3 start',
      'lessons.csv:3 mode',
      'lessons.csv:3 change',
      'lessons.csv:4 lesson_id',
      'lessons.csv:5 10',
    ]);
    expect(problems[0]?.reason).toContain('31.02.2026');
  });

  it('by the line of the file even when a cell has line ends in it', async () => {
    const csv = 'student_id;last_name;first_name;group\n1;"Перв\nов";Глеб;ИСП-24\n\n2;Второв;;ИСП-24\n';
    const { problems } = await readFiles({ 'students.csv': csv });
    expect(problems.map(({ line, column }) => [line, column])).toEqual([[5, 'first_name']]);
  });

  it('by the sheet of a workbook', async () => {
    const { problems } = await readFiles({
      'a.xlsx': workbook({
        name: 'Звонки',
        rows: [
          ['Пара', 'Начало', 'Конец'],
          ['1', '8.30', '10.00'],
          ['2', 'утром', '11:40'],
        ],
      }),
    });
    expect(problems).toMatchObject([{ file: 'a.xlsx', sheet: 'Звонки', line: 3, column: 'Начало' }]);
  });

  it('by the column that a table lacks', async () => {
    const { problems } = await readFiles({ 'students.csv': 'student_id;last_name;group\n1;Первов;ИСП-24\n' });
    expect(problems).toMatchObject([{ line: 1, column: 'first_name' }]);
  });

  it('when a row of a table with ids has none', async () => {
    const { problems } = await readFiles({
      'teachers.csv': 'teacher_id;last_name;first_name\n;Шаблонов;Павел\n',
    });
    expect(problems).toMatchObject([{ line: 2, column: 'teacher_id' }]);
  });
});

describe('a cell of Excel means what the person saw in it', () => {
  it('numbers, days, times, and the cached value of a formula', async () => {
    const header = ['lesson_id', 'date', 'pair', 'start', 'end', 'group', 'subject', 'teacher_id'];
    const { tables, problems } = await readFiles({
      'lessons.xlsx': workbook({
        name: 'lessons',
        rows: [
          header,
          [
            'L-1',
            { xml: '<c r="REF"><v>46349</v></c>' },
            { xml: '<c r="REF"><f>1+1</f><v>2</v></c>' },
            { xml: '<c r="REF"><v>0.354166666666667</v></c>' },
            '10:00',
            'ИСП-24',
            'История',
            { xml: '<c r="REF"><v>502</v></c>' },
          ],
        ],
      }),
    });
    expect(problems).toEqual([]);
    expect(tables).toMatchObject([
      {
        name: 'lessons',
        hasIds: true,
        rows: [{ day: '2026-11-23', pair: 2, start: '08:30', end: '10:00', teacherId: '502' }],
      },
    ]);
  });
});

describe('what is no table is refused by name, with what is accepted', () => {
  it.each([
    ['an empty file', 'students.csv', '', /пуст/],
    ['a header alone', 'students.csv', 'student_id;last_name;first_name;group\n', /ни одной строки/],
    ['an old Excel file', 'students.xls', Buffer.from('D0CF11E0A1B11AE1', 'hex'), /\.xlsx/],
    ['a PDF under another name', 'students.csv', '%PDF-1.7\n…', /CSV, XLSX/],
    ['a table of something else', 'stock.csv', 'товар;цена\nмел;10\n', /groups, teachers, students/],
    ['a text with zero bytes', 'students.csv', 'a\0\0b;c\n', /нулевые байты/],
    ['an open quote', 'students.csv', 'last_name;first_name;group\n"Первов;Глеб;ИСП-24\n', /кавычки/],
  ])('%s', async (_, name, content, reason) => {
    const { tables, problems } = await readFiles({ [name]: content });
    expect(tables).toEqual([]);
    expect(problems).toMatchObject([{ file: name, reason: expect.stringMatching(reason) }]);
  });

  it('a folder of other files is refused, and each is named', async () => {
    const { problems, notes } = await readFiles({ 'README.txt': 'как пользоваться' });
    expect(problems).toHaveLength(1);
    expect(notes).toMatchObject([{ file: 'README.txt' }]);
  });
});
