import { describe, expect, it } from 'vitest';
import type { Lesson } from '../../src/domain/lessons.js';
import { clockOf } from '../../src/domain/time.js';
import { importFiles, spots, ZONE } from '../support/import-files.js';
import { memoryRosterStore, type MemoryRosterStore } from '../support/memory-roster-store.js';

const roster = {
  'groups.csv': 'group_id;group\n101;ИСП-24\n102;ЭК-25\n103;ИСП-26\n',
  'teachers.csv':
    'teacher_id;last_name;first_name;middle_name\n502;Шаблонов;Павел;Примерович\n503;Макетова;Мария;Тестовна\n505;Учебная;Анна;Тестовна\n',
};
const head = 'lesson_id;date;pair;start;end;group;subgroup;subject;teacher_id;room;mode;link;change\n';
const L1 = 'L-1;23.11.2026;1;08:30;10:00;ИСП-24;;МДК.01.01 Разработка программных модулей;502;305;onsite;;\n';
const L2 = 'L-2;23.11.2026;2;10:10;11:40;ИСП-24;;Математика;503;;remote;https://sferum.ru/?call_link=A;\n';
const L3 = 'L-3;24.11.2026;1;08:30;10:00;ИСП-24;1;Иностранный язык;505;204;onsite;;\n';
const L4 = 'L-4;24.11.2026;1;08:30;10:00;ИСП-24;2;Иностранный язык;503;112;onsite;;\n';
const week = { 'lessons.csv': head + L1 + L2 + L3 + L4 };

async function filled(files: Record<string, string> = week): Promise<MemoryRosterStore> {
  const store = memoryRosterStore();
  const report = await importFiles(store, { ...roster, ...files });
  expect(report.errors).toEqual([]);
  return store;
}

const list = (store: MemoryRosterStore): string[] =>
  [...store.lessons.values()]
    .map(
      ({ day, startsAt, subject, subgroup }) =>
        `${day.slice(8)} ${clockOf(startsAt, ZONE)} ${subject}${subgroup && ` ${subgroup}`}`,
    )
    .sort();
const find = (store: MemoryRosterStore, subject: string): Lesson => {
  const lesson = [...store.lessons.values()].find((one) => one.subject === subject);
  if (!lesson) throw new Error(`no lesson ${subject}`);
  return lesson;
};
const unchanged = (count: number) => ({ added: 0, changed: 0, removed: 0, unchanged: count });

describe('a timetable is the whole truth for the groups and days it names', () => {
  it('a lesson it no longer has goes, other days and groups stay', async () => {
    const store = await filled();
    await importFiles(store, { 'other.csv': head + L1.replace('L-1', 'X-1').replace('ИСП-24', 'ЭК-25') });
    const report = await importFiles(store, { 'lessons.csv': head + L1 });
    expect(report.tables.lessons).toEqual({ added: 0, changed: 0, removed: 1, unchanged: 1 });
    expect(store.lessons.size).toBe(4);
  });

  it('a group without lessons on a day that others have is empty that day', async () => {
    const store = await filled();
    const others =
      L1.replace('L-1', 'X-1').replace('ИСП-24', 'ЭК-25') +
      L1.replace('L-1', 'X-2').replace('ИСП-24', 'ЭК-25').replace('23', '24');
    await importFiles(store, { 'lessons.csv': head + L1 + L2 + others }, { force: true });
    expect(list(store).filter((line) => line.includes('Иностранный'))).toEqual([]);
  });

  it('more than half of the lessons gone is taken for a mistake', async () => {
    const store = await filled();
    const other = L1.replace('L-1', 'X-1')
      .replace(';08:30;10:00;', ';13:00;14:00;')
      .replace('МДК.01.01 Разработка программных модулей', 'История');
    const report = await importFiles(store, { 'lessons.csv': head + other });
    expect(report.errors[0]?.reason).toMatch(/100 %.*2 из 2.*--force/);
    expect((await importFiles(store, { 'lessons.csv': head + other }, { force: true })).ok).toBe(true);
  });
});

