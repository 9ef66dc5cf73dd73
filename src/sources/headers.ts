import type { TableName } from '../domain/tables.js';

/** Other words for the contract's columns, as headers write them; compared by letters and digits only. */
const COLUMNS = {
  groups: {
    group_id: ['id группы', 'код группы'],
    group: ['группа', 'название', 'наименование', 'наименование группы'],
    specialty_code: ['код специальности', 'специальность'],
    course: ['курс'],
    curator_id: ['id куратора', 'код куратора'],
    department: ['отделение'],
  },
  teachers: { teacher_id: ['id преподавателя', 'код преподавателя', 'табельный номер'] },
  students: {
    student_id: ['id студента', 'код студента', 'номер студенческого'],
    birth_date: ['дата рождения', 'др'],
    group: ['группа', 'учебная группа'],
    status: ['статус', 'состояние'],
  },
  parents: {
    parent_id: ['id родителя', 'код родителя'],
    student_id: ['id студента', 'код студента', 'id ребенка'],
    relation: ['степень родства', 'родство', 'кем приходится'],
  },
  staff: { staff_id: ['id сотрудника', 'код сотрудника'], role: ['роль', 'должность'] },
  lessons: {
    lesson_id: ['id занятия', 'код занятия'],
    date: ['дата'],
    pair: ['пара', 'номер пары', '№ пары', 'урок'],
    start: ['начало', 'время начала'],
    end: ['конец', 'окончание', 'время окончания'],
    group: ['группа'],
    subgroup: ['подгруппа', 'п/г'],
    subject: ['предмет', 'дисциплина'],
    teacher_id: ['id преподавателя', 'код преподавателя'],
    teacher: ['преподаватель'],
    room: ['кабинет', 'аудитория', 'каб', 'ауд'],
    building: ['корпус'],
    mode: ['формат', 'форма'],
    link: ['ссылка'],
    change: ['изменение', 'замена'],
  },
  bells: {
    pair: ['пара', 'номер пары', '№ пары', 'урок'],
    start: ['начало', 'время начала'],
    end: ['конец', 'окончание', 'время окончания'],
    weekday: ['день недели'],
  },
} as const satisfies Record<TableName, Record<string, readonly string[]>>;

const PERSON = {
  last_name: ['фамилия'],
  first_name: ['имя'],
  middle_name: ['отчество'],
  full_name: ['фио', 'фамилия имя отчество'],
  phone: ['телефон', 'моб телефон', 'мобильный телефон', 'номер телефона'],
  email: ['почта', 'эл почта', 'электронная почта', 'e-mail'],
} as const;

const PEOPLE: readonly TableName[] = ['teachers', 'students', 'parents', 'staff'];

const headerKey = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[^\p{L}\d]+/gu, '');

/** Per table: header key → column. A Map, so that a header `__proto__` is just an unknown one. */
const VOCABULARY: ReadonlyMap<TableName, ReadonlyMap<string, string>> = new Map(
  (Object.entries(COLUMNS) as [TableName, Record<string, readonly string[]>][]).map(([table, own]) => {
    const columns: Record<string, readonly string[]> = PEOPLE.includes(table) ? { ...PERSON, ...own } : own;
    return [
      table,
      new Map(
        Object.entries(columns).flatMap(([column, words]) =>
          [column, ...words].map((word) => [headerKey(word), column]),
        ),
      ),
    ];
  }),
);

/** Columns of a header row as one table names them: column → index; the first of two equal ones counts. */
export function columnsOf(table: TableName, header: readonly string[]): Map<string, number> {
  const words = VOCABULARY.get(table);
  const found = new Map<string, number>();
  for (const [index, text] of header.entries()) {
    const column = words?.get(headerKey(text));
    if (column && !found.has(column)) found.set(column, index);
  }
  return found;
}

const NAMES: readonly [TableName, RegExp][] = [
  ['parents', /parent|родител/],
  ['teachers', /teacher|преподават|педагог/],
  ['students', /student|студент|обучающ|контингент/],
  ['staff', /staff|сотрудник|персонал/],
  ['bells', /bell|звонк|звонок/],
  ['lessons', /lesson|занят|расписан|timetable|schedule/],
  ['groups', /group|групп/],
];

/** The table that a file's or sheet's name speaks of. */
const tableByName = (name: string): TableName | undefined =>
  NAMES.find(([, pattern]) => pattern.test(name.toLowerCase()))?.[0];

/** The table that a header alone tells, or nothing: names of people without more may be anybody's. */
function tableByHeader(header: readonly string[]): TableName | undefined {
  const has = (table: TableName, ...columns: string[]) => {
    const found = columnsOf(table, header);
    return columns.every((column) => found.has(column));
  };
  const named = has('students', 'last_name') || has('students', 'first_name') || has('students', 'full_name');
  if (named) {
    if (has('parents', 'parent_id') || has('parents', 'relation')) return 'parents';
    if (has('staff', 'staff_id') || has('staff', 'role')) return 'staff';
    if (has('students', 'group')) return 'students';
    if (has('teachers', 'teacher_id')) return 'teachers';
    if (has('students', 'birth_date') && has('students', 'student_id')) return 'students';
    return has('parents', 'student_id') ? 'parents' : undefined;
  }
  if (has('lessons', 'subject') && (has('lessons', 'group') || has('lessons', 'date'))) return 'lessons';
  if (has('lessons', 'lesson_id') || has('lessons', 'group', 'date')) return 'lessons';
  if (has('bells', 'pair', 'start') || has('bells', 'pair', 'end')) return 'bells';
  const group = ['group_id', 'specialty_code', 'course', 'curator_id', 'department'];
  return has('groups', 'group') && group.some((column) => has('groups', column)) ? 'groups' : undefined;
}

/** Rows looked at for the header: titles may stand above it. */
const HEADER_WITHIN = 15;

/** Where the header of a sheet is and which table it begins; undefined when neither it nor the names tell. */
export function findHeader(
  rows: readonly { readonly cells: readonly string[] }[],
  names: readonly string[],
): { at: number; table: TableName } | undefined {
  const head = rows.slice(0, HEADER_WITHIN);
  for (const [at, { cells }] of head.entries()) {
    const table = tableByHeader(cells);
    if (table) return { at, table };
  }
  const byName = names.map(tableByName).find((table) => table !== undefined);
  if (!byName) return undefined;
  const at = head.findIndex(({ cells }) => columnsOf(byName, cells).size > 0);
  return at < 0 ? undefined : { at, table: byName };
}
