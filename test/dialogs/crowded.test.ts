import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../src/sandbox/types.js';
import type { Table } from '../../src/domain/tables.js';
import { startHouse, type House } from '../support/house.js';
import { reads, stageIn } from './cast.js';

const place = { file: 'college', line: 1 };
const CHILDREN = ['Анна', 'Борис', 'Вера', 'Глеб', 'Дарья', 'Егор'];
const SUBJECTS = Array.from(
  { length: 11 },
  (_, index) => `Профессиональный модуль № ${index + 1} с длинным названием`,
);

/** One mother of six, one teacher of eleven subjects, one group for each child. */
const tables: readonly Table[] = [
  {
    name: 'groups',
    hasIds: true,
    rows: CHILDREN.map((_, index) => ({ place, id: `${index}`, name: `ИСП-${20 + index}`, curatorId: '1' })),
  },
  { name: 'teachers', hasIds: true, rows: [{ place, id: '1', lastName: 'Шаблонов', firstName: 'Павел' }] },
  {
    name: 'students',
    hasIds: true,
    rows: CHILDREN.map((firstName, index) => ({
      place,
      id: `${index}`,
      lastName: 'Первов',
      firstName,
      group: `ИСП-${20 + index}`,
    })),
  },
  {
    name: 'parents',
    hasIds: true,
    rows: CHILDREN.map((_, index) => ({
      place,
      id: '1',
      studentId: `${index}`,
      lastName: 'Первова',
      firstName: 'Елена',
    })),
  },
  {
    name: 'lessons',
    hasIds: true,
    rows: SUBJECTS.map((subject, index) => ({
      place,
      id: `L-${index}`,
      day: '2026-11-25',
      pair: index + 1,
      start: `${String(8 + index).padStart(2, '0')}:30`,
      end: `${String(9 + index).padStart(2, '0')}:15`,
      group: 'ИСП-20',
      subject,
      teacherId: '1',
      mode: 'remote' as const,
    })),
  },
];

let house: House;
beforeAll(async () => {
  house = await startHouse({ tables });
});
afterAll(() => house.stop());

const labels = (message: Message): string[] =>
  message.keyboard?.buttons.flat().map(({ action }) => ('label' in action ? action.label : '')) ?? [];

describe('where there is much of everything', () => {
  it('a mother of six switches reminders for each of them', async () => {
    const { transcript, bound } = stageIn(house);
    const mother = await bound(1101, 'Мать', 'parent:1');
    mother.says('Настройки');
    let page = await mother.expects(/Напоминания о занятиях \(Анна\): выключены/);
    for (const name of CHILDREN) {
      expect(labels(page)).toContain(`Напоминать: ${name}`);
      await mother.presses(`Напоминать: ${name}`, page);
      page = await mother.expects(new RegExp(`\\(${name}\\): включены`));
    }
    await mother.presses('Не напоминать: Егор', page);
    await mother.expects(/\(Егор\): выключены/);
    await reads(transcript.text(), 'crowded-settings.txt');
  });

  it('and finds the lessons of each of them by the buttons', async () => {
    const mother = stageIn(house).stranger(1101, 'Мать');
    mother.says('Занятия');
    let page = await mother.expects(/Анна, ИСП-20/);
    for (const [index, name] of CHILDREN.entries()) {
      if (index === 0) continue;
      expect(labels(page)).toContain(`${name}, ИСП-${20 + index}`);
      await mother.presses(`${name}, ИСП-${20 + index}`, page);
      page = await mother.expects(new RegExp(`Среда, 25 ноября · ${name}`));
    }
    expect(labels(page)).toContain('Анна, ИСП-20');
  });

  it('every chat is on some page, none twice, and every page is one that VK takes', async () => {
    const student = await stageIn(house).bound(1102, 'Студент', 'student:0');
    student.says('Чаты');
    let page = await student.expects(/Ваши чаты: 12 чатов, страница 1 из 3/);
    const seen = labels(page).filter((label) => /^(Группа|Предмет|Родители)/.test(label));
    while (labels(page).includes('Дальше ▶')) {
      await student.presses('Дальше ▶', page);
      page = await student.expects(/страница/);
      seen.push(...labels(page).filter((label) => /^(Группа|Предмет|Родители)/.test(label)));
    }
    expect(seen).toHaveLength(12);
    expect(page.text).toMatch(/страница 3 из 3/);
    expect(page.text.length).toBeLessThan(4_096);
  });

  it('the day of eleven calls fits, the one at hand first', async () => {
    await house.clock.to('18:40');
    const { transcript, bound } = stageIn(house);
    const teacher = await bound(1103, 'Преподаватель', 'teacher:1');
    teacher.says('Занятия');
    const day = await teacher.expects(/Среда, 25 ноября · Мои занятия/);
    expect(day.text.split('\n')).toHaveLength(12);
    expect(labels(day)[0]).toBe('Присоединиться с видео');
    expect(labels(day).some((label) => label.startsWith('18:30 Профессиональный модуль № 11'))).toBe(true);
    expect(labels(day).length).toBeLessThanOrEqual(10);
    teacher.says('неделя');
    await teacher.expects(/Неделя 23 ноября/);
    await reads(transcript.text(), 'crowded-day.txt');
  });
});