describe('one lesson stays one lesson', () => {
  it('the same file again changes nothing', async () => {
    const store = await filled();
    expect((await importFiles(store, week)).tables.lessons).toEqual(unchanged(4));
    expect(store.applied).toBe(1);
  });

  it('when its id moves to another day, with what is known of it', async () => {
    const store = await filled();
    const before = find(store, 'Математика').id;
    const moved = L2.replace('23.11', '30.11').replace('https://sferum.ru/?call_link=A', '');
    const report = await importFiles(store, { 'lessons.csv': head + moved });
    expect(report.tables.lessons).toMatchObject({ added: 0, changed: 1, removed: 0 });
    expect(find(store, 'Математика')).toMatchObject({
      id: before,
      day: '2026-11-30',
      link: 'https://sferum.ru/?call_link=A',
    });
  });

  it.each(['МДК.01.01', 'МДК 01.01', 'Разработка программных модулей', 'РПМ', 'Разраб. прогр. модулей'])(
    'when another source calls its subject «%s», and it keeps its full name',
    async (short) => {
      const store = await filled();
      const page = `date;pair;group;subject;teacher\n23.11.2026;1;ИСП-24;${short};Шаблонов П.П.\n23.11.2026;2;ИСП-24;Математика;Макетова М.Т.\n`;
      expect((await importFiles(store, { 'page.csv': page })).tables.lessons).toEqual(unchanged(2));
      expect(list(store)).toContain('23 08:30 МДК.01.01 Разработка программных модулей');
    },
  );

  it("when a page prints no subgroups: each row is its teacher's", async () => {
    const store = await filled();
    const page =
      'date;pair;group;subject;teacher\n24.11.2026;1;ИСП-24;Ин. яз.;Макетова М.Т.\n24.11.2026;1;ИСП-24;Ин. яз.;Учебная А.Т.\n';
    expect((await importFiles(store, { 'page.csv': page })).tables.lessons).toEqual(unchanged(2));
  });

  it('two teachers of one unnumbered lesson are two subgroups, at every import the same', async () => {
    const page = {
      'page.csv':
        'date;start;end;group;subject;teacher\n24.11.2026;8:30;10:00;ИСП-24;Ин. яз.;Макетова М.Т.\n24.11.2026;8:30;10:00;ИСП-24;Ин. яз.;Учебная А.Т.\n',
    };
    const store = await filled(page);
    expect([...store.lessons.values()].map(({ subgroup }) => subgroup).sort()).toEqual(['1', '2']);
    expect((await importFiles(store, page)).tables.lessons).toEqual(unchanged(2));
  });

  it('another subject at the same time is another lesson', async () => {
    const store = await filled();
    const page = 'date;pair;group;subject\n23.11.2026;1;ИСП-24;История\n23.11.2026;2;ИСП-24;Математика\n';
    expect((await importFiles(store, { 'page.csv': page })).tables.lessons).toMatchObject({
      added: 1,
      removed: 1,
    });
  });

  it('two files that disagree on its time are refused together', async () => {
    const report = await importFiles(memoryRosterStore(), {
      ...roster,
      ...week,
      'z.csv': head + L1.replace('08:30', '04:30'),
    });
    expect(spots(report)).toEqual(['z.csv:2 start']);
    expect(report.errors[0]?.reason).toMatch(/08:30.*04:30.*COLLEGE_TZ/);
  });
});

describe('what a teacher did in the bot survives an import', () => {
  it('their link and the early start stay where the file brings none', async () => {
    const store = await filled();
    const lesson = find(store, 'Иностранный язык');
    store.lessons.set(lesson.id, {
      ...lesson,
      link: 'https://vk.com/call/join/B',
      startedAt: lesson.startsAt - 1,
    });
    expect((await importFiles(store, week)).tables.lessons).toEqual(unchanged(4));
    expect(store.lessons.get(lesson.id)).toMatchObject({
      link: 'https://vk.com/call/join/B',
      startedAt: lesson.startsAt - 1,
    });
  });

  it('a lesson moved to another time has not been started', async () => {
    const store = await filled();
    const lesson = find(store, 'Математика');
    store.lessons.set(lesson.id, { ...lesson, startedAt: lesson.startsAt });
    await importFiles(store, { 'lessons.csv': head + L1 + L2.replace('10:10', '10:20') });
    expect(store.lessons.get(lesson.id)?.startedAt).toBeUndefined();
  });
});

