import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actor, type Actor } from '../../src/sandbox/actor.js';
import { startHouse, type House } from '../support/house.js';
import { at, comesToContact, entersCode, itInVk, printCode, reads, stageIn } from './cast.js';

let house: House;
beforeAll(async () => {
  house = await startHouse();
});
afterAll(() => house.stop());

const holdersOf = async (personId: string): Promise<string[]> =>
  (await house.app.storage.bindings.ofPersons([personId])).map(({ account }) => account.id);

describe('a printed code', () => {
  it('opened by its QR binds after one press, without a word typed', async () => {
    await printCode(house, 'ACDE2346', 'student:2001');
    const { transcript, stranger } = stageIn(house);
    const student = stranger(401, 'Студент');
    student.opensRef('ACDE2346');
    await student.expects(/согласие даёт родитель/);
    expect(await holdersOf('student:2001')).toEqual([]);
    await student.presses('Продолжить');
    await student.expects(/Готово, Алексей/);
    expect(await holdersOf('student:2001')).toEqual(['401']);
    // Opened once more by mistake: no second binding, no questions.
    student.opensRef('ACDE2346');
    await student.expects(/согласие даёт родитель/);
    await student.presses('Продолжить');
    await student.expects(/Учебный профиль уже привязан: студент группы ИСП-24/);
    await reads(transcript.text(), 'invite-qr.txt');
  });

  it('is typed in any case, with spaces and with Cyrillic letters of the same look', async () => {
    await printCode(house, 'HKMN4679', 'teacher:502');
    const { transcript, stranger } = stageIn(house);
    const teacher = stranger(402, 'Преподаватель');
    await comesToContact(teacher);
    teacher.says('нкмn 467');
    await teacher.expects(/не похоже на телефон, почту или код/);
    teacher.says('нкмn 4679');
    await teacher.expects(/Готово, Павел/);
    await reads(transcript.text(), 'invite-typed.txt');
  });

  it('used, late and invented ones sound alike, and the phone is still a way', async () => {
    await printCode(house, 'QRTV7777', 'student:2002');
    const { transcript, stranger } = stageIn(house);
    const person = stranger(403, 'Второва');
    await comesToContact(person);
    person.says('ACDE2346');
    const used = await person.expects(/Код с листка не подошёл/);
    person.says('WXYA9999');
    const invented = await person.expects(/Код с листка не подошёл/);
    house.clock.moveTo(at('08:00', '2026-11-26') + 60_000);
    person.says('начать');
    await person.expectsAmong(/привяжите учебный профиль/);
    await comesToContact(person);
    person.says('qrtv7777');
    const late = await person.expects(/Код с листка не подошёл/);
    expect([invented.text, late.text]).toEqual([used.text, used.text]);
    await entersCode(house, person, '89000002002');
    await person.expects(/создайте его/);
    expect(await holdersOf('student:2002')).toEqual([]);
    await reads(transcript.text(), 'invite-wrong.txt');
  });

  it('of a record bound elsewhere is not used up, and its holder hears of the attempt', async () => {
    await printCode(house, 'FGHJ2222', 'student:2001');
    const { stranger } = stageIn(house);
    const holder = stranger(401, 'Студент');
    const other = stranger(404, 'Другой');
    other.opensRef('FGHJ2222');
    await other.presses('Продолжить', await other.expects(/согласие/));
    await other.expects(/уже привязана к другому аккаунту/);
    await holder.expects(/попробовали привязать/);
    expect(await holdersOf('student:2001')).toEqual(['401']);
  });

  it('of two accounts that open it at once exactly one is bound', async () => {
    await printCode(house, 'PQRT3333', 'teacher:504');
    const rivals = [stageIn(house).stranger(405, 'Один'), stageIn(house).stranger(406, 'Другой')];
    for (const rival of rivals) {
      rival.opensRef('PQRT3333');
      await rival.expects(/согласие/);
    }
    for (const rival of rivals) rival.says('Продолжить');
    // The one who was bound may hear of the other's attempt before the own welcome.
    const heard = await Promise.all(
      rivals.map(async (rival) => (await rival.expectsAmong(/^Готово, Олег|уже привязана|не подошёл/)).text),
    );
    expect(heard.filter((text) => text.startsWith('Готово, Олег'))).toHaveLength(1);
    expect(heard.filter((text) => /уже привязана|не подошёл/.test(text))).toHaveLength(1);
    expect(await holdersOf('teacher:504')).toHaveLength(1);
  });

  it('a link of another kind is an ordinary beginning', async () => {
    const visitor = stageIn(house).stranger(407, 'Гость');
    visitor.opensRef('из рекламы');
    await visitor.expects(/Здравствуйте, это бот колледжа/);
  });
});

