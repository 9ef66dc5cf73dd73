import { describe, expect, it } from 'vitest';
import { importFiles, importSecurity, spots } from '../support/import-files.js';
import { memoryRosterStore } from '../support/memory-roster-store.js';

const groups = 'group_id;group;curator_id\n101;ИСП-24;502\n102;ЭК-25;\n';
const teachers =
  'teacher_id;last_name;first_name;middle_name\n502;Шаблонов;Павел;Примерович\n503;Макетова;Мария;Тестовна\n';
const student = (id: number, rest = 'ИСП-24;active') =>
  `${id};Фамилия${'абвгдежзик'[id % 10]};Глеб;Тестович;10.01.2006;${rest}\n`;
const studentHead = 'student_id;last_name;first_name;middle_name;birth_date;group;status\n';
const students = studentHead + [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((id) => student(id)).join('');
const parentHead = 'parent_id;student_id;last_name;first_name;phone\n';
const college = { 'groups.csv': groups, 'teachers.csv': teachers, 'students.csv': students };

async function filled() {
  const store = memoryRosterStore();
  const report = await importFiles(store, college);
  expect(report.errors).toEqual([]);
  return store;
}

describe('the roster after an import', () => {
  it('has everyone under the id that the college knows them by', async () => {
    const store = await filled();
    expect(store.people.get('student:1')).toEqual({
      id: 'student:1',
      kind: 'student',
      lastName: 'Фамилияб',
      firstName: 'Глеб',
      middleName: 'Тестович',
      birthDate: '2006-01-10',
      groupId: '101',
      contacts: [],
    });
    expect(store.groups.get('101')).toEqual({ id: '101', name: 'ИСП-24', curatorId: 'teacher:502' });
  });

  it('is left alone by the same files again', async () => {
    const store = await filled();
    const report = await importFiles(store, college);
    expect(report.tables.students).toEqual({ added: 0, changed: 0, removed: 0, unchanged: 10 });
    expect(store.applied).toBe(1);
  });

  it('keeps phones and e-mails as hashes only, several of one person too', async () => {
    const store = await filled();
    await importFiles(store, {
      'teachers.csv':
        'teacher_id;last_name;first_name;phone;email\n502;Шаблонов;Павел;"8 (900) 000-00-01, +79000000002";P@College.test\n503;Макетова;Мария;;\n',
    });
    const { hashContact } = importSecurity;
    expect(store.people.get('teacher:502')?.contacts).toEqual(
      [
        hashContact({ kind: 'phone', value: '9000000001' }),
        hashContact({ kind: 'phone', value: '9000000002' }),
        hashContact({ kind: 'email', value: 'p@college.test' }),
      ].sort(),
    );
    expect(JSON.stringify([...store.people.values()])).not.toMatch(/9000000/);
  });

  it('forgets a phone that the college struck out, and keeps it when a file has no column of phones', async () => {
    const store = await filled();
    const withPhone = (phone: string) => ({
      'teachers.csv': `teacher_id;last_name;first_name;phone\n502;Шаблонов;Павел;${phone}\n503;Макетова;Мария;\n`,
    });
    await importFiles(store, withPhone('+7 900 000-00-01'));
    await importFiles(store, { 'teachers.csv': teachers });
    expect(store.people.get('teacher:502')?.contacts).toHaveLength(1);
    await importFiles(store, withPhone(''));
    expect(store.people.get('teacher:502')?.contacts).toEqual([]);
  });

  it('takes out those who are no longer named or have left', async () => {
    const store = await filled();
    const rows = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => student(id)).join('') + student(9, 'ИСП-24;отчислен');
    const report = await importFiles(store, { 'students.csv': studentHead + rows });
    expect(report.tables.students).toEqual({ added: 0, changed: 0, removed: 2, unchanged: 8 });
    expect([...store.people.keys()].filter((id) => id.startsWith('student:'))).toHaveLength(8);
  });

  it('gives a parent of two children both of them', async () => {
    const store = await filled();
    const report = await importFiles(store, {
      'parents.csv': `${parentHead}3001;1;Мамина;Елена;+79000000001\n3001;2;Мамина;Елена;+79000000001\n`,
    });
    expect(report.tables.parents?.added).toBe(1);
    expect(store.people.get('parent:3001')).toMatchObject({ childIds: ['student:1', 'student:2'] });
  });
});