describe('times that a page does not print', () => {
  const page = (pair: number) => `date;pair;group;subject\n25.11.2026;${pair};ИСП-26;История\n`;

  it('come from the bells of that weekday first', async () => {
    const bells = 'pair;start;end;weekday\n1;09:00;10:30;\n1;09:30;10:15;3\n';
    const store = await filled({ 'bells.csv': bells, 'page.csv': page(1) });
    expect(list(store)).toEqual(['25 09:30 История']);
    expect((await importFiles(store, { 'bells.csv': bells })).tables.bells).toEqual(unchanged(2));
  });

  it('else from lessons known for that pair', async () => {
    const store = await filled();
    await importFiles(store, { 'page.csv': page(2) });
    expect(list(store)).toContain('25 10:10 История');
  });

  it('else the row is refused and bells are named', async () => {
    const report = await importFiles(await filled(), { 'page.csv': page(7) });
    expect(spots(report)).toEqual(['page.csv:2 pair']);
    expect(report.errors[0]?.reason).toContain('bells');
  });
});

describe('a group of a timetable', () => {
  const page = (group: string) => ({
    'page.csv': `date;start;end;group;subject\n25.11.2026;8:30;10:00;${group};История\n`,
  });

  it.each([
    ['исп – 24', '101', ''],
    ['ИСП-24 (1 п/г)', '101', '1'],
    ['ИСП-24-очная', '101', ''],
  ])("«%s» is the roster's", async (group, groupId, subgroup) => {
    const store = await filled(page(group));
    expect([...store.lessons.values()]).toMatchObject([{ groupId, subgroup }]);
  });

  it.each(['ИСП-241', 'ИСП', 'ПСИ-24'])('«%s» is none, and the nearest is named', async (group) => {
    const report = await importFiles(memoryRosterStore(), { ...roster, ...page(group) });
    expect(spots(report)).toEqual(['page.csv:2 group']);
    expect(report.errors[0]?.reason).toContain('похоже на «ИСП-2');
  });
});

describe('what could lead a student astray is refused', () => {
  it.each([
    ['http://sferum.ru/?call_link=A', /https/],
    ['https://sferum.ru.example.com/', /списке разрешённых/],
    ['https://user@sferum.ru/', /списке разрешённых/],
    ['javascript:alert(1)', /https/],
    ['звонок тут', /не ссылка/],
  ])('the link %s', async (link, reason) => {
    const report = await importFiles(memoryRosterStore(), {
      ...roster,
      'lessons.csv': head + L2.replace('https://sferum.ru/?call_link=A', link),
    });
    expect(spots(report)).toEqual(['lessons.csv:2 link']);
    expect(report.errors[0]?.reason).toMatch(reason);
  });

  it('a teacher nobody knows, an end before the start, one id for two lessons', async () => {
    const rows = L1.replace('502', '777') + L2.replace('11:40', '10:10') + L3 + L4.replace('L-4', 'L-3');
    const report = await importFiles(memoryRosterStore(), { ...roster, 'lessons.csv': head + rows });
    expect(spots(report)).toEqual([
      'lessons.csv:2 teacher_id',
      'lessons.csv:3 end',
      'lessons.csv:5 lesson_id',
    ]);
  });
});

describe('a cancelled or replaced lesson', () => {
  it('is marked as the file says, and no longer when the file says nothing', async () => {
    const store = await filled({ 'lessons.csv': head + L1.replace(/;\n$/, ';cancelled\n') });
    expect([...store.lessons.values()]).toMatchObject([{ change: 'cancelled' }]);
    await importFiles(store, { 'lessons.csv': head + L1 });
    expect([...store.lessons.values()][0]).not.toHaveProperty('change');
  });

  it('a first timetable for a day marks nothing as changed', async () => {
    const store = await filled();
    expect([...store.lessons.values()].filter(({ change }) => change)).toEqual([]);
  });
});
