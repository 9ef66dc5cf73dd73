import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCollege } from '../../src/sources/read-college.js';
import {
  folderWith,
  importFiles,
  NOW,
  readFiles,
  workbook,
  workbookFiles,
  zip,
  ZONE,
} from '../support/import-files.js';
import { memoryRosterStore } from '../support/memory-roster-store.js';

const names = ['teacher_id', 'last_name', 'first_name'];
const sheet = (extra: { rows?: string; xml?: string }) => {
  const files = workbookFiles([{ name: 'teachers', rows: [names, ['1', 'Шаблонов', 'Павел']] }]);
  const path = 'xl/worksheets/sheet1.xml';
  const xml = (files[path] ?? '').replace('</sheetData>', `${extra.rows ?? ''}</sheetData>`);
  return { ...files, [path]: (extra.xml ?? '') + xml };
};
const zeros = (megabytes: number) => Buffer.alloc(megabytes * 1024 * 1024, 0x20);

const manyRows = Array.from(
  { length: 200_001 },
  (_, at) => `<row><c><v>${(at * 7919) % 100_003}</v></c></row>`,
).join('');

/** A file that would harm the machine is refused quickly and without eating its memory (reliability S11). */
async function refusal(name: string, content: string | Uint8Array): Promise<string> {
  const before = process.memoryUsage().rss;
  const start = process.cpuUsage();
  const { tables, problems } = await readFiles({ [name]: content });
  const { user, system } = process.cpuUsage(start);
  expect(user + system).toBeLessThan(6e6);
  expect(process.memoryUsage().rss - before).toBeLessThan(250e6);
  expect(tables).toEqual([]);
  expect(problems).toHaveLength(1);
  expect(problems[0]?.file).toBe(name);
  return problems[0]?.reason ?? '';
}

describe('a hostile workbook is refused before it can harm the machine', () => {
  it.each([
    ['a bomb by its size', () => zip(sheet({}), 201 * 1024 * 1024), /безопасности/],
    ['a bomb by its ratio', () => zip({ ...sheet({}), 'xl/styles.xml': zeros(4) }), /безопасности/],
    [
      'a bomb that lies about its size',
      () => zip({ ...sheet({}), 'xl/styles.xml': zeros(4) }, 5_000),
      /безопасности|повреждён/,
    ],
    [
      'a cell a million rows down',
      () => zip(sheet({ rows: '<row r="1048576"><c r="A1048576"><v>1</v></c></row>' })),
      /строк больше/,
    ],
    [
      'a cell far to the right',
      () => zip(sheet({ rows: '<row r="3"><c r="XFD3"><v>1</v></c></row>' })),
      /колонок больше/,
    ],
    ['200 001 rows', () => zip(sheet({ rows: manyRows })), /строк больше/],
    [
      'an external entity',
      () => zip(sheet({ xml: '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' })),
      /DOCTYPE/,
    ],
    ['an archive that is no workbook', () => zip({ 'a.txt': 'a', 'b.xml': '<a/>' }), /повреждён/],
    ['a cut-off archive', () => workbook({ name: 'a', rows: [names] }).subarray(0, 300), /повреждён/],
    [
      'XML that is none',
      () => zip({ ...sheet({}), 'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row' }),
      /повреждён|пуст/,
    ],
  ])('%s', async (_, make, reason) => {
    expect(await refusal('teachers.xlsx', make())).toMatch(reason);
  });
});

describe('a hostile text is refused or harmless', () => {
  it.each([
    [
      'more rows than any college has',
      `teacher_id;last_name;first_name\n${'1;a;b\n'.repeat(200_001)}`,
      /строк больше/,
    ],
    ['100 000 columns', `${'a;'.repeat(100_000)}\n`, /колонок больше|кавычки/],
    ['one endless line', `last_name;first_name;group\n${'a'.repeat(20_000_000)}`, /кавычки/],
    ['one endless quoted cell', `last_name;first_name;group\n"${'a\n'.repeat(5_000_000)}`, /кавычки/],
  ])('%s', async (_, content, reason) => {
    expect(await refusal('teachers.csv', content)).toMatch(reason);
  });

  it('a page of unclosed tags and comments is read in its own time', async () => {
    expect(await refusal('hg.htm', `<html>${'<!--'.repeat(100_000)}`)).toMatch(/расписание/);
    expect(await refusal('cg.htm', `<html>${'<'.repeat(300_000)}<script>`)).toMatch(/расписание/);
  });

  it('a header of __proto__ is just an unknown column', async () => {
    const { tables, problems } = await readFiles({
      'teachers.csv':
        'teacher_id;last_name;first_name;__proto__;constructor\n1;Шаблонов;Павел;{"admin":true};x\n',
    });
    expect(problems).toEqual([]);
    expect(tables[0]?.rows).toEqual([
      { place: { file: 'teachers.csv', line: 2 }, id: '1', lastName: 'Шаблонов', firstName: 'Павел' },
    ]);
    expect(Reflect.get({}, 'admin')).toBeUndefined();
  });

  it('invisible and turning signs do not get into names', async () => {
    const { tables } = await readFiles({
      'teachers.csv': 'last_name;first_name\nШаб\u202Eло\u200Bнов;\u00A0Павел\u0007\n',
    });
    expect(tables[0]?.rows).toMatchObject([{ lastName: 'Шаблонов', firstName: 'Павел' }]);
  });

  it('a name of a file stays a name: folders inside, links and locks of Excel are passed over', async () => {
    const folder = await folderWith({
      'teachers.csv': 'last_name;first_name\nШаблонов;Павел\n',
      '~$teachers.xlsx': 'lock',
      '.hidden.csv': 'x',
    });
    await mkdir(join(folder, 'old.csv'));
    await writeFile(join(folder, `${'п'.repeat(100)}.csv`), 'last_name;first_name\n;\n');
    const { tables, problems } = await readCollege([folder], { zone: ZONE, now: NOW });
    expect(tables).toHaveLength(1);
    expect(problems.map(({ file }) => file)).toEqual([`${'п'.repeat(100)}.csv`]);
  });

  it('a file that is not there is named', async () => {
    const { problems } = await readCollege(['/nowhere/students.csv'], { zone: ZONE, now: NOW });
    expect(problems).toEqual([{ file: 'students.csv', line: 1, column: '', reason: 'файла или папки нет' }]);
  });
});

describe('a bad file among good ones', () => {
  it('stops the whole import, and each bad row of the others is named too', async () => {
    const store = memoryRosterStore();
    const report = await importFiles(store, {
      'a-students.csv': 'student_id;last_name;first_name;group\n1;Первов;Глеб;ИСП-24\n1;Второв;Глеб;ИСП-24\n',
      'b-bomb.xlsx': zip({ ...sheet({}), 'xl/styles.xml': zeros(4) }),
      'c-teachers.csv': 'teacher_id;last_name;first_name\n5;Шаблонов;\n',
    });
    expect(report.errors.map(({ file }) => file)).toEqual([
      'b-bomb.xlsx',
      'c-teachers.csv',
      'a-students.csv',
    ]);
    expect(store.applied).toBe(0);
  });
});
