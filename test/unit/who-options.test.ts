import { describe, expect, it } from 'vitest';
import { optionNamed, whoOptions } from '../../scenes/who-options.js';
import type { Person } from '../../src/domain/people.js';

const base = { lastName: 'Иванов', firstName: 'Иван', contacts: [] };
const son: Person = { ...base, kind: 'student', id: 'student:1', groupId: 'g1' };
const father: Person = { ...base, kind: 'parent', id: 'parent:1', childIds: ['student:1'] };
const teacher: Person = { ...base, middleName: 'Петрович', kind: 'teacher', id: 'teacher:1' };
const namesake: Person = { ...base, middleName: 'Олегович', kind: 'parent', id: 'parent:2', childIds: [] };

describe('«Кто вы?» on a shared phone', () => {
  it('a father and a son of one name stay two', () => {
    expect(whoOptions([son, father])).toEqual([
      { label: 'Студент Иван', ids: ['student:1'] },
      { label: 'Родитель Иван', ids: ['parent:1'] },
    ]);
  });

  it('a teacher who is a parent is one, though a file left the patronymic out', () => {
    expect(whoOptions([father, teacher])).toEqual([
      { label: 'Преподаватель и родитель Иван', ids: ['parent:1', 'teacher:1'] },
    ]);
  });

  it('another patronymic is another human, and equal labels are told apart', () => {
    const other: Person = { ...namesake, id: 'parent:3', middleName: 'Ильич' };
    expect(whoOptions([namesake, teacher, other]).map(({ label }) => label)).toEqual([
      'Родитель Иван',
      'Преподаватель Иван',
      'Родитель Иван (2)',
    ]);
  });

  it('a sister is not taken for her brother because both are students', () => {
    const sister: Person = { ...son, id: 'student:2', firstName: 'Анна' };
    const options = whoOptions([son, sister, father]);
    expect(optionNamed('студент', options)).toBeUndefined();
    expect(optionNamed(' Анна ', options)?.ids).toEqual(['student:2']);
    expect(optionNamed('родитель', options)?.ids).toEqual(['parent:1']);
    expect(optionNamed('Ив', options)).toBeUndefined();
  });

  it('nobody gives no choice', () => {
    expect(whoOptions([])).toEqual([]);
  });
});
