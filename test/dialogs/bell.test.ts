import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/sandbox/actor.js';
import { startHouse, type House } from '../support/house.js';
import { bindAs, forges, lessonId, opens, reads, stageIn, toastOf } from './cast.js';

const STARTED = /^Началось занятие/;

/** Messages of the bot that this person has got, by what they begin with. */
const got = (house: House, peer: number, pattern: RegExp): number =>
  house.world.conversation(peer).messages.filter(({ fromId, text }) => fromId < 0 && pattern.test(text))
    .length;

const sideBySide = (...people: readonly Actor[]): string =>
  people.map(({ name, transcript }) => `--- ${name}\n${transcript.text()}`).join('\n');

const snackbar = async (person: Actor, label: string): Promise<string> =>
  toastOf(await person.presses(label));

/** The toast and the teacher's own notice leave at once; which of them is first does not matter. */
const toastFirst = (transcript: string): string =>
  transcript.replace(
    /(Бот < Началось занятие(?:(?!всплывает|---)[^])*?)( +\(всплывает: Уведомление отправляется[^\n]*\n)/,
    '$2$1',
  );

describe('the bell', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
  });
  afterAll(() => house.stop());

  it('rings at the start for everyone concerned, once, and not a second before', async () => {
    // A transcript for each: who of them gets the notice first is nobody's business.
    const student = await stageIn(house).bound(701, 'Студент', 'student:2001');
    const teacher = await stageIn(house).bound(702, 'Преподаватель', 'teacher:503');
    const parent = await stageIn(house).bound(703, 'Родитель', 'parent:3001');
    const { bound } = stageIn(house);
    const other = await bound(704, 'Студент ЭК-25', 'student:2003');
    const silentParent = await bound(705, 'Родитель без напоминаний', 'parent:3002');
    parent.says('Настройки');
    await parent.expects(/Напоминания о занятиях \(Алексей\): выключены/);
    await parent.presses('Напоминать: Алексей');
    await parent.expects(/Напоминания о занятиях \(Алексей\): включены/);
    await house.clock.to('10:09');
    for (const id of [701, 702, 703]) expect(got(house, id, /занятие/)).toBe(0);
    await house.clock.to('10:10');
    await student.expects(/^Началось занятие: Математика\nГруппа ИСП-24 · Макетова М. Т. · до 11:40$/);
    await teacher.expects(STARTED);
    await parent.expectsAmong(/^У ребёнка началось дистанционное занятие: Математика/);
    await other.expects(/^Началось занятие: Экономика организации/);
    await house.app.tick();
    await house.clock.to('10:11');
    for (const id of [701, 702, 704]) expect(got(house, id, STARTED)).toBe(1);
    expect(got(house, 703, /началось/i)).toBe(1);
    expect(silentParent.unread()).toEqual([]);
    await reads(sideBySide(student, teacher, parent), 'bell.txt');
  });

  it('whoever binds within two minutes of the start is told once, later nobody', async () => {
    const { bound } = stageIn(house);
    await house.clock.to('10:11');
    const late = await bound(706, 'Второва', 'student:2002');
    house.clock.moveTo(house.clock.now() + 55_000);
    await house.app.tick();
    await late.expects(/^Началось занятие: Математика/);
    await house.app.tick();
    await house.clock.to('10:13');
    expect(got(house, 706, STARTED)).toBe(1);
  });

  it('a lesson without a link rings too, and says that the link is yet to come', async () => {
    await house.clock.to('12:10');
    const student = stageIn(house).stranger(701, 'Студент');
    await house.app.tick();
    const told = house.world.conversation(701).messages.at(-1);
    expect(told?.text).toBe(
      'Началось занятие: Физика\nГруппа ИСП-24 · Макетова М. Т. · до 13:40\nСсылка появится позже: нажмите кнопку ещё раз через несколько минут',
    );
    expect(await snackbar(student, 'Присоединиться с видео')).toMatch(/Ссылки на звонок ещё нет/);
  });

  it('whoever switched notices off hears none', async () => {
    const { transcript, stranger } = stageIn(house);
    const teacher = stranger(702, 'Преподаватель');
    teacher.says('уведомления');
    await teacher.expects(/Уведомления о начале занятий: включены/);
    await teacher.presses('Выключить уведомления');
    await teacher.expects(/Уведомления о начале занятий: выключены/);
    await teacher.presses('Включить уведомления');
    await teacher.expects(/Уведомления о начале занятий: включены/);
    await reads(transcript.text(), 'settings-teacher.txt');
  });
});

