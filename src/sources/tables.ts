import { reasons } from '../domain/import-reasons.js';
import type {
  BellRow,
  GroupRow,
  ImportProblem,
  LessonRow,
  ParentRow,
  StaffRow,
  StudentRow,
  Table,
  TableName,
  TeacherRow,
} from '../domain/tables.js';
import * as cell from './cells.js';
import { columnsOf, type findHeader } from './headers.js';
import { RowReader } from './rows.js';
import { placeOf, type Sheet } from './sheet.js';

export interface ReadTables {
  readonly tables: readonly Table[];
  readonly problems: readonly ImportProblem[];
}

/** Optional parts of a row, those that are undefined left out. */
type Optional<T> = { -readonly [K in keyof T]?: T[K] | undefined };

function put<T extends object>(row: T, optional: Optional<T>): T {
  const given: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(optional)) if (value !== undefined) given[key] = value;
  return Object.assign(row, given);
}

function nameOf(row: RowReader): { lastName: string; firstName: string; middleName?: string } | undefined {
  const full = row.text('full_name');
  if (full !== undefined && row.text('last_name') === undefined) {
    const name = row.need('full_name', cell.personName);
    if (!name) return undefined;
    const [lastName = '', firstName, ...middle] = name.split(' ');
    if (firstName) return { lastName, firstName, middleName: middle.join(' ') };
    row.refuse('full_name', reasons.badName(name));
    return undefined;
  }
  const lastName = row.need('last_name', cell.personName);
  const firstName = row.need('first_name', cell.personName);
  const middleName = row.orNone('middle_name', cell.personName);
  if (!lastName || !firstName) return undefined;
  return { lastName, firstName, ...(middleName !== undefined && { middleName }) };
}

const contacts = (row: RowReader) => ({
  phone: row.orNone('phone', cell.words(200)),
  email: row.orNone('email', cell.words(500)),
});

const group = (row: RowReader): GroupRow | undefined => {
  const id = row.maybe('group_id', cell.identifier);
  const name = row.need('group', cell.words(60));
  const optional = {
    id,
    specialtyCode: row.orNone('specialty_code', cell.words(60)),
    course: row.maybe('course', cell.integer(1, 6)),
    curatorId: row.orNone('curator_id', cell.identifier),
    department: row.orNone('department', cell.words(200)),
  };
  return name ? put<GroupRow>({ place: row.place, name }, optional) : undefined;
};

const teacher = (row: RowReader): TeacherRow | undefined => {
  const optional = { id: row.maybe('teacher_id', cell.identifier), ...contacts(row) };
  const name = nameOf(row);
  return name && put<TeacherRow>({ place: row.place, ...name }, optional);
};

const student = (row: RowReader): StudentRow | undefined => {
  const name = nameOf(row);
  const ofGroup = row.need('group', cell.words(60));
  const optional = {
    id: row.maybe('student_id', cell.identifier),
    birthDate: row.orNone('birth_date', cell.day),
    status: row.maybe('status', cell.studentStatus)?.toLowerCase(),
    ...contacts(row),
  };
  return name && ofGroup
    ? put<StudentRow>({ place: row.place, ...name, group: ofGroup }, optional)
    : undefined;
};

const parent = (row: RowReader): ParentRow | undefined => {
  const name = nameOf(row);
  const studentId = row.need('student_id', cell.identifier);
  const optional = {
    id: row.maybe('parent_id', cell.identifier),
    relation: row.maybe('relation', cell.words(60)),
    ...contacts(row),
  };
  return name && studentId ? put<ParentRow>({ place: row.place, ...name, studentId }, optional) : undefined;
};

const staff = (row: RowReader): StaffRow | undefined => {
  const name = nameOf(row);
  const role = row.need('role', cell.role);
  const optional = { id: row.maybe('staff_id', cell.identifier), ...contacts(row) };
  return name && role ? put<StaffRow>({ place: row.place, ...name, role }, optional) : undefined;
};

const bell = (row: RowReader): BellRow | undefined => {
  const pair = row.need('pair', cell.pair);
  const start = row.need('start', cell.time);
  const end = row.need('end', cell.time);
  const weekday = row.maybe('weekday', cell.weekday);
  if (!pair || !start || !end) return undefined;
  return put<BellRow>({ place: row.place, pair, start, end }, { weekday });
};

