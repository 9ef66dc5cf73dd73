import { reasons } from '../domain/import-reasons.js';
import type { ImportProblem, LessonRow } from '../domain/tables.js';
import type { Day } from '../domain/time.js';
import { pair as pairCell, time } from './cells.js';
import { datesIn, dayInCell } from './grid-days.js';
import { parseLessonCell } from './lesson-cell.js';
import { placeOf, type Sheet, type SheetRow } from './sheet.js';
import type { ReadTables } from './tables.js';

type Role = 'day' | 'pair' | 'time' | 'room' | 'group';

interface Column {
  readonly role: Role;
  readonly name: string;
}

function roleOf(text: string): Role {
  const word = text.toLowerCase().replace(/[^\p{L}№]/gu, '');
  if (/^(день|дата|деньнедели|дни|днинедели)$/.test(word)) return 'day';
  if (/^(пара|парa|№пары|номерпары|пары|урок|№|№п|№урока)$/.test(word)) return 'pair';
  if (/^(время|часы|звонки|времязанятий)$/.test(word)) return 'time';
  return /^(каб|кабинет|ауд|аудитория|аудит|место)$/.test(word) ? 'room' : 'group';
}

/** Columns of a header row (День, Пара, Время?, then groups with their rooms), or nothing when this row is no header. */
function headerOf(row: SheetRow): Column[] | undefined {
  const columns = row.cells.map((name) => ({ name, role: name ? roleOf(name) : ('room' as const) }));
  const has = (role: Role) => columns.some((column) => column.role === role && column.name);
  return has('pair') && has('group') && columns.filter(({ name }) => name).length >= 2 ? columns : undefined;
}

const HEADER_WITHIN = 30;

/** Whether a sheet is a timetable grid: a header of days, pairs and groups within its first rows. */
export const isGrid = (sheet: Sheet): boolean =>
  sheet.rows
    .slice(0, HEADER_WITHIN)
    .some((row) => headerOf(row)?.some(({ role }) => role === 'day' || role === 'time')) ||
  sheet.rows
    .slice(0, HEADER_WITHIN)
    .some((row) => headerOf(row) !== undefined && datesIn(titleOf(sheet)).length > 0);

const titleOf = (sheet: Sheet): string =>
  sheet.rows
    .slice(0, HEADER_WITHIN)
    .map(({ cells }) => cells.join(' '))
    .join(' ');

/** «8.30-10.00» → both ends. */
function spanIn(text: string): { start: string; end: string } | undefined {
  const [, from = '', to = ''] = /(\d{1,2}[.:]\d{2})\s*[-–—\s]\s*(\d{1,2}[.:]\d{2})/.exec(text) ?? [];
  const [start, end] = [time(from), time(to)];
  return 'value' in start && 'value' in end ? { start: start.value, end: end.value } : undefined;
}

/** The one text of a row whose filled cells are all equal: a day's name printed over the whole width. */
function banner(row: SheetRow): string | undefined {
  const texts = new Set(row.cells.filter(Boolean));
  return texts.size === 1 ? [...texts][0] : undefined;
}

/**
 * A timetable grid (contract): columns are groups with rooms beside them, rows are pairs, cells hold subject, teacher, room,
 * link. It speaks for all its groups on all its days, empty ones too. `near`: today, for dates without a year.
 */
export function readGrid(sheet: Sheet, near: Day): ReadTables {
  const problems: ImportProblem[] = [];
  const rows: LessonRow[] = [];
  const groups = new Set<string>();
  const days = new Set<Day>();
  const [from] = datesIn(titleOf(sheet));
  let columns: Column[] | undefined;
  let day: Day | undefined;
  let pair: number | undefined;

  for (const row of sheet.rows) {
    const header = headerOf(row);
    if (header) {
      columns = header;
      for (const { role, name } of header) if (role === 'group') groups.add(name);
      continue;
    }
    const over = row.cells[0] ? banner(row) : undefined;
    const overDay = over === undefined ? undefined : dayInCell(over, from, near);
    if (overDay && columns) {
      day = overDay;
      days.add(overDay);
      continue;
    }
    if (!columns) continue;
    const cellOf = (role: Role) =>
      row.cells[columns?.findIndex((column) => column.role === role) ?? -1] ?? '';
    const dayCell = cellOf('day');
    if (dayCell) {
      day = dayInCell(dayCell, from, near);
      pair = undefined;
      if (day) days.add(day);
    }
    const number = pairCell(cellOf('pair').split('\n')[0] ?? '');
    if ('value' in number) pair = number.value;
    readRow(row, { columns, day, pair, span: spanIn(cellOf('time')) ?? spanIn(cellOf('pair')) });
  }

  function readRow(
    row: SheetRow,
    at: {
      columns: readonly Column[];
      day: Day | undefined;
      pair: number | undefined;
      span: { start: string; end: string } | undefined;
    },
  ): void {
    const place = placeOf(sheet, row.line);
    for (const [index, { role, name }] of at.columns.entries()) {
      if (role !== 'group') continue;
      // A cell merged over a group's own room column repeats there: then there is no room.
      const text = row.cells[index] ?? '';
      const beside = at.columns[index + 1]?.role === 'room' ? (row.cells[index + 1] ?? '') : '';
      for (const lesson of parseLessonCell(text, beside === text ? '' : beside)) {
        if (!lesson) problems.push({ ...place, column: name, reason: reasons.noSubject() });
        else if (!at.day) problems.push({ ...place, column: name, reason: reasons.noDay() });
        else if (!at.pair && !at.span)
          problems.push({ ...place, column: name, reason: reasons.noPairNorTime() });
        else {
          rows.push({
            place,
            day: at.day,
            group: name,
            ...lesson,
            ...(at.pair && { pair: at.pair }),
            ...at.span,
          });
        }
      }
    }
  }

  if (rows.length === 0 && problems.length === 0) {
    problems.push({ ...placeOf(sheet, sheet.rows[0]?.line ?? 1), column: '', reason: reasons.noRows() });
    return { tables: [], problems };
  }
  return {
    tables: [{ name: 'lessons', hasIds: false, rows, covers: { groups: [...groups], days: [...days] } }],
    problems,
  };
}
