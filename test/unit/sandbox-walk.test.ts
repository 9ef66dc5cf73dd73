import { describe, expect, it } from 'vitest';
import {
  type StudentFacts,
  viewWalk,
  WALK_START,
  type WalkEvent,
  walkAfter,
} from '../../src/sandbox/page/walk.js';

const NOON = Date.parse('2026-11-25T12:00:00+03:00');
const JOIN = 'Присоединиться с видео';
const BIND = 'Привязать учебный профиль VK ID';
const BELL: WalkEvent = { type: 'told', userId: 1, at: NOON + 60_000, labels: [JOIN] };

const doneAfter = (...events: readonly WalkEvent[]) =>
  viewWalk(events.reduce(walkAfter, WALK_START), undefined).done;

const student: StudentFacts = {
  pane: 'Студент',
  fullName: 'Первов Алексей Тестович',
  birthDate: '2007-02-04',
  phone: '+7 900 000-00-01',
  said: [],
  labels: [],
};
const hint = (facts: Partial<StudentFacts>) => {
  const { bind } = viewWalk(WALK_START, { ...student, ...facts }).hints;
  return bind && `${bind.act}: ${bind.what}`;
};

describe('a visitor on the walk', () => {
  it('has a step ticked off by what happened, in whatever order and whoever did it', () => {
    expect(doneAfter()).toEqual([]);
    expect(doneAfter({ type: 'bound', kind: 'student' })).toEqual(['bind']);
    expect(doneAfter({ type: 'bound', kind: 'parent' }, { type: 'entered' })).toEqual(['others', 'chat']);
    expect(doneAfter(BELL, { type: 'bound', kind: 'student' })).toEqual(['bell', 'bind']);
  });

  it('has heard the bell when a notice comes, not when an answer to their own word has the same button', () => {
    const asked: WalkEvent = { type: 'acted', userId: 1, at: NOON + 59_000 };
    expect(doneAfter(asked, BELL)).toEqual([]);
    expect(doneAfter({ ...asked, userId: 2 }, BELL)).toEqual(['bell']);
    expect(doneAfter({ ...asked, at: NOON }, BELL)).toEqual(['bell']);
    expect(doneAfter({ ...BELL, labels: ['Чаты'] })).toEqual([]);
  });

  it('has joined when the bot opened a lesson, not a chat', () => {
    expect(doneAfter({ type: 'opened', link: 'https://vk.me/join/abc' })).toEqual([]);
    expect(doneAfter({ type: 'opened', link: 'http://127.0.0.1:3000/j/v1.abc' })).toEqual(['bell', 'join']);
  });

  it('is told what to press and type at each turn of the binding', () => {
    expect(hint({})).toBe('press: Начать');
    expect(hint({ said: ['Начать'], labels: [BIND, 'Помощь'] })).toBe(`press: ${BIND}`);
    const begun = ['Начать', BIND];
    expect(hint({ said: begun, labels: ['Продолжить', BIND] })).toBe('press: Продолжить');
    const agreed = [...begun, 'Продолжить'];
    expect(hint({ said: agreed, labels: ['Назад', BIND] })).toBe('type: +7 900 000-00-01');
    const phoned = [...agreed, '8 (900) 000-00-01'];
    expect(hint({ said: phoned })).toBeUndefined();
    expect(hint({ said: phoned, code: '123456' })).toBe('type: 123456');
    const coded = [...phoned, '123 456'];
    expect(hint({ said: coded, code: '123456', labels: ['Создать учебный профиль'] })).toBe(
      'press: Создать учебный профиль',
    );
    const named = [...coded, 'Создать учебный профиль'];
    expect(hint({ said: named, code: '123456' })).toBe('type: Первов Алексей Тестович');
    expect(hint({ said: [...named, 'первов алексей'], code: '123456' })).toBe('type: 04.02.2007');
    expect(hint({ said: [...named, 'первов алексей', '04.02.2007'], code: '123456' })).toBeUndefined();
  });

  it('is led anew when they begin the binding once more', () => {
    const said = ['Начать', BIND, 'Продолжить', '89000000001', 'Отмена', BIND];
    expect(hint({ said, labels: ['Продолжить'] })).toBe('press: Продолжить');
    expect(hint({ said: [...said, 'Продолжить'], labels: [] })).toBe('type: +7 900 000-00-01');
  });

  it('is not sent to a step that is done', () => {
    const walk = walkAfter(WALK_START, { type: 'bound', kind: 'student' });
    const { hints } = viewWalk(walk, { ...student, labels: ['Группа ИСП-24'] });
    expect(hints.bind).toBeUndefined();
    expect(hints.chat?.what).toBe('Группа ИСП-24');
    expect(hints.bell).toEqual({ pane: null, act: 'press', what: 'К началу пары' });
  });
});
