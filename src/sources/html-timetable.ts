import { reasons } from '../domain/import-reasons.js';
import type { ImportProblem, LessonRow, Place } from '../domain/tables.js';
import type { Day } from '../domain/time.js';
import { pair as pairCell, saysRemote } from './cells.js';
import { datesIn, dayInCell } from './grid-days.js';
import { isGrid, readGrid } from './grid.js';
import { columnsOf } from './headers.js';
import type { HtmlCell, HtmlPage, HtmlRow } from './html.js';
import { parseLessonCell, type CellLesson } from './lesson-cell.js';
import { fileProblem, type Sheet } from './sheet.js';
import { readTable, type ReadTables } from './tables.js';

/** The pages that an index of groups (`cg.htm`) links to: file names beside it, with the group's name. */
export const pagesOf = (page: HtmlPage): { href: string; group: string }[] =>
  page.anchors.flatMap(({ href, text }) =>
    /^[\p{L}\d_.-]{1,100}\.html?$/iu.test(href) && text.trim() ? [{ href, group: text.trim() }] : [],
  );

const toSheet = (file: string, rows: readonly HtmlRow[]): Sheet => ({
  file,
  rows: rows
    .map(({ line, cells }) => ({ line, cells: cells.map((cell) => cell.text) }))
    .filter(({ cells }) => cells.some(Boolean)),
});

/** A day's page of all groups (`hg.htm`): a table of lessons whose one date stands above it. */
function readDayPage(sheet: Sheet, page: HtmlPage): ReadTables | undefined {
  const at = sheet.rows.findIndex(({ cells }) => {
    const columns = columnsOf('lessons', cells);
    return columns.has('group') && columns.has('subject');
  });
  const header = sheet.rows[at];
  if (!header) return undefined;
  if (columnsOf('lessons', header.cells).has('date')) return readTable(sheet, { at, table: 'lessons' });
  const [date] = datesIn(page.text);
  if (!date) return { tables: [], problems: [fileProblem(sheet.file, reasons.noPageDate(), header.line)] };
  const dated = sheet.rows
    .slice(at)
    .filter(({ cells }, index) => index === 0 || cells.some((cell) => cell !== cells[0]))
    .map(({ line, cells }, index) => ({ line, cells: [index === 0 ? 'date' : date, ...cells] }));
  return readTable({ ...sheet, rows: dated }, { at: 0, table: 'lessons' });
}

/** A cell of a group's week: links of the classes `z1` subject, `z2` room, `z3` teacher; else its text. */
function lessonsIn(cell: HtmlCell): (CellLesson | undefined)[] {
  const call = cell.anchors.find(({ href }) => href.startsWith('https://'))?.href;
  if (!cell.anchors.some(({ kind }) => kind === 'z1')) return parseLessonCell(cell.text, '');
  const lessons: { subject: string; room: string; teacher: string }[] = [];
  for (const { kind, text } of cell.anchors) {
    const value = text.replace(/\s+/g, ' ').trim();
    if (kind === 'z1') lessons.push({ subject: value, room: '', teacher: '' });
    const last = lessons.at(-1);
    if (last && kind === 'z2') last.room = value;
    if (last && kind === 'z3') last.teacher = last.teacher ? `${last.teacher}, ${value}` : value;
  }
  return lessons.map(({ subject, room, teacher }) =>
    subject
      ? {
          subject,
          ...(room && { room }),
          ...(teacher && { teacher }),
          ...(call && { link: call }),
          ...(call || saysRemote(room)
            ? { mode: 'remote' as const }
            : room
              ? { mode: 'onsite' as const }
              : {}),
        }
      : undefined,
  );
}

/** A group's weeks (`cgN.htm`): День, Пара, then the group's columns; two cells side by side are its subgroups. */
function readGroupPage(file: string, table: readonly HtmlRow[], near: Day): ReadTables | undefined {
  const header = table.find(
    ({ cells }) => /^пара$/i.test(cells[1]?.text ?? '') && /^день$/i.test(cells[0]?.text ?? ''),
  );
  if (!header) return undefined;
  const problems: ImportProblem[] = [];
  const rows: LessonRow[] = [];
  const days = new Set<Day>();
  const groups = new Set(
    header.cells
      .slice(2)
      .map((cell) => cell.text)
      .filter(Boolean),
  );
  for (const row of table.slice(table.indexOf(header) + 1)) {
    const place: Place = { file, line: row.line };
    const day = dayInCell(row.cells[0]?.text ?? '', undefined, near);
    const number = pairCell(row.cells[1]?.text ?? '');
    if (day) days.add(day);
    for (const group of groups) {
      const own = [...new Set(row.cells.filter((_, at) => header.cells[at]?.text === group))];
      for (const [half, cell] of own.entries()) {
        for (const lesson of lessonsIn(cell)) {
          if (!lesson) problems.push({ ...place, column: group, reason: reasons.noSubject() });
          else if (!day) problems.push({ ...place, column: 'День', reason: reasons.noDay() });
          else if ('reason' in number) problems.push({ ...place, column: 'Пара', reason: number.reason });
          else {
            const subgroup = own.length > 1 ? { subgroup: String(half + 1) } : {};
            rows.push({ place, day, pair: number.value, group, ...subgroup, ...lesson });
          }
        }
      }
    }
  }
  return {
    tables: [{ name: 'lessons', hasIds: false, rows, covers: { groups: [...groups], days: [...days] } }],
    problems,
  };
}

/** The timetables of one HTML page, or the reason why there is none. `near`: today, for dates without a year. */
export function readTimetablePage(file: string, page: HtmlPage, near: Day): ReadTables {
  const read = page.tables.flatMap((table) => {
    const sheet = toSheet(file, table);
    const found =
      readDayPage(sheet, page) ??
      readGroupPage(file, table, near) ??
      (isGrid(sheet) ? readGrid(sheet, near) : undefined);
    return found ? [found] : [];
  });
  if (read.length === 0) return { tables: [], problems: [fileProblem(file, reasons.noTimetable())] };
  return { tables: read.flatMap(({ tables }) => tables), problems: read.flatMap(({ problems }) => problems) };
}
