import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/sandbox/actor.js';
import type { Message } from '../../src/sandbox/types.js';
import { startHouse, type House } from '../support/house.js';
import { forges, lessonId, opens, reads, stageIn, toastOf } from './cast.js';

const JOIN = 'Присоединиться с видео';

let house: House;
const logged: string[] = [];
beforeAll(async () => {
  house = await startHouse({ onLog: (line) => logged.push(line) });
});
afterAll(() => house.stop());

/** A callback button of this payload under the very message given, as a bent client would make it. */
const forge = async (person: Actor, payload: unknown, under: Message): Promise<string> => {
  const button = {
    action: { type: 'callback' as const, label: JOIN, payload: JSON.stringify(payload) },
  };
  const answer = await person.person.pressCallback(under, button, 5_000);
  if (answer === 'timeout') return 'timeout';
  return answer.type === 'show_snackbar' ? answer.text : JSON.stringify(answer);
};

/** A message with the join button of «Математика». */
const page = async (person: Actor): Promise<Message> => {
  person.says('где математика');
  return person.expectsAmong(/^Среда.*Математика|^Четверг.*Математика/s);
};

describe('«Присоединиться с видео»', () => {
  it('answers by the minute: not begun, the page, over and the menu', async () => {
    const { transcript, bound } = stageIn(house);
    const student = await bound(601, 'Студент', 'student:2001');
    student.says('Занятия');
    const shown = await student.expects(/Математика/);
    await house.clock.to('10:09');
    expect(toastOf(await student.presses(JOIN, shown))).toBe('Дистанционное занятие еще не началось');
    await house.clock.to('10:10');
    const notice = await student.expects(/^Началось занятие: Математика/);
    const first = await opens(student, JOIN, notice);
    expect(first).toMatch(new RegExp(`^${house.url}/j/v1\\.`));
    // An older message's button is the same button.
    expect(await opens(student, JOIN, shown)).toMatch(/\/j\/v1\./);
    const open = await fetch(first);
    expect(open.status).toBe(200);
    expect(await open.text()).toContain('call_link=MATH');
    expect(open.headers.get('cache-control')).toContain('no-store');
    await house.clock.to('11:40');
    expect(toastOf(await student.presses(JOIN, notice))).toBe('Звонок завершён');
    const over = await student.expects(/Звонок завершён. Что показать дальше/);
    expect(over.keyboard?.inline).toBe(false);
    expect((await fetch(first)).status).toBe(410);
    await reads(transcript.text(), 'join-student.txt');
  });

  it('of a link opened at the last minute lives no longer than the lesson', async () => {
    await house.clock.to('11:39');
    const student = stageIn(house).stranger(601, 'Студент');
    const late = await opens(student, JOIN, await page(student));
    expect((await fetch(late)).status).toBe(200);
    await house.clock.to('11:40');
    expect((await fetch(late)).status).toBe(410);
  });

  it('is refused to whoever has no part in the lesson, whatever the hour', async () => {
    const { transcript, bound, stranger } = stageIn(house);
    await house.clock.to('10:30');
    const insider = await page(stageIn(house).stranger(601, 'Студент'));
    const foreign = await bound(602, 'Студент ЭК-25', 'student:2003');
    const guest = stranger(603, 'Гость');
    const curator = await bound(604, 'Куратор', 'teacher:502');
    const parent = await bound(605, 'Родитель', 'parent:3001');
    guest.person.allow();
    for (const time of ['08:00', '10:30', '23:00']) {
      await house.clock.to(time);
      for (const outsider of [foreign, curator, parent])
        expect(toastOf(await outsider.presses(JOIN, insider))).toBe(
          'Войти могут только участники этого занятия',
        );
      expect(toastOf(await guest.presses(JOIN, insider))).toBe('Сначала привяжите учебный профиль');
    }
    await reads(transcript.text(), 'join-strangers.txt');
    await house.clock.to('10:30');
  });

  it('of an unbound account turns to words: the link, too', async () => {
    await house.clock.to('10:30');
    const { bound } = stageIn(house);
    const student = await bound(606, 'Второва', 'student:2002');
    const mine = await page(student);
    const opened = await opens(student, JOIN, mine);
    expect((await fetch(opened)).status).toBe(200);
    await house.app.storage.bindings.unbind(house.account(606));
    const denied = await fetch(opened);
    expect(denied.status).toBe(403);
    expect(await denied.text()).not.toContain('call_link');
    expect(toastOf(await student.presses(JOIN, mine))).toBe('Сначала привяжите учебный профиль');
  });

  it('says what is wrong with a lesson: cancelled, in a room, no link yet, gone', async () => {
    const student = stageIn(house).stranger(601, 'Студент');
    await house.clock.to('12:10');
    const under = await page(student);
    const pressing = (lesson: string) => forges(house, student, { do: 'join', lesson }, under);
    const id = (subject: string, day?: string) => lessonId(house, 'ИСП-24', subject, day);
    expect(await pressing(await id('Физика'))).toBe('Ссылки на звонок ещё нет. Нажмите ещё раз чуть позже');
    expect(await pressing(await id('МДК'))).toBe('Это занятие очное, звонка нет');
    expect(await pressing(await id('Литература', '2026-11-26'))).toBe('Это занятие отменено');
    expect(await pressing('no-such-lesson')).toBe('Этого занятия больше нет в расписании.');
  });

  it('forged payloads get a word and nothing else', async () => {
    await house.clock.to('10:30');
    const foreign = stageIn(house).stranger(602, 'Студент ЭК-25');
    foreign.says('Занятия');
    const under = await foreign.expectsAmong(/Среда/);
    const math = await lessonId(house, 'ИСП-24', 'Математика');
    const hostile: unknown[] = [
      { v: 1, do: 'join', lesson: math },
      { v: 1, do: 'join', lesson: math, role: 'teacher', isAdmin: true },
      { v: 1, do: 'join', lesson: [math] },
      { v: 1, do: 'join', lesson: { $ne: null } },
      { v: 1, do: 'join', lesson: '' },
      { v: 2, do: 'join', lesson: math },
      { do: 'join', lesson: math },
      { v: 1, do: '__proto__' },
      JSON.parse('{"__proto__": {"v": 1, "do": "join", "lesson": "any"}}'),
      { v: 1, do: 'start-lesson', lesson: math },
      { v: 1, do: 'set-link', lesson: math },
      { v: 1, do: 'remind', child: 'student:2001', on: true },
      { v: 1, do: 'lesson', lesson: math },
      { v: 1, do: 'enter-chat', chat: 'group:101' },
      { v: 1, do: 'broadcast' },
      { v: 1, do: 'day', day: '2026-02-31' },
      { v: 1, do: 'join', lesson: 'x'.repeat(100_000) },
      [1, 2, 3],
    ];
    for (const payload of hostile) {
      const answer = await forge(foreign, payload, under);
      expect(answer, JSON.stringify(payload).slice(0, 60)).toMatch(
        /^(Войти могут только|Это занятие ведёт другой|Кнопка устарела|Этого (занятия|ребёнка|чата)|Это может)/,
      );
    }
    expect(await house.app.storage.timetable.lesson(math)).not.toHaveProperty('startedAt');
    // The dialog goes on.
    foreign.says('завтра');
    await foreign.expectsAmong(/Четверг, 26 ноября/);
  });

  it('no call link stands in any request to the messenger, nor in the log; the page alone carries it', () => {
    const { requests, messenger } = house.world;
    expect(requests.length).toBeGreaterThan(50);
    expect(logged.length).toBeGreaterThan(0);
    expect(logged.filter((line) => /call_link|MATH|ECON|\/j\/v1\.|математика|Первов/.test(line))).toEqual([]);
    expect(requests.filter(({ params }) => /call_link|MATH|ECON/.test(JSON.stringify(params)))).toEqual([]);
    const withPage = requests.filter(({ params }) => JSON.stringify(params).includes('/j/v1.'));
    expect(new Set(withPage.map(({ method }) => method))).toEqual(
      new Set([messenger === 'vk' ? 'messages.sendMessageEventAnswer' : 'editMessageReplyMarkup']),
    );
  });
});

describe('where the college says otherwise', () => {
  it('parents may join, and the door opens ten minutes sooner', async () => {
    const open = await startHouse({ env: { PARENTS_MAY_JOIN: 'да', JOIN_EARLY_MIN: '10' } });
    try {
      const { bound } = stageIn(open);
      const parent = await bound(611, 'Родитель', 'parent:3001');
      const teacher = await bound(612, 'Преподаватель', 'teacher:503');
      const mother = await bound(613, 'Чужой родитель', 'parent:3002');
      parent.says('Занятия');
      const shown = await parent.expects(/Математика/);
      await open.clock.to('09:59');
      expect(toastOf(await parent.presses(JOIN, shown))).toBe('Дистанционное занятие еще не началось');
      await open.clock.to('10:00');
      expect(await opens(parent, JOIN, shown)).toContain('/j/');
      expect(await opens(teacher, JOIN, shown)).toContain('/j/');
      parent.says('экономика');
      const economics = await parent.expects(/Экономика/);
      expect(await opens(parent, JOIN, economics)).toContain('/j/');
      expect(toastOf(await mother.presses(JOIN, economics))).toBe(
        'Войти могут только участники этого занятия',
      );
    } finally {
      await open.stop();
    }
  });
});