describe('a teacher', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
  });
  afterAll(() => house.stop());

  it('gives a link: bad ones are explained, a pasted invitation is understood', async () => {
    const { transcript, bound } = stageIn(house);
    const teacher = await bound(711, 'Преподаватель', 'teacher:503');
    teacher.says('Занятия');
    await teacher.presses('12:10 Физика', await teacher.expects(/Физика/));
    await teacher.expects(/Ссылки на звонок ещё нет. Дайте её кнопкой «Ссылка»/);
    await teacher.presses('Ссылка');
    await teacher.expects(/^Физика: ссылки на звонок ещё нет. Пришлите ссылку/);
    teacher.says('скоро будет');
    await teacher.expects(/Это не похоже на ссылку/);
    teacher.sends('photo');
    await teacher.expects(/Это не похоже на ссылку/);
    teacher.says('http://sferum.ru/?call_link=PHYS');
    await teacher.expects(/должна начинаться с https/);
    teacher.says('https://evil.test/sferum.ru');
    await teacher.expects(/Этот сайт не разрешён колледжем. Подходят: vk.com/);
    teacher.says(
      'Приглашаю на звонок (подробности https://college.test/help): https://sferum.ru/?call_link=PHYS.',
    );
    const saved = await teacher.expects(/Ссылка сохранена.*Физика.*Ссылка на звонок есть/s);
    expect(saved.text).not.toContain('call_link');
    const lesson = await house.app.storage.timetable.lesson(await lessonId(house, 'ИСП-24', 'Физика'));
    expect(lesson?.link).toBe('https://sferum.ru/?call_link=PHYS');
    await teacher.presses('Ссылка');
    await teacher.expects(/^Физика: ссылка на звонок уже есть, новая её заменит/);
    await teacher.presses('Отмена');
    await teacher.expects(/Отменено/);
    await reads(transcript.text(), 'teacher-link.txt');
  });

  it('«Начать сейчас», pressed three times, tells everybody once, and the bell adds nothing', async () => {
    const teacher = stageIn(house).stranger(711, 'Преподаватель');
    const student = await stageIn(house).bound(712, 'Студент', 'student:2001');
    const parent = await stageIn(house).bound(713, 'Родитель', 'parent:3001');
    await house.app.storage.bindings.setReminder(['parent:3001'], 'student:2001', true);
    teacher.says('Занятия');
    await teacher.presses('12:10 Физика', await teacher.expects(/Физика/));
    await teacher.expects(/Ссылка на звонок есть/);
    expect(await snackbar(teacher, 'Начать сейчас')).toBe('Уведомление отправляется: 3 получателя');
    const notice = await student.expects(/^Началось занятие: Физика/);
    await teacher.expects(STARTED);
    await parent.expects(/^У ребёнка началось дистанционное занятие: Физика/);
    expect(await snackbar(teacher, 'Начать сейчас')).toMatch(/Уведомление уже отправлено: 3 получателя/);
    expect(await snackbar(teacher, 'Начать сейчас')).toMatch(/Уведомление уже отправлено/);
    // The door is open from now on, hours before the bell.
    expect(await opens(student, 'Присоединиться с видео', notice)).toContain('/j/v1.');
    await house.clock.to('12:10');
    await house.app.tick();
    for (const id of [711, 712]) expect(got(house, id, /^Началось занятие: Физика/)).toBe(1);
    expect(got(house, 713, /занятие: Физика/)).toBe(1);
    await reads(toastFirst(sideBySide(teacher, student, parent)), 'teacher-start.txt');
  });

  it('neither starts nor links what is another teacher’s, nor tomorrow’s', async () => {
    await house.clock.to('08:00');
    await bindAs(house, 714, 'teacher:504');
    const { bound } = stageIn(house);
    const curator = await bound(715, 'Куратор', 'teacher:502');
    const math = await lessonId(house, 'ИСП-24', 'Математика');
    curator.says('Занятия');
    const under = await curator.expects(/Мои занятия/);
    for (const wish of ['start-lesson', 'set-link'] as const)
      expect(await forges(house, curator, { do: wish, lesson: math }, under)).toContain(
        'ведёт другой преподаватель',
      );
    expect((await house.app.storage.timetable.lesson(math))?.link).toContain('MATH');
    expect(got(house, 712, /^Началось занятие: Математика/)).toBe(0);
  });
});
