import type { Place, Table } from '../../src/domain/tables.js';

const place: Place = { file: 'college', line: 1 };
const link = (call: string) => `https://sferum.ru/?call_link=${call}`;

/** Wednesday of the small college's week; its lessons are on this day and the next. */
export const DAY = '2026-11-25';
export const ZONE = 'Europe/Moscow';

const lesson = (
  id: string,
  day: string,
  pair: number,
  start: string,
  end: string,
  group: string,
  subject: string,
  teacherId: string,
  rest: { mode?: 'remote'; link?: string; room?: string; change?: 'cancelled' } = {},
) => ({ place, id, day, pair, start, end, group, subject, teacherId, mode: 'onsite' as const, ...rest });

/**
 * A small synthetic college: two groups, three teachers; Первов and Второва study in ИСП-24, Третьев in ЭК-25; Первова
 * Елена is mother of Первов and Третьев and shares a phone with Третьев; Макетова teaches and is Второва's mother.
 */
export const collegeTables: readonly Table[] = [
  {
    name: 'groups',
    hasIds: true,
    rows: [
      { place, id: '101', name: 'ИСП-24', curatorId: '502' },
      { place, id: '102', name: 'ЭК-25', curatorId: '504' },
    ],
  },
  {
    name: 'teachers',
    hasIds: true,
    rows: [
      {
        place,
        id: '502',
        lastName: 'Шаблонов',
        firstName: 'Павел',
        middleName: 'Примерович',
        phone: '+7 900 000-05-02',
      },
      {
        place,
        id: '503',
        lastName: 'Макетова',
        firstName: 'Мария',
        middleName: 'Тестовна',
        phone: '+7 900 000-05-03',
      },
      { place, id: '504', lastName: 'Эталонов', firstName: 'Олег', email: 'etalonov@college.test' },
    ],
  },
  {
    name: 'students',
    hasIds: true,
    rows: [
      {
        place,
        id: '2001',
        lastName: 'Первов',
        firstName: 'Алексей',
        middleName: 'Тестович',
        birthDate: '2008-01-10',
        group: 'ИСП-24',
        phone: '+7 900 000-20-01',
      },
      {
        place,
        id: '2002',
        lastName: 'Второва',
        firstName: 'Виктория',
        birthDate: '2008-02-11',
        group: 'ИСП-24',
        phone: '+7 900 000-20-02',
      },
      {
        place,
        id: '2003',
        lastName: 'Третьев',
        firstName: 'Глеб',
        group: 'ЭК-25',
        phone: '+7 900 000-30-01',
      },
    ],
  },
  {
    name: 'parents',
    hasIds: true,
    rows: [
      {
        place,
        id: '3001',
        studentId: '2001',
        lastName: 'Первова',
        firstName: 'Елена',
        phone: '+7 900 000-30-01',
      },
      {
        place,
        id: '3001',
        studentId: '2003',
        lastName: 'Первова',
        firstName: 'Елена',
        phone: '+7 900 000-30-01',
      },
      {
        place,
        id: '3002',
        studentId: '2002',
        lastName: 'Макетова',
        firstName: 'Мария',
        middleName: 'Тестовна',
        phone: '+7 900 000-05-03',
      },
    ],
  },
  {
    name: 'lessons',
    hasIds: true,
    rows: [
      lesson('L-1', DAY, 1, '08:30', '10:00', 'ИСП-24', 'МДК.01.01 Разработка программных модулей', '502', {
        room: '305',
      }),
      lesson('L-2', DAY, 2, '10:10', '11:40', 'ИСП-24', 'Математика', '503', {
        mode: 'remote',
        link: link('MATH'),
      }),
      lesson('L-3', DAY, 3, '12:10', '13:40', 'ИСП-24', 'Физика', '503', { mode: 'remote' }),
      lesson('L-4', DAY, 2, '10:10', '11:40', 'ЭК-25', 'Экономика организации', '504', {
        mode: 'remote',
        link: link('ECON'),
      }),
      lesson('L-5', '2026-11-26', 1, '08:30', '10:00', 'ИСП-24', 'Математика', '503', { room: '112' }),
      lesson('L-6', '2026-11-26', 2, '10:10', '11:40', 'ИСП-24', 'Литература', '504', {
        mode: 'remote',
        change: 'cancelled',
      }),
    ],
  },
];
