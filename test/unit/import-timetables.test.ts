import { describe, expect, it } from 'vitest';
import type { LessonRow, Table } from '../../src/domain/tables.js';
import { readFiles, windows1251, workbook, ZONE } from '../support/import-files.js';

const lessonsOf = (tables: readonly Table[]): LessonRow[] =>
  tables.flatMap((table) => (table.name === 'lessons' ? [...table.rows] : []));
const brief = (row: LessonRow): Partial<LessonRow> =>
  Object.fromEntries(Object.entries(row).filter(([key]) => key !== 'place'));

const grid: [string, ...string[]][] = [
  ['РАСПИСАНИЕ ЗАНЯТИЙ на 28.12.2026 - 03.01.2027'],
  ['День', 'Пара', 'Время', 'ИСП-24', 'каб.', 'ЭК-25', 'каб.', 'ИСП-26'],
  [
    'Понедельник 28.12',
    '1',
    '8.30-10.00',
    'МДК.01.01 Разработка модулей\nШаблонов П.П.',
    '305',
    '---',
    '',
    'Математика (дистанционно) Макетова М. Т.',
  ],
  ['', '2', '10.10-11.40', 'История\nhttps://sferum.ru/?call_link=A', 'ДО', '', '', ''],
  [
    'Суббота',
    '1',
    '8.30-10.00',
    '1 п/г Ин. яз. Учебная А.Т.\n2 п/г Ин. яз. Макетова М.Т.',
    '204/112',
    '',
    '',
    '',
  ],
];
const merges = ['A1:H1', 'A3:A4'];

describe('a timetable grid says to a group what it says to a reader', () => {
  it('subject, teacher, room, link, subgroups, and the year of the title', async () => {
    const { tables, problems } = await readFiles({
      'grid.xlsx': workbook({ name: 'Лист1', rows: grid, merges }),
    });
    expect(problems).toEqual([]);
    const first = { start: '08:30', end: '10:00', pair: 1 };
    expect(lessonsOf(tables).map(brief)).toEqual([
      {
        ...first,
        day: '2026-12-28',
        group: 'ИСП-24',
        subject: 'МДК.01.01 Разработка модулей',
        teacher: 'Шаблонов П.П.',
        room: '305',
        mode: 'onsite',
      },
      {
        ...first,
        day: '2026-12-28',
        group: 'ИСП-26',
        subject: 'Математика',
        teacher: 'Макетова М. Т.',
        mode: 'remote',
      },
      {
        start: '10:10',
        end: '11:40',
        pair: 2,
        day: '2026-12-28',
        group: 'ИСП-24',
        subject: 'История',
        room: 'ДО',
        link: 'https://sferum.ru/?call_link=A',
        mode: 'remote',
      },
      {
        ...first,
        day: '2027-01-02',
        group: 'ИСП-24',
        subgroup: '1',
        subject: 'Ин. яз.',
        teacher: 'Учебная А.Т.',
        room: '204',
        mode: 'onsite',
      },
      {
        ...first,
        day: '2027-01-02',
        group: 'ИСП-24',
        subgroup: '2',
        subject: 'Ин. яз.',
        teacher: 'Макетова М.Т.',
        room: '112',
        mode: 'onsite',
      },
    ]);
  });

  it('speaks for a group that has nothing all week', async () => {
    const { tables } = await readFiles({ 'grid.xlsx': workbook({ name: 'Лист1', rows: grid, merges }) });
    expect(tables).toMatchObject([
      { covers: { groups: ['ИСП-24', 'ЭК-25', 'ИСП-26'], days: ['2026-12-28', '2027-01-02'] } },
    ]);
  });

  it("a lecture over the columns of two groups is both groups'", async () => {
    const rows = [
      ['День', 'Пара', 'ИСП-24', 'ЭК-25'],
      ['23.11.2026', '1', 'История', ''],
    ];
    const { tables } = await readFiles({ 'a.xlsx': workbook({ name: 'Лист1', rows, merges: ['C2:D2'] }) });
    expect(lessonsOf(tables).map(({ group, subject }) => [group, subject])).toEqual([
      ['ИСП-24', 'История'],
      ['ЭК-25', 'История'],
    ]);
  });

  it('also when it was saved as CSV and the day stands in a row of its own', async () => {
    const csv = 'Пара;Время;ИСП-24;каб.\nВторник 24.11.2026;;;\n1;8.30-10.00;История;305\n2;10.10-11.40;;\n';
    const { tables, problems } = await readFiles({ 'grid.csv': csv });
    expect(problems).toEqual([]);
    expect(lessonsOf(tables)).toMatchObject([{ day: '2026-11-24', pair: 1, group: 'ИСП-24', room: '305' }]);
  });

  it('a cell without a subject or a row without a date is named', async () => {
    const rows = [
      ['День', 'Пара', 'ИСП-24', 'ЭК-25'],
      ['когда-нибудь', '1', 'История', ''],
      ['23.11.2026', '1', '', '12345'],
    ];
    const { problems } = await readFiles({ 'a.xlsx': workbook({ name: 'Лист1', rows }) });
    expect(problems.map(({ sheet, line, column }) => [sheet, line, column])).toEqual([
      ['Лист1', 2, 'ИСП-24'],
      ['Лист1', 3, 'ЭК-25'],
    ]);
  });
});