describe('the way out', () => {
  /** Walks to a step; every step is left by «Отмена» and led back from by «Назад». */
  const toConsent = async (person: Actor) => {
    person.says('привязать');
    await person.expects(/согласие/);
  };
  const toCode = async (person: Actor) => {
    await comesToContact(person);
    person.says('89000003001');
    await person.expects(/Если этот контакт/);
  };

  it('«Отмена» leaves any step, and the menu is there', async () => {
    await house.clock.to('10:00', '2026-11-27');
    const { stranger } = stageIn(house);
    const person = stranger(411, 'Гость');
    const steps = [toConsent, comesToContact, toCode];
    for (const walk of steps) {
      await walk(person);
      await person.presses('Отмена');
      const left = await person.expects(/Отменено/);
      expect(left.keyboard?.inline).toBe(false);
    }
  });

  it('«Назад» leads a step back, by button or typed, and out of the first one', async () => {
    await house.clock.to('12:00', '2026-11-27');
    const { transcript, stranger } = stageIn(house);
    const person = stranger(412, 'Родитель');
    await toCode(person);
    person.says('назад');
    await person.expects(/Напишите телефон/);
    await person.presses('Назад');
    await person.expects(/согласие/);
    person.says('Назад');
    await person.expects(/Отменено/);
    await reads(transcript.text(), 'binding-back.txt');
  });

  it('past the code too: to the choice, to another phone, out', async () => {
    await house.clock.to('14:00', '2026-11-27');
    const person = stageIn(house).stranger(413, 'Родитель');
    await comesToContact(person);
    await entersCode(house, person, '89000003001');
    await person.expects(/Кто вы/);
    person.sends('voice');
    await person.expects(/Кто вы/);
    await person.presses('Родитель Елена');
    await person.presses('Создать учебный профиль', await person.expects(/создайте его/));
    await person.expects(/фамилию и имя/);
    await person.presses('Назад');
    await person.expects(/Кто вы/);
    await person.presses('Назад');
    await person.expects(/Напишите телефон/);
    await person.presses('Отмена');
    await person.expects(/Отменено/);
    expect(await holdersOf('parent:3001')).toEqual([]);
  });

  itInVk('the keyboard of this question speaks in words elsewhere')(
    'fifteen minutes of silence close what was begun, said at the next word; a press does not hide it',
    async () => {
      await house.clock.to('15:30', '2026-11-27');
      const { transcript, stranger } = stageIn(house);
      const person = stranger(414, 'Студент');
      await comesToContact(person);
      house.clock.moveTo(house.clock.now() + 15 * 60_000 + 1_000);
      person.says('89000002002');
      await person.expects(/Прошло больше 15 минут.*Не понял вас/s);
      await comesToContact(person);
      house.clock.moveTo(house.clock.now() + 14 * 60_000);
      person.says('что-то не то');
      await person.expects(/не похоже на телефон/);
      house.clock.moveTo(house.clock.now() + 16 * 60_000);
      await person.presses('Отмена');
      await person.expects(/Прошло больше 15 минут.*кнопка устарела/s);
      await reads(transcript.text(), 'binding-silence.txt');
    },
  );

  it('«Помощь» in the middle is answered and ends nothing; a section does', async () => {
    await house.clock.to('18:00', '2026-11-27');
    const person = stageIn(house).stranger(415, 'Гость');
    await comesToContact(person);
    person.says('помощь');
    await person.expects(/Можно нажимать кнопки/);
    person.says('89000003001');
    await person.expects(/Если этот контакт/);
    person.says('Занятия');
    await person.expects(/после привязки/);
    person.says(house.lastCode());
    await person.expects(/Не понял вас/);
  });

  it('whoever is bound and walks away from adding a role stays bound', async () => {
    const student = actor(house, 401, { name: 'Студент' });
    student.says('Добавить роль или ребёнка');
    await student.expects(/согласие/);
    await student.presses('Отмена');
    const left = await student.expects(/Отменено/);
    expect(JSON.stringify(left.keyboard)).toContain('Занятия');
    expect(await holdersOf('student:2001')).toEqual(['401']);
  });
});
