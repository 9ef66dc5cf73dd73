import { describe, expect, it } from 'vitest';
import { CALL_HOSTS, joinPhase, linkProblem, type Lesson } from '../../src/domain/lessons.js';
import { HOUR, MINUTE } from '../../src/domain/time.js';
import type { Person } from '../../src/domain/people.js';
import { joinRight, mayJoin } from '../../src/usecases/join-lesson.js';

const START = Date.UTC(2026, 10, 25, 9);
const lesson: Lesson = {
  id: 'l1',
  day: '2026-11-25',
  startsAt: START,
  endsAt: START + HOUR,
  groupId: 'g1',
  subgroup: '',
  subject: 'Математика',
  teacherId: 'teacher:1',
  mode: 'remote',
  link: 'https://sferum.ru/?call_link=x',
};
const names = { lastName: 'Тестов', firstName: 'Тест', contacts: [] };
const student: Person = { kind: 'student', id: 'student:1', groupId: 'g1', ...names };
const foreign: Person = { kind: 'student', id: 'student:2', groupId: 'g2', ...names };
const teacher: Person = { kind: 'teacher', id: 'teacher:1', ...names };
const colleague: Person = { kind: 'teacher', id: 'teacher:2', ...names };
const office: Person = { kind: 'staff', id: 'staff:1', role: 'office', ...names };
const parent: Person = { kind: 'parent', id: 'parent:1', childIds: ['student:1'], ...names };
const stranger: Person = { kind: 'parent', id: 'parent:2', childIds: ['student:2'], ...names };

describe('the door of a lesson', () => {
  it.each([
    [START - 1, 0, 'before'],
    [START, 0, 'running'],
    [START + HOUR - 1, 0, 'running'],
    [START + HOUR, 0, 'over'],
    [START - 10 * MINUTE - 1, 10, 'before'],
    [START - 10 * MINUTE, 10, 'running'],
  ])('at %d, %d minutes early, is %s', (now, early, phase) => {
    expect(joinPhase(lesson, now, early)).toBe(phase);
  });

  it('opens when the teacher starts before the bell, and stays shut when the lesson is cancelled', () => {
    const started = { ...lesson, startedAt: START - 30 * MINUTE };
    expect(joinPhase(started, START - 30 * MINUTE, 0)).toBe('running');
    expect(joinPhase(started, START - 30 * MINUTE - 1, 0)).toBe('before');
    expect(joinPhase({ ...started, change: 'cancelled' }, START, 0)).toBe('cancelled');
  });

  it.each([
    ['a student of the group', true, true, student],
    ['a student of another group', false, false, foreign],
    ['its teacher', true, true, teacher],
    ['another teacher', false, false, colleague],
    ['the office', false, false, office],
    ['a parent of the group', false, true, parent],
    ['a parent of another group', false, false, stranger],
  ])('lets in %s: %s, and %s where parents may join', (_who, usually, withParents, person) => {
    const children = [student, foreign];
    expect(mayJoin({ persons: [person], children }, lesson, false)).toBe(usually);
    expect(mayJoin({ persons: [person], children }, lesson, true)).toBe(withParents);
  });

  it('tells a stranger nothing of the lesson’s time, nor of its link', () => {
    const account = { channel: 'vk', id: '1' } as const;
    const member = { account, bindings: [], persons: [foreign], children: [], groups: [] };
    const rules = { earlyMinutes: 0, parentsMayJoin: false };
    for (const now of [START - HOUR, START, START + 2 * HOUR])
      expect(joinRight(member, lesson, now, rules)).toEqual({ kind: 'forbidden' });
  });
});

describe('a call’s link', () => {
  it.each([
    ['https://sferum.ru/?call_link=abc', undefined],
    ['https://vk.com/call/join/abc', undefined],
    ['https://m.vk.com/call/join/abc', undefined],
    ['http://vk.com/call/join/abc', 'not-https'],
    ['javascript:alert(1)', 'not-https'],
    ['data:text/html,x', 'not-https'],
    ['vk.com/call/join/abc', 'not-a-link'],
    ['https://vk.com/call join', 'not-a-link'],
    ['//vk.com/call', 'not-a-link'],
    [`https://vk.com/${'a'.repeat(2_000)}`, 'not-a-link'],
    ['https://vk.com.evil.test/call', 'foreign-host'],
    ['https://evilvk.com/call', 'foreign-host'],
    ['https://vk.com@evil.test/call', 'foreign-host'],
    ['https://me:pass@vk.com/call', 'foreign-host'],
    ['https://vk.com:8443/call', 'foreign-host'],
    ['https://169.254.169.254/', 'foreign-host'],
    ['https://localhost/', 'foreign-host'],
  ])('%s: %s', (link, problem) => {
    expect(linkProblem(link, CALL_HOSTS)).toBe(problem);
  });
});