const day = `<html><body><ul><li class=zgr>24.11.2026 Вторник</li></ul><TABLE><tr><td>Группа<td>Пара<td>Дисциплина<td>Преподаватель<td>Кабинет
<tr><td rowspan=2>ИСП-24<td>1<td>Ин. яз.<td>Учебная&nbsp;А.Т.<td>204
<tr><td>2<td>Математика<td>Макетова М.Т.<td>ДО</TABLE></body></html>`;
const index =
  '<html><table><tr><td><a href="cg1.htm">ИСП-24</a></td><td><a href="cg2.htm">ЭК-25</a></td><td><a href="../../etc/cg3.htm">X</a></td></tr></table></html>';
const week = `<html><!-- <table> --><script>"<td>"</script><TABLE>
<TR><TD>День</TD><TD>Пара</TD><TD colspan=2>ИСП-24</TD></TR>
<TR><TD rowspan="2">24.11.2026<br>Вт-1</TD><TD>1</TD><TD></TD><TD><a class="z1" href="#">Ин. яз.</a><br><a class=z2 href="#">112</a> <a class='z3' href="#">Макетова М.Т.</a></TD></TR>
<TR><TD>2</TD><TD colspan="2"><a class="z1" href="https://sferum.ru/?call_link=B">Математика</a><br><a class="z2">ДО</a></TD></TR></TABLE></html>`;

describe("the pages of a college's site", () => {
  it('the day of all groups', async () => {
    const { tables, problems } = await readFiles({ 'hg.htm': windows1251(day.replace('&nbsp;', ' ')) });
    expect(problems).toEqual([]);
    expect(lessonsOf(tables).map(brief)).toMatchObject([
      {
        day: '2026-11-24',
        pair: 1,
        group: 'ИСП-24',
        subject: 'Ин. яз.',
        teacher: 'Учебная А.Т.',
        room: '204',
        mode: 'onsite',
      },
      { day: '2026-11-24', pair: 2, group: 'ИСП-24', subject: 'Математика', mode: 'remote' },
    ]);
  });

  it("a group's week: halves are subgroups, the link of a call is kept", async () => {
    const { tables } = await readFiles({ 'cg1.htm': windows1251(week) });
    expect(lessonsOf(tables).map(brief)).toEqual([
      {
        day: '2026-11-24',
        pair: 1,
        group: 'ИСП-24',
        subgroup: '2',
        subject: 'Ин. яз.',
        room: '112',
        teacher: 'Макетова М.Т.',
        mode: 'onsite',
      },
      {
        day: '2026-11-24',
        pair: 2,
        group: 'ИСП-24',
        subject: 'Математика',
        room: 'ДО',
        link: 'https://sferum.ru/?call_link=B',
        mode: 'remote',
      },
    ]);
  });

  it('an index leads to its pages, and a missing one is named', async () => {
    const { tables, problems, notes } = await readFiles({ 'cg.htm': index, 'cg1.htm': week });
    expect(problems).toEqual([]);
    expect(lessonsOf(tables)).toHaveLength(2);
    expect(notes).toMatchObject([{ file: 'cg.htm', reason: expect.stringContaining('cg2.htm (ЭК-25)') }]);
    expect(notes[0]?.reason).not.toContain('cg3');
  });

  it('a page without a date or without a timetable is refused', async () => {
    const { problems } = await readFiles({
      'hg.htm': day.replace('24.11.2026', ''),
      'news.htm': '<html>Новости</html>',
    });
    expect(problems.map(({ file }) => file)).toEqual(['hg.htm', 'news.htm']);
  });
});

const calendar = (...events: string[]) =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'X-WR-CALNAME:ИСП-24',
    ...events.flatMap((event) => ['BEGIN:VEVENT', ...event.split('\n'), 'END:VEVENT']),
    'END:VCALENDAR',
    '',
  ].join('\r\n');

