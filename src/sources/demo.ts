import type { LessonRow, ParentRow, Place, StudentRow, Table, TeacherRow } from '../domain/tables.js';
import { addDays, daysBetween, weekdayOf, type Day } from '../domain/time.js';

/** Whom a visitor of the sandbox may bind as. */
export interface DemoPerson {
  readonly title: 'Студент' | 'Преподаватель' | 'Родитель' | 'Куратор';
  readonly fullName: string;
  readonly birthDate?: Day;
  readonly phone: string;
}

const place: Place = { file: 'demo', line: 1 };

/** Numbers that belong to nobody: 900 000-00-01 and on. */
const phone = (number: number): string => `+7 900 000-00-${String(number).padStart(2, '0')}`;

const GROUPS = [
  {
    id: '101',
    name: 'ИСП-24',
    course: 3,
    curatorId: '502',
    department: 'Отделение информационных технологий',
  },
  { id: '102', name: 'ЭК-25', course: 2, curatorId: '504', department: 'Отделение экономики и права' },
  {
    id: '103',
    name: 'ИСП-26',
    course: 1,
    curatorId: '503',
    department: 'Отделение информационных технологий',
  },
] as const;

const TEACHERS = [
  ['501', 'Образцова', 'Ирина', 'Тестовна'],
  ['502', 'Шаблонов', 'Павел', 'Примерович'],
  ['503', 'Макетова', 'Мария', 'Тестовна'],
  ['504', 'Эталонов', 'Олег', 'Примерович'],
  ['505', 'Учебная', 'Анна', 'Тестовна'],
] as const;

const SURNAMES = [
  ['Первов', 'Второва', 'Третьев', 'Четвертова', 'Пятов', 'Шестова', 'Седьмов', 'Восьмова'],
  ['Девятов', 'Десятова', 'Одиннадцатов', 'Двенадцатова', 'Первов', 'Пробнова', 'Пробелов', 'Черновикова'],
  ['Нулев', 'Единицына', 'Десятков', 'Сотникова', 'Тысячин', 'Примерова', 'Тестов', 'Опытова'],
] as const;
const MEN = ['Алексей', 'Глеб', 'Максим', 'Тимофей'] as const;
const WOMEN = ['Виктория', 'Дарья', 'Полина', 'София'] as const;

/** Phones: students 01–24, teachers 41–45, parents 51 and on. */
function students(): StudentRow[] {
  return GROUPS.flatMap((group, ofGroup) =>
    (SURNAMES[ofGroup] ?? []).map((lastName, at) => {
      const number = ofGroup * 8 + at + 1;
      const man = at % 2 === 0;
      const month = String((number % 12) + 1).padStart(2, '0');
      return {
        place,
        id: String(2_000 + number),
        lastName,
        firstName: (man ? MEN : WOMEN)[(at >> 1) % 4] ?? '',
        middleName: man ? 'Тестович' : 'Тестовна',
        birthDate: `${2_007 + ofGroup}-${month}-${String(number + 3).padStart(2, '0')}`,
        group: group.name,
        status: 'active',
        phone: phone(number),
      };
    }),
  );
}

const teachers = (): TeacherRow[] =>
  TEACHERS.map(([id, lastName, firstName, middleName], at) => ({
    place,
    id,
    lastName,
    firstName,
    middleName,
    phone: phone(41 + at),
  }));

/** Елена has two children (in ИСП-24 and ЭК-25); Ольга and her daughter share one phone. */
function parents(): ParentRow[] {
  const of = (
    id: string,
    studentId: string,
    lastName: string,
    firstName: string,
    number: number,
  ): ParentRow => ({
    place,
    id,
    studentId,
    lastName,
    firstName,
    middleName: 'Тестовна',
    relation: 'Mother',
    phone: phone(number),
  });
  return [
    of('3001', '2001', 'Первова', 'Елена', 51),
    of('3001', '2013', 'Первова', 'Елена', 51),
    of('3002', '2002', 'Второва', 'Ольга', 2),
    of('3003', '2003', 'Третьева', 'Нина', 53),
    of('3004', '2009', 'Девятова', 'Раиса', 54),
    of('3005', '2017', 'Нулева', 'Инна', 55),
  ];
}

const BELLS = [
  ['08:30', '10:00'],
  ['10:10', '11:40'],
  ['12:10', '13:40'],
  ['13:50', '15:20'],
  ['15:30', '17:00'],
  ['17:10', '18:40'],
] as const;

interface Subject {
  readonly subject: string;
  readonly teacherId: string;
  readonly room: string;
}