const lesson = (row: RowReader): LessonRow | undefined => {
  const day = row.need('date', cell.day);
  const ofGroup = row.need('group', cell.words(60));
  const subject = row.need('subject', cell.words(200));
  const room = row.orNone('room', cell.words(60));
  const link = row.maybe('link', cell.words(2_000));
  const implied = link || cell.saysRemote(room ?? '') ? 'remote' : room ? 'onsite' : undefined;
  const optional = {
    id: row.maybe('lesson_id', cell.identifier),
    pair: row.maybe('pair', cell.pair),
    start: row.maybe('start', cell.time),
    end: row.maybe('end', cell.time),
    subgroup: row.maybe('subgroup', cell.words(20)),
    teacherId: row.maybe('teacher_id', cell.identifier),
    teacher: row.orNone('teacher', cell.words(100)),
    room,
    building: row.orNone('building', cell.words(60)),
    link,
    mode: row.maybe('mode', cell.mode) ?? implied,
    change: row.text('change') === '' ? ('none' as const) : row.maybe('change', cell.change),
  };
  return day && ofGroup && subject
    ? put<LessonRow>({ place: row.place, day, group: ofGroup, subject }, optional)
    : undefined;
};

const REQUIRED: Record<TableName, readonly string[]> = {
  groups: ['group'],
  teachers: ['last_name', 'first_name'],
  students: ['last_name', 'first_name', 'group'],
  parents: ['student_id', 'last_name', 'first_name'],
  staff: ['last_name', 'first_name', 'role'],
  lessons: ['date', 'group', 'subject'],
  bells: ['pair', 'start', 'end'],
};

const ID_COLUMNS: Partial<Record<TableName, string>> = {
  groups: 'group_id',
  teachers: 'teacher_id',
  students: 'student_id',
  parents: 'parent_id',
  staff: 'staff_id',
  lessons: 'lesson_id',
};

/** The rows of one sheet as a table of the contract; every row that can't be read is a problem, all of them named. */
export function readTable(
  sheet: Sheet,
  { at, table }: NonNullable<ReturnType<typeof findHeader>>,
): ReadTables {
  const header = sheet.rows[at];
  const cells = header?.cells ?? [];
  const columns = columnsOf(table, cells);
  const line = header?.line ?? 1;
  const whole = columns.has('full_name') ? ['last_name', 'first_name'] : [];
  const missing = REQUIRED[table].filter((column) => !columns.has(column) && !whole.includes(column));
  if (table === 'lessons' && !columns.has('pair') && !columns.has('start')) missing.push('pair');
  if (missing.length > 0) {
    const problems = missing.map((column) => ({
      ...placeOf(sheet, line),
      column,
      reason: reasons.missingColumn(column),
    }));
    return { tables: [], problems };
  }
  const body = sheet.rows.slice(at + 1);
  if (body.length === 0) {
    return { tables: [], problems: [{ ...placeOf(sheet, line), column: '', reason: reasons.noRows() }] };
  }
  const idColumn = ID_COLUMNS[table];
  const hasIds = idColumn !== undefined && columns.has(idColumn);
  const problems: ImportProblem[] = [];
  const rows = <R>(read: (row: RowReader) => R | undefined): R[] =>
    body.flatMap((raw) => {
      const reader = new RowReader(sheet, raw, cells, columns);
      // In a table with ids a row without one would come and go at each import.
      if (hasIds && table !== 'lessons') reader.need(idColumn, (text) => ({ value: text }));
      const row = read(reader);
      problems.push(...reader.problems);
      return row !== undefined && reader.problems.length === 0 ? [row] : [];
    });
  return { tables: [tableOf(table, hasIds, rows)], problems };
}

function tableOf(
  name: TableName,
  hasIds: boolean,
  rows: <R>(read: (row: RowReader) => R | undefined) => R[],
): Table {
  switch (name) {
    case 'groups':
      return { name, hasIds, rows: rows(group) };
    case 'teachers':
      return { name, hasIds, rows: rows(teacher) };
    case 'students':
      return { name, hasIds, rows: rows(student) };
    case 'parents':
      return { name, hasIds, rows: rows(parent) };
    case 'staff':
      return { name, hasIds, rows: rows(staff) };
    case 'lessons':
      return { name, hasIds, rows: rows(lesson) };
    case 'bells':
      return { name, hasIds, rows: rows(bell) };
  }
}
