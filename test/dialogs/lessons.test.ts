import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/sandbox/actor.js';
import type { Message } from '../../src/sandbox/types.js';
import { startHouse, type House } from '../support/house.js';
import { reads, stageIn } from './cast.js';

let house: House;
beforeAll(async () => {
  house = await startHouse();
});
afterAll(() => house.stop());

const labels = (message: Message): string[] =>
  message.keyboard?.buttons.flat().map(({ action }) => ('label' in action ? action.label : '')) ?? [];

/** Asks and takes the answer. */
const ask = async (person: Actor, words: string, answer: RegExp): Promise<Message> => {
  person.says(words);
  return person.expects(answer);
};

describe('«Занятия» of a student', () => {
  it('opens on today and goes back, forth, to the week and to a lesson', async () => {
    const { transcript, bound } = stageIn(house);
    const student = await bound(501, 'Студент', 'student:2001');
    await ask(student, 'Занятия', /Среда, 25 ноября · ИСП-24\n1\. 8:30–10:00 МДК.01.01/);
    await student.presses('Чт ▶');
    await student.expects(/Четверг, 26 ноября.*Литература \(отменено\)/s);
    await student.presses('Пт ▶');
    const empty = await student.expects(/Пятница, 27 ноября · ИСП-24\nЗанятий нет\.$/);
    expect(labels(empty)).toEqual(['◀ Чт', 'Сегодня', 'Сб ▶', 'Неделя']);
    await student.presses('Сегодня');
    await student.expects(/Среда, 25 ноября/);
    await student.presses('◀ Вт');
    await student.expects(/Вторник, 24 ноября.*Занятий нет.*Ближайшее занятие: среда, 25 ноября\n1\. 8:30/s);
    await student.presses('Неделя');
    await student.expects(/Неделя 23 ноября — 29 ноября · ИСП-24.*Среда, 25 ноября.*Четверг, 26 ноября/s);
    await student.presses('Ср, 25');
    await student.expects(/Среда, 25 ноября/);
    await student.presses('12:10 Физика');
    const card = await student.expects(/Физика.*12:10–13:40.*Группа: ИСП-24.*Преподаватель: Макетова М. Т./s);
    expect(labels(card)).toEqual(['Присоединиться с видео', 'Назад']);
    await student.presses('Назад');
    await student.expects(/Среда, 25 ноября/);
    await reads(transcript.text(), 'lessons-student.txt');
  });

  it('questions in words get narrow answers', async () => {
    const { transcript, bound } = stageIn(house);
    const student = await bound(502, 'Студент', 'student:2002');
    await ask(student, 'что сейчас?', /Сейчас занятий нет.*Следующее занятие: среда, 25 ноября\n1\. 8:30/s);
    await ask(student, 'Следующая', /^Следующее занятие: среда, 25 ноября\n1\. 8:30[^\n]*$/);
    await ask(student, 'во сколько первая', /^Первое занятие: среда, 25 ноября\n1\. 8:30[^\n]*$/);
    const physics = await ask(student, 'где физика', /^Среда, 25 ноября\n3\. 12:10–13:40 Физика[^\n]*$/);
    expect(labels(physics)).toEqual(['Присоединиться с видео', 'Весь день']);
    await ask(student, 'математику', /^Среда, 25 ноября\n2\. 10:10–11:40 Математика[^\n]*$/);
    await ask(student, 'во сколько завтра', /^Первое занятие: четверг, 26 ноября\n1\. 8:30[^\n]*$/);
    await ask(student, 'когда каникулы', /Такого предмета в ближайшие две недели нет/);
    await ask(student, 'где пятница', /Пятница, 27 ноября/);
    await ask(student, 'завтра', /Четверг, 26 ноября/);
    await ask(student, '25.11', /Среда, 25 ноября/);
    await ask(student, '26 ноября', /Четверг, 26 ноября/);
    await ask(student, 'расписание на следующую неделю', /Неделя 30 ноября — 6 декабря.*Занятий нет/s);
    await reads(transcript.text(), 'lessons-words.txt');
  });

  it('the answer follows the hour', async () => {
    const { transcript, bound } = stageIn(house);
    const student = await bound(503, 'Студент', 'student:2003');
    await house.clock.to('10:09');
    await ask(student, 'что сейчас', /Сейчас занятий нет/);
    await ask(student, 'во сколько первая', /среда, 25 ноября/);
    await house.clock.to('10:10');
    await student.expectsAmong(/Началось занятие: Экономика организации/);
    await ask(student, 'что сейчас', /^Сейчас\n2\. 10:10–11:40 Экономика организации/);
    await ask(student, 'Занятия', /Экономика организации.*идёт сейчас/);
    await house.clock.to('11:40');
    await ask(student, 'что сейчас', /Сейчас занятий нет/);
    await ask(student, 'следующая', /Ближайших занятий в расписании нет/);
    await ask(student, 'во сколько первая', /Ближайших занятий в расписании нет/);
    await reads(transcript.text(), 'lessons-hours.txt');
    await house.clock.to('08:00');
  });

  it('words that mean nothing get a few buttons that lead on', async () => {
    const { bound } = stageIn(house);
    const student = await bound(504, 'Студент');
    const lost = await ask(student, 'абракадабра', /Не понял вас/);
    expect(labels(lost)).toEqual(['Привязать учебный профиль VK ID', 'Помощь']);
    const knownStudent = stageIn(house).stranger(502, 'Студент');
    const known = await ask(knownStudent, 'абракадабра', /Не понял вас/);
    expect(labels(known)).toEqual(['Занятия', 'Чаты', 'Помощь']);
    await ask(knownStudent, 'помощь', /Можно нажимать кнопки или писать словами/);
    await ask(knownStudent, '31.02', /Не понял вас/);
    await ask(knownStudent, '01.01.2099', /Так далеко расписания нет/);
  });
});