/** The first of each begins the day, every day: so the teacher and the student whom a visitor meets first have it together. */
const SUBJECTS: Readonly<Record<(typeof GROUPS)[number]['id'], readonly Subject[]>> = {
  '101': [
    { subject: 'Основы проектирования баз данных', teacherId: '501', room: '307' },
    { subject: 'МДК.01.01 Разработка программных модулей', teacherId: '502', room: '305' },
    { subject: 'Математика', teacherId: '503', room: '112' },
    { subject: 'Иностранный язык', teacherId: '505', room: '204' },
  ],
  '102': [
    { subject: 'Экономика организации', teacherId: '504', room: '210' },
    { subject: 'Иностранный язык', teacherId: '505', room: '204' },
    { subject: 'Математика', teacherId: '503', room: '112' },
  ],
  '103': [
    { subject: 'Информатика', teacherId: '501', room: '307' },
    { subject: 'Математика', teacherId: '503', room: '112' },
    { subject: 'История', teacherId: '504', room: '210' },
  ],
};

/** First pair of each group: they follow each other, so no teacher is in two places, and the day is full. */
const FIRST_PAIR = { '101': 1, '102': 3, '103': 5 } as const;
/** The others turn round from here on, so that a day keeps its lessons whenever the demo starts. */
const FIRST_DAY = '2026-01-05';

/** One group's lessons of a day: two, one of them remote at least; on a Sunday one remote lesson only. */
function lessonsOf(group: (typeof GROUPS)[number], day: Day): LessonRow[] {
  const [first, ...others] = SUBJECTS[group.id];
  const sunday = weekdayOf(day) === 7;
  const turn = Math.abs(daysBetween(FIRST_DAY, day));
  return (sunday ? [0] : [0, 1]).flatMap((at): LessonRow[] => {
    const pair = FIRST_PAIR[group.id] + at;
    const bell = BELLS[pair - 1];
    const subject = at === 0 ? first : others[turn % others.length];
    if (!bell || !subject) return [];
    const id = `D-${day}-${group.id}-${pair}`;
    const lesson = {
      place,
      id,
      day,
      pair,
      start: bell[0],
      end: bell[1],
      group: group.name,
      subject: subject.subject,
      teacherId: subject.teacherId,
    };
    const remote = sunday || at === 1 || group.id === '101';
    return remote
      ? [
          {
            ...lesson,
            mode: 'remote' as const,
            link: `https://sferum.ru/?call_link=DEMO-${day}-${group.id}-${pair}`,
          },
        ]
      : [{ ...lesson, mode: 'onsite' as const, room: subject.room, building: '1' }];
  });
}

const DAYS_BACK = 7;
const DAYS_AHEAD = 14;

/**
 * The demo college as tables, for the same import that real files go through: three groups, 24 students, five teachers, five
 * parents, and lessons from a week ago to two weeks ahead of `today`. Every day has remote lessons, Sundays too, so
 * that there is always something to see. All names and numbers are made up.
 */
export function demoCollege(today: Day): Table[] {
  const days = Array.from({ length: DAYS_BACK + DAYS_AHEAD + 1 }, (_, at) => addDays(today, at - DAYS_BACK));
  return [
    { name: 'groups', hasIds: true, rows: GROUPS.map((group) => ({ place, ...group })) },
    { name: 'teachers', hasIds: true, rows: teachers() },
    { name: 'students', hasIds: true, rows: students() },
    { name: 'parents', hasIds: true, rows: parents() },
    {
      name: 'bells',
      hasIds: false,
      rows: BELLS.map(([start, end], at) => ({ place, pair: at + 1, start, end })),
    },
    {
      name: 'lessons',
      hasIds: true,
      rows: days.flatMap((day) => GROUPS.flatMap((group) => lessonsOf(group, day))),
    },
  ];
}

/**
 * The people whom the sandbox's panes are meant for, by role; the first student, teacher and parent belong together, and the
 * first curator is that student's. A curator is one of the teachers.
 */
export function demoPeople(): DemoPerson[] {
  const name = (row: StudentRow | TeacherRow | ParentRow) =>
    [row.lastName, row.firstName, row.middleName].filter(Boolean).join(' ');
  const others = students().map((row) => ({
    title: 'Студент' as const,
    fullName: name(row),
    ...(row.birthDate && { birthDate: row.birthDate }),
    phone: row.phone ?? '',
  }));
  const ofTeachers = teachers().map((row) => ({
    title: 'Преподаватель' as const,
    fullName: name(row),
    phone: row.phone ?? '',
  }));
  const curators: readonly string[] = GROUPS.map(({ curatorId }) => curatorId);
  const ofCurators = teachers()
    .filter(({ id }) => id !== undefined && curators.includes(id))
    .sort((one, other) => curators.indexOf(one.id ?? '') - curators.indexOf(other.id ?? ''))
    .map((row) => ({ title: 'Куратор' as const, fullName: name(row), phone: row.phone ?? '' }));
  const ofParents = new Map(parents().map((row) => [row.id, row]));
  return [
    ...others,
    ...ofTeachers,
    ...[...ofParents.values()].map((row) => ({
      title: 'Родитель' as const,
      fullName: name(row),
      phone: row.phone ?? '',
    })),
    ...ofCurators,
  ];
}
