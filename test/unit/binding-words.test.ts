import { expect, it } from 'vitest';
import { binding, type RoleFacts } from '../../src/texts/binding.js';

const BUTTON = 'пришлёт кнопку «Присоединиться с видео»';
const anna = { name: 'Анна', group: 'ЭК-25' };

it.each<[string, RoleFacts[], string[]]>([
  ['a student', [{ kind: 'student', group: 'ИСП-24' }], [BUTTON]],
  ['a teacher who is a parent too', [{ kind: 'teacher' }, { kind: 'parent', children: [anna] }], [BUTTON]],
  ['a parent', [{ kind: 'parent', children: [anna] }], ['о занятиях ребёнка включаются']],
  ['a parent of two', [{ kind: 'parent', children: [anna, anna] }], ['о занятиях детей включаются']],
  ['the office', [{ kind: 'staff' }], []],
])('%s is promised at binding what will really come', (_who, roles, promised) => {
  const [done, ...rest] = binding.bound('Олег', roles).split('\n');
  expect(done).toMatch(/^Готово, Олег\. Учебный профиль привязан: .+\.$/);
  expect(rest).toEqual(promised.map((words) => expect.stringContaining(words)));
});