describe('«Занятия» of others', () => {
  it('a teacher sees the groups; a curator also the group looked after', async () => {
    const { transcript, bound } = stageIn(house);
    const teacher = await bound(511, 'Преподаватель', 'teacher:502');
    const own = await ask(teacher, 'Занятия', /Среда, 25 ноября · Мои занятия\n1\. .* — каб\. 305, ИСП-24$/);
    expect(labels(own)).toContain('ИСП-24');
    await teacher.presses('ИСП-24');
    await teacher.expects(/Среда, 25 ноября · ИСП-24.*Математика/s);
    await teacher.presses('10:10 Математика');
    const card = await teacher.expects(/Математика/);
    expect(labels(card)).not.toContain('Начать сейчас');
    await teacher.presses('Назад');
    await teacher.expects(/Среда, 25 ноября · ИСП-24/);
    // What is next is one's own lesson, not the group's.
    await ask(teacher, 'следующая', /^Следующее занятие: среда, 25 ноября\n1\. 8:30–10:00 МДК/);
    await reads(transcript.text(), 'lessons-teacher.txt');
  });

  it('a parent of two sees each child, and hears whose lesson it is', async () => {
    const { transcript, bound } = stageIn(house);
    const parent = await bound(512, 'Родитель', 'parent:3001');
    const first = await ask(parent, 'Занятия', /Среда, 25 ноября · Алексей, ИСП-24/);
    expect(labels(first)).toContain('Глеб, ЭК-25');
    await parent.presses('Глеб, ЭК-25');
    await parent.expects(/Среда, 25 ноября · Глеб, ЭК-25\n2\. 10:10–11:40 Экономика организации/);
    await parent.presses('10:10 Экономика организации');
    await parent.expects(/Экономика организации/);
    await parent.presses('Назад');
    await parent.expects(/Среда, 25 ноября · Глеб, ЭК-25/);
    await parent.presses('Чт ▶');
    await parent.expects(/Четверг, 26 ноября · Глеб, ЭК-25/);
    const words = await ask(parent, 'во сколько первая', /среда, 25 ноября · Алексей, ИСП-24\n1\. 8:30/);
    expect(words.text).toMatch(/\n\nПервое занятие: среда, 25 ноября · Глеб, ЭК-25\n2\. 10:10/);
    await ask(parent, 'экономика', /^Среда, 25 ноября · Глеб, ЭК-25\n2\. 10:10/);
    await reads(transcript.text(), 'lessons-parent.txt');
  });

  it('every section of someone not bound leads to binding', async () => {
    const { transcript, stranger } = stageIn(house);
    const guest = stranger(521, 'Гость');
    for (const words of ['Занятия', 'Чаты', 'Настройки', 'завтра', 'что сейчас', 'где физика']) {
      const answer = await ask(guest, words, /открывается после привязки учебного профиля/);
      expect(labels(answer)).toEqual(['Привязать учебный профиль VK ID']);
    }
    await ask(guest, 'меню', /после привязки/);
    await ask(guest, 'помощь', /показывает занятия и чаты/);
    await ask(guest, 'отменить привязку', /не привязан, отменять нечего/);
    await reads(transcript.text(), 'lessons-guest.txt');
  });
});
