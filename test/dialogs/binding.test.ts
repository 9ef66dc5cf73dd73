import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHouse, type House } from '../support/house.js';
import { comesToContact, entersCode, reads, stageIn } from './cast.js';

let house: House;
beforeAll(async () => {
  house = await startHouse();
});
afterAll(() => house.stop());

describe('whoever the college knows', () => {
  it('a student is led through binding from «Начать» to the menu', async () => {
    const { transcript, stranger } = stageIn(house);
    const student = stranger(201, 'Студент');
    await student.presses('Начать');
    await student.expects(/Чтобы начать, один раз привяжите учебный профиль/);
    await student.presses('Привязать учебный профиль VK ID');
    await student.expects(/согласие даёт родитель/);
    await student.presses('Продолжить');
    await student.expects(/Напишите телефон или электронную почту/);
    await entersCode(house, student, '8 (900) 000-20-01');
    await student.expects(/создайте его/);
    await student.presses('Создать учебный профиль');
    await student.expects(/фамилию и имя/);
    student.says('первов алексей');
    await student.expects(/дату рождения/);
    student.says('10.01.2008');
    await student.expects(/Готово, Алексей. Учебный профиль привязан: студент группы ИСП-24/);
    await student.presses('Занятия');
    await student.expects(/Математика/);
    await reads(transcript.text(), 'binding-student.txt');
  });

  it('a teacher is bound by e-mail, typing everything instead of pressing', async () => {
    const { transcript, stranger } = stageIn(house);
    const teacher = stranger(202, 'Преподаватель');
    teacher.says('  /START ');
    await teacher.expects(/привяжите учебный профиль/);
    teacher.says('привязать');
    await teacher.expects(/согласие даёт родитель/);
    teacher.says('продолжить');
    await teacher.expects(/Напишите телефон или электронную почту/);
    teacher.says('Etalonov@College.Test');
    await teacher.expects(/Если этот контакт есть в списках/);
    const code = house.lastCode();
    teacher.says(`${code.slice(0, 3)} ${code.slice(3)}`);
    await teacher.expects(/создайте его/);
    teacher.says('создать учебный профиль');
    await teacher.expects(/фамилию и имя/);
    teacher.says('Олег Эталонов');
    await teacher.expects(/Готово, Олег. Учебный профиль привязан: преподаватель/);
    await reads(transcript.text(), 'binding-teacher.txt');
  });

  it('a shared phone is asked whose it is, by role and first name only, and nothing more is said', async () => {
    const { transcript, stranger } = stageIn(house);
    const parent = stranger(203, 'Родитель');
    await comesToContact(parent);
    await entersCode(house, parent, '89000003001');
    const who = await parent.expects(/Кто вы/);
    expect(who.text).not.toMatch(/Первов|Третьев|ЭК-25|ИСП-24/);
    expect(who.keyboard?.buttons.flat().map(({ action }) => ('label' in action ? action.label : ''))).toEqual(
      ['Родитель Елена', 'Студент Глеб', 'Назад', 'Отмена'],
    );
    await parent.presses('Студент Глеб');
    await parent.expects(/создайте его/);
    // A slip of the finger: back to the choice, without a new code.
    await parent.presses('Назад');
    await parent.expects(/Кто вы/);
    await parent.presses('Родитель Елена');
    await parent.expects(/создайте его/);
    await parent.presses('Создать учебный профиль');
    await parent.expects(/фамилию и имя/);
    parent.says('Первова Елена');
    await parent.expects(
      /Готово, Елена.*родитель \(Алексей, группа ИСП-24; Глеб, группа ЭК-25\).*Напоминания о занятиях детей/s,
    );
    await reads(transcript.text(), 'binding-parent.txt');
  });

  it('the child on that phone binds in an account of its own', async () => {
    await house.clock.to('08:05');
    const { stranger } = stageIn(house);
    const child = stranger(204, 'Глеб');
    await comesToContact(child);
    await entersCode(house, child, '+7 (900) 000‑30‑01');
    await child.expects(/Кто вы/);
    child.says('глеб');
    await child.expects(/создайте его/);
    await child.presses('Создать учебный профиль');
    await child.expects(/фамилию и имя/);
    child.says('ТРЕТЬЕВ  ГЛЕБ');
    await child.expects(/Готово, Глеб. Учебный профиль привязан: студент группы ЭК-25/);
  });

  it('one human who teaches and is a parent is bound in both roles at once', async () => {
    const { transcript, stranger } = stageIn(house);
    const both = stranger(205, 'Макетова');
    await comesToContact(both);
    await entersCode(house, both, '+7 900 000 05 03');
    await both.expects(/создайте его/);
    await both.presses('Создать учебный профиль');
    await both.expects(/фамилию и имя/);
    both.says('Макетова Мария');
    await both.expects(/преподаватель и родитель \(Виктория, группа ИСП-24\)/);
    await reads(transcript.text(), 'binding-two-roles.txt');
  });

  it('whoever is bound is told so, and may add a role or a child', async () => {
    await house.clock.to('09:20');
    const { transcript, stranger } = stageIn(house);
    const student = stranger(201, 'Студент');
    student.says('Начать');
    await student.expects(/Здравствуйте, Алексей/);
    student.says('Привязать учебный профиль VK ID');
    await student.expects(/уже привязан.*Второй раз привязывать не нужно/s);
    await student.presses('Добавить роль или ребёнка');
    await student.expects(/согласие даёт родитель/);
    await student.presses('Продолжить');
    await student.expects(/Напишите телефон/);
    await entersCode(house, student, '9000000502');
    // A learning profile is there already: straight to the name.
    await student.expects(/фамилию и имя/);
    student.says('Шаблонов Павел Примерович');
    await student.expects(/студент группы ИСП-24 и преподаватель/);
    await reads(transcript.text(), 'binding-second-role.txt');
  });

  it('a second account with the right code hears whom to ask, the first hears of the attempt and stays', async () => {
    await house.clock.to('10:00');
    const { transcript, stranger } = stageIn(house);
    const holder = stranger(201, 'Студент');
    const other = stranger(206, 'Другой');
    await comesToContact(other);
    await entersCode(house, other, '89000002001');
    await other.expects(/уже привязана к другому аккаунту/);
    await holder.expects(/попробовали привязать другой аккаунт. Ваша привязка осталась/);
    const held = await house.app.storage.bindings.ofPersons(['student:2001']);
    expect(held.map(({ account }) => account.id)).toEqual(['201']);
    await reads(transcript.text(), 'binding-taken.txt');
  });
});
