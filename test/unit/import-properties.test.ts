import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameSubject } from '../../src/domain/import-match.js';
import type { LessonRow, Table } from '../../src/domain/tables.js';
import { importer } from '../support/import-files.js';
import { memoryRosterStore } from '../support/memory-roster-store.js';

const place = { file: 'lessons.csv', line: 1 };
const groups: Table = {
  name: 'groups',
  hasIds: true,
  rows: [
    { place, id: '101', name: 'ИСП-24' },
    { place, id: '102', name: 'ЭК-25' },
  ],
};

/** When the first and the second pair are, by the sources. */
const clocks = {
  usual: [
    { start: '08:30', end: '10:00' },
    { start: '10:10', end: '11:40' },
  ],
  later: [
    { start: '08:40', end: '10:10' },
    { start: '10:20', end: '11:50' },
  ],
  untold: [],
};

/** Lessons in a small world, where everything that can meet does meet. */
const lessonRow = fc
  .record({
    day: fc.constantFrom('2026-11-23', '2026-11-24'),
    pair: fc.constantFrom(1, 2),
    group: fc.constantFrom('ИСП-24', 'ЭК-25', 'ИСП-24 (2 п/г)'),
    subject: fc.constantFrom(
      'Математика',
      'Мат.',
      'МДК.01.01 Разработка модулей',
      'МДК.01.01',
      'История',
      'РМ',
    ),
    extra: fc.record(
      {
        subgroup: fc.constantFrom('1', '2'),
        teacher: fc.constantFrom('Шаблонов П.П.', 'Макетова М.Т.', ''),
        room: fc.constantFrom('305', 'ДО', ''),
        mode: fc.constantFrom('onsite' as const, 'remote' as const),
        link: fc.constantFrom('https://sferum.ru/a', 'https://sferum.ru/b'),
        change: fc.constantFrom('cancelled' as const, 'none' as const),
        clock: fc.constantFrom('later' as const, 'untold' as const),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ extra: { clock, ...extra }, ...row }): LessonRow => {
    const times = clocks[clock ?? 'usual'][row.pair - 1];
    return { place, ...row, ...times, ...extra };
  });

const table = fc.record({ rows: fc.array(lessonRow, { minLength: 1, maxLength: 7 }), ids: fc.boolean() }).map(
  ({ rows, ids }): Table => ({
    name: 'lessons',
    hasIds: ids,
    rows: ids ? rows.map((row, at) => ({ ...row, id: `L-${at}` })) : rows,
  }),
);
/** Once found by chance: the full name joins two rows of the first source, and the code in the second does not. */
const abbreviatedTwice: LessonRow[] = [
  { subject: 'РМ', teacher: 'Макетова М.Т.' },
  { subject: 'РМ', subgroup: '1' },
  { subject: 'МДК.01.01 Разработка модулей', teacher: 'Шаблонов П.П.' },
].map((row) => ({
  place,
  day: '2026-11-23',
  pair: 2,
  group: 'ИСП-24',
  start: '10:10',
  end: '11:40',
  ...row,
}));
const untimed = ({ start: _start, end: _end, ...row }: LessonRow): LessonRow => row;
const mathematics = (row: Partial<LessonRow>): LessonRow => ({
  place,
  day: '2026-11-23',
  pair: 1,
  group: 'ИСП-24',
  start: '08:30',
  end: '10:00',
  subject: 'Математика',
  ...row,
});
const page = (...rows: LessonRow[]): Table => ({ name: 'lessons', hasIds: false, rows });
/** What was once found by chance to change again when it was imported again. */
const restless: [before: Table[], tables: Table[]][] = [
  // Of two lessons alike the row that names no teacher took the other's.
  [
    [
      page(
        mathematics({ subject: 'Мат.', teacher: 'Шаблонов П.П.' }),
        mathematics({ teacher: 'Макетова М.Т.' }),
      ),
    ],
    [page(mathematics({ teacher: 'Шаблонов П.П.' }), mathematics({ subgroup: '1' }))],
  ],
  // A page without subgroups and another source, which puts the same teacher into another one than it was in.
  [
    [page(mathematics({ day: '2026-11-24', teacher: 'Шаблонов П.П.', subgroup: '1' }))],
    [
      page(mathematics({ day: '2026-11-24', teacher: 'Шаблонов П.П.' })),
      page(mathematics({ day: '2026-11-24', teacher: 'Шаблонов П.П.', subgroup: '2' })),
    ],
  ],
  // Three names of one subject, of which the third joins the first two.
  [
    [page()],
    [
      page(
        mathematics({ subject: 'РМ', teacher: 'Макетова М.Т.' }),
        mathematics({ subject: 'МДК.01.01 Разработка модулей', teacher: 'Шаблонов П.П.' }),
        mathematics({ subject: 'МДК.01.01 Разработка модулей' }),
        mathematics({ subject: 'МДК.01.01 Разработка модулей', subgroup: '1' }),
      ),
    ],
  ],
  // A row without a time learns it from the lessons known, and most of those have just got another.
  [
    [page(mathematics({}))],
    [
      page(
        ...['1', '2'].map((subgroup) => mathematics({ subject: 'История', subgroup, ...clocks.later[0] })),
        untimed(mathematics({})),
      ),
    ],
  ],
];
const anImport = fc.array(table, { minLength: 1, maxLength: 3 });

describe('whatever timetables a college imports', () => {
  it('the same ones again change nothing', async () => {
    await fc.assert(
      fc.asyncProperty(anImport, anImport, async (before, tables) => {
        const store = memoryRosterStore();
        const run = importer(store);
        await run([groups, ...before], { force: true });
        const first = await run([groups, ...tables], { force: true });
        fc.pre(first.ok);
        const applied = store.applied;
        const again = await run([groups, ...tables], { force: true });
        expect(again.errors).toEqual([]);
        expect(again.tables.lessons).toMatchObject({ added: 0, changed: 0, removed: 0 });
        expect(store.applied).toBe(applied);
      }),
      { numRuns: 200, examples: restless },
    );
  });

  it('a second source with the same lessons under other names doubles none', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(lessonRow, { minLength: 1, maxLength: 7 }), async (rows) => {
        const store = memoryRosterStore();
        const run = importer(store);
        const first = await run([groups, page(...rows)], { force: true });
        fc.pre(first.ok);
        const count = store.lessons.size;
        const second = page(
          ...rows.map((row) => ({ ...row, subject: row.subject.replace(' Разработка модулей', '') })),
        );
        // Where only the full name showed that two rows are one lesson, the second source by itself tells of two.
        const alone = memoryRosterStore();
        await importer(alone)([groups, second], { force: true });
        fc.pre(alone.lessons.size === count);
        const report = await run([groups, second], { force: true });
        expect(report.tables.lessons).toMatchObject({ added: 0, removed: 0 });
        expect(store.lessons.size).toBe(count);
      }),
      { numRuns: 100, examples: [[abbreviatedTwice]] },
    );
  });
});

describe('two names of one subject', () => {
  it.each([
    ['БЖД', 'Безопасность жизнедеятельности'],
    ['Физкультура', 'Физическая культура'],
    ['Экономика орг.', 'Экономика организации'],
    ['ЕН.01 Математика', 'Математика'],
    ['ин.яз', 'Иностранный язык'],
    ['ОБЖ', 'Основы безопасности жизнедеятельности'],
    ['Ёлки', 'елки'],
  ])('«%s» is «%s», whichever comes first', (short, long) => {
    expect(sameSubject(short, long)).toBe(true);
    expect(sameSubject(long, short)).toBe(true);
  });

  it.each([
    ['МДК.01.01', 'МДК.01.02 Поддержка модулей'],
    ['МДК.01.01 Разработка модулей', 'МДК.01.02 Разработка модулей'],
    ['История', 'Математика'],
    ['М', 'Математика'],
    ['Физика', 'Физическая культура'],
  ])('«%s» is not «%s»', (one, other) => {
    expect(sameSubject(one, other)).toBe(false);
    expect(sameSubject(other, one)).toBe(false);
  });
});