describe('a list without ids', () => {
  const list = 'Фамилия;Имя;Отчество;Дата рождения;Группа\n';

  it('finds the people it names and doubles nobody', async () => {
    const store = await filled();
    const report = await importFiles(store, { 'a.csv': `${list}Фамилияб;Глеб;Тестович;10.01.2006;ИСП-24\n` });
    expect(report.tables.students).toEqual({ added: 0, changed: 0, removed: 0, unchanged: 1 });
    expect(store.people.size).toBe(12);
  });

  it('moves a student found by name and birth date to another group', async () => {
    const store = await filled();
    const report = await importFiles(store, { 'a.csv': `${list}Фамилияб;Глеб;;10.01.2006;ЭК-25\n` });
    expect(report.tables.students?.changed).toBe(1);
    expect(store.people.get('student:1')).toMatchObject({ groupId: '102' });
  });

  it('never removes anybody', async () => {
    const store = await filled();
    await importFiles(store, { 'a.csv': `${list}Новенький;Иван;;01.02.2008;ЭК-25\n` });
    expect(store.people.size).toBe(13);
  });

  it('keeps a namesake with another birth date apart', async () => {
    const store = await filled();
    const report = await importFiles(store, { 'a.csv': `${list}Фамилияб;Глеб;Тестович;11.01.2006;ИСП-24\n` });
    expect(report.tables.students?.added).toBe(1);
  });

  it('makes the groups where a college gives no table of them', async () => {
    const store = memoryRosterStore();
    const report = await importFiles(store, { 'a.csv': `${list}Первов;Глеб;;01.02.2008;ЭК-25\n` });
    expect(report.tables.groups?.added).toBe(1);
    expect([...store.groups.values()].map(({ name }) => name)).toEqual(['ЭК-25']);
  });

  it('is joined, not doubled, when the college comes back with ids; children, curators and lessons follow', async () => {
    const store = memoryRosterStore();
    await importFiles(store, {
      'a.csv': `${list}Первов;Глеб;;01.02.2008;ЭК-25\n`,
      'teachers.csv': 'Фамилия;Имя;Отчество\nШаблонов;Павел;Примерович\n',
      'lessons.csv':
        'date;start;end;group;subject;teacher\n23.11.2026;8:30;10:00;ЭК-25;История;Шаблонов П.П.\n',
    });
    const report = await importFiles(store, {
      'groups.csv': 'group_id;group\n102;ЭК-25\n',
      'teachers.csv': 'teacher_id;last_name;first_name;middle_name\n502;Шаблонов;Павел;Примерович\n',
      'students.csv': `${studentHead}7;Первов;Глеб;;01.02.2008;ЭК-25;\n`,
    });
    expect(report.errors).toEqual([]);
    expect(report.tables).toMatchObject({
      students: { changed: 1, added: 0 },
      teachers: { changed: 1, added: 0 },
    });
    expect([...store.people.keys()].sort()).toEqual(['student:7', 'teacher:502']);
    expect([...store.lessons.values()]).toMatchObject([{ teacherId: 'teacher:502' }]);
  });
});

describe('nothing is half imported', () => {
  it('a bad row anywhere leaves everything as it was', async () => {
    const store = await filled();
    const before = [...store.people.values()];
    const report = await importFiles(store, {
      'students.csv': students.replace('ИСП-24', 'ИСП-42'),
      'parents.csv': `${parentHead}3001;99;Мамина;Елена;не телефон\n`,
      'groups.csv': groups.replace('502', '777'),
    });
    expect(report.ok).toBe(false);
    expect(report.tables).toEqual({});
    expect(spots(report).sort()).toEqual([
      'groups.csv:2 curator_id',
      'parents.csv:2 phone',
      'parents.csv:2 student_id',
      'students.csv:2 group',
    ]);
    expect(report.errors.find(({ column }) => column === 'group')?.reason).toContain('похоже на «ИСП-24»');
    expect([...store.people.values()]).toEqual(before);
    expect(store.applied).toBe(1);
  });

  it('the same id twice in a file is refused with the line of the first', async () => {
    const report = await importFiles(await filled(), { 'students.csv': students + student(1) });
    expect(spots(report)).toEqual(['students.csv:12 student_id']);
    expect(report.errors[0]?.reason).toContain('строке 2');
  });

  it('two people of one name and no id are refused rather than guessed at', async () => {
    const store = await filled();
    await importFiles(store, { 'teachers.csv': `${teachers}504;Макетова;Мария;\n` });
    const report = await importFiles(store, { 'преподаватели.csv': 'Фамилия;Имя\nМакетова;Мария\n' });
    expect(spots(report)).toEqual(['преподаватели.csv:2 last_name']);
  });

  it('a group with students in it does not vanish', async () => {
    const report = await importFiles(await filled(), { 'groups.csv': 'group_id;group\n102;ЭК-25\n' });
    expect(report.errors[0]?.reason).toMatch(/ИСП-24.*10/);
  });
});

describe('a file that would empty a table is taken for a mistake', () => {
  const most = (count: number) =>
    studentHead + Array.from({ length: count }, (_, at) => student(at + 1)).join('');

  it('a fifth of the people may go, more may not', async () => {
    const store = await filled();
    const refused = await importFiles(store, { 'students.csv': most(7) });
    expect(refused.ok).toBe(false);
    expect(refused.errors[0]?.reason).toMatch(/30 %.*3 из 10.*--force/);
    expect((await importFiles(store, { 'students.csv': most(8) })).ok).toBe(true);
  });

  it('unless the operator insists', async () => {
    const store = await filled();
    const report = await importFiles(store, { 'students.csv': most(1) }, { force: true });
    expect(report.tables.students?.removed).toBe(9);
  });
});
