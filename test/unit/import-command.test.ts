import { describe, expect, it } from 'vitest';
import { runImport, type ImportBar } from '../../src/cli/import.js';
import { readCollege } from '../../src/sources/read-college.js';
import { folderWith, importer, NOW, ZONE } from '../support/import-files.js';
import { memoryRosterStore } from '../support/memory-roster-store.js';

const bar: ImportBar = { show: () => undefined, stop: () => undefined };

/** Runs the command over these files as an operator would. */
function command(store = memoryRosterStore()) {
  return async (files: Record<string, string>, flags: { json?: boolean; force?: boolean } = {}) => {
    const out: string[] = [];
    const err: string[] = [];
    const code = await runImport(
      { paths: [await folderWith(files)], json: flags.json ?? false, force: flags.force ?? false },
      {
        readCollege,
        importCollege: importer(store),
        zone: ZONE,
        clock: { now: () => NOW },
        out: (line) => out.push(line),
        complain: (line) => err.push(line),
        bar,
      },
    );
    return { code, out: out.join('\n'), err: err.join('\n') };
  };
}

const teachers = { 'teachers.csv': 'teacher_id;last_name;first_name\n1;Шаблонов;Павел\n2;Макетова;Мария\n' };
const bad = { 'teachers.csv': 'teacher_id;last_name;first_name\n1;Шаблонов;\n;Макетова;Мария\n' };

describe('an operator who imports', () => {
  it('sees a table of counts, and «Ничего не изменилось» the second time', async () => {
    const run = command();
    const first = await run(teachers);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toMatch(/добавлено.*изменено.*удалено.*без изменений/);
    expect(first.out).toMatch(/Преподаватели +2 +0 +0 +0/);
    expect(first.out).not.toContain('Ничего не изменилось');
    const second = await run(teachers);
    expect(second).toMatchObject({ code: 0 });
    expect(second.out).toContain('Ничего не изменилось');
  });

  it('sees every bad row by number and place, and a code that says it failed', async () => {
    const { code, out, err } = await command()(bad);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toContain('teachers.csv\n  1. строка 2, колонка first_name: ');
    expect(err).toContain('  2. строка 3, колонка teacher_id: ');
    expect(err).toContain('2 ошибки');
  });

  it('is not drowned: two hundred problems are shown, all are counted', async () => {
    const rows = Array.from({ length: 300 }, (_, at) => `${at};Шаблонов;\n`).join('');
    const { err } = await command()({ 'teachers.csv': `teacher_id;last_name;first_name\n${rows}` });
    expect(err.match(/колонка/g)).toHaveLength(200);
    expect(err).toContain('200 из 300');
  });

  it('hears of files that were passed over', async () => {
    expect((await command()({ ...teachers, 'README.md': '# …' })).err).toContain('README.md: пропущен');
  });
});

describe('a program that imports', () => {
  it('gets JSON alone, in the agreed shape', async () => {
    const run = command();
    const { code, out, err } = await run({ ...teachers, 'README.md': '# …' }, { json: true });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      ok: true,
      tables: { teachers: { added: 2, changed: 0, removed: 0, unchanged: 0 } },
      errors: [],
    });
    expect(err).toContain('README.md');
  });

  it('gets every error with its place, beyond two hundred too', async () => {
    const rows = Array.from({ length: 300 }, (_, at) => `${at};Шаблонов;\n`).join('');
    const { code, out } = await command()(
      { 'teachers.csv': `teacher_id;last_name;first_name\n${rows}` },
      { json: true },
    );
    const report: unknown = JSON.parse(out);
    expect(code).toBe(1);
    expect(report).toMatchObject({ ok: false, tables: {} });
    expect(report).toHaveProperty('errors.length', 300);
    expect(report).toHaveProperty('errors.299', {
      file: 'teachers.csv',
      line: 301,
      column: 'first_name',
      reason: 'ячейка пуста, а значение обязательно',
    });
  });
});