describe('a calendar', () => {
  it("is brought into the college's zone", async () => {
    const { tables } = await readFiles(
      {
        'a.ics': calendar(
          'UID:L-1@college.example\nDTSTART;TZID=Asia/Tomsk:20261123T083000\nDTEND;TZID=Asia/Tomsk:20261123T100000\nSUMMARY:История\nLOCATION:корп. 1\\, ауд. 305\nDESCRIPTION:Группа: ЭК-25\\nПреподаватель: Шаблонов П.П.',
          'UID:2@college.example\nDTSTART:20261123T053000Z\nDURATION:PT1H30M\nSUMMARY:Математика\nCATEGORIES:REMOTE\nURL:https://sferum.ru/?call_link=A',
          'UID:h\nDTSTART;VALUE=DATE:20261124\nSUMMARY:Праздник',
        ),
      },
      ZONE,
    );
    expect(lessonsOf(tables).map(brief)).toEqual([
      {
        id: 'L-1',
        day: '2026-11-23',
        start: '04:30',
        end: '06:00',
        group: 'ЭК-25',
        subject: 'История',
        teacher: 'Шаблонов П.П.',
        room: '305',
        building: '1',
        mode: 'onsite',
      },
      {
        id: '2.college.example',
        day: '2026-11-23',
        start: '08:30',
        end: '10:00',
        group: 'ИСП-24',
        subject: 'Математика',
        link: 'https://sferum.ru/?call_link=A',
        mode: 'remote',
      },
    ]);
  });

  it('a series is every lesson of it but the struck out, the moved one at its new time', async () => {
    const { tables } = await readFiles({
      'a.ics': calendar(
        'UID:s\nDTSTART:20261123T083000\nDTEND:20261123T100000\nSUMMARY:История\nRRULE:FREQ=WEEKLY;COUNT=4\nEXDATE:20261130T083000',
        'UID:s\nRECURRENCE-ID:20261207T083000\nDTSTART:20261208T101000\nDTEND:20261208T114000\nSUMMARY:История',
      ),
    });
    expect(lessonsOf(tables).map(({ day: on, start }) => `${on} ${start}`)).toEqual([
      '2026-11-23 08:30',
      '2026-12-08 10:10',
      '2026-12-14 08:30',
    ]);
  });

  it('an endless series ends, a series of seconds is refused', async () => {
    const series = (rule: string) =>
      `UID:s\nDTSTART:20261123T083000\nDTEND:20261123T100000\nSUMMARY:История\nRRULE:${rule}`;
    const endless = await readFiles({ 'a.ics': calendar(series('FREQ=WEEKLY')) });
    expect(lessonsOf(endless.tables).length).toBeGreaterThan(20);
    const mad = await readFiles({ 'a.ics': calendar(series('FREQ=SECONDLY')) });
    expect(mad.problems.map(({ line, column }) => [line, column])).toEqual([[4, 'RRULE']]);
  });

  it('an event that can’t be read is named by its line, and the others are read all the same', async () => {
    const at = 'DTSTART:20261123T083000\nDTEND:20261123T100000';
    const broken = [
      'DTSTART:вчера\nDTEND:20261123T100000',
      'DTSTART:20261123T083000\nDURATION:XYZ',
      `${at}\nRRULE:FREQ=DAILY;UNTIL=zzz`,
      `${at}\nRRULE:FREQ=DAILY\nEXDATE:nope`,
      `${at}\nRDATE:zzz`,
    ].map((lines) => `SUMMARY:История\n${lines}`);
    const { problems, tables } = await readFiles({ 'a.ics': calendar(...broken, `SUMMARY:Физика\n${at}`) });
    expect(problems.map(({ line, reason }) => [line, reason.split(':')[0]])).toEqual(
      [4, 9, 14, 20, 27].map((line) => [line, 'событие не читается']),
    );
    expect(lessonsOf(tables).map(({ subject }) => subject)).toEqual(['Физика']);
    const nameless = calendar(`SUMMARY:Химия\n${at}`).replace(
      'BEGIN:VEVENT',
      'BEGIN:VTIMEZONE\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT',
    );
    expect((await readFiles({ 'a.ics': nameless })).problems).toEqual([]);
  });

  it('what is broken, or has no group, is named by its line', async () => {
    const noGroup = calendar(
      'UID:1\nDTSTART:20261123T083000\nDTEND:20261123T100000\nSUMMARY:История',
    ).replace('X-WR-CALNAME:ИСП-24\r\n', '');
    const { problems } = await readFiles({ 'a.ics': noGroup, 'b.ics': 'BEGIN:VCALENDAR\nнечто' });
    expect(problems.map(({ file, line, column }) => [file, line, column])).toEqual([
      ['a.ics', 3, 'DESCRIPTION'],
      ['b.ics', 1, ''],
    ]);
  });
});
