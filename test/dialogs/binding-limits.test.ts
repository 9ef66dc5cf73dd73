import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/sandbox/actor.js';
import { drawMessage } from '../../src/sandbox/transcript.js';
import { startHouse, type House } from '../support/house.js';
import { comesToContact, entersCode, reads, stageIn } from './cast.js';

let house: House;
beforeAll(async () => {
  house = await startHouse();
});
afterAll(() => house.stop());

const WRONG = '000000';
const wrongFor = (code: string): string => (code === WRONG ? '111111' : WRONG);

/** What the bot shows, with every button. */
const hears = async (person: Actor): Promise<string> => drawMessage(await person.expects(/./));

describe('a stranger learns nothing', () => {
  it('known, unknown and bound phones look alike up to the right code', async () => {
    const { transcript, stranger } = stageIn(house);
    await bindStudent(stranger(301, 'Хозяин'));
    await house.clock.to('08:30');
    const phones = ['+7 900 000-20-02', '+7 900 000-99-99', '+7 900 000-20-01'];
    const heard: string[][] = [];
    for (const [index, phone] of phones.entries()) {
      const person = index === 1 ? stranger(303, 'Чужой') : stageIn(house).stranger(302 + index, 'Кто-то');
      const lines: string[] = [];
      await comesToContact(person);
      person.says(phone);
      lines.push(await hears(person));
      await person.presses('Отправить код ещё раз');
      lines.push(await hears(person));
      for (let guess = 0; guess < 6; guess += 1) {
        const right = house.codes.at(-1)?.text ?? '';
        person.says(right.includes(WRONG) ? '111111' : WRONG);
        lines.push(await hears(person));
      }
      heard.push(lines);
    }
    expect(heard[1]).toEqual(heard[0]);
    expect(heard[2]).toEqual(heard[0]);
    expect(heard[0]?.[6]).toMatch(/попытки закончились/);
    expect(heard[0]?.[7]).toMatch(/не подошёл или устарел\. Проверьте/);
    await reads(transcript.text(), 'binding-unknown-phone.txt');
  });

  async function bindStudent(person: Actor): Promise<void> {
    await comesToContact(person);
    await entersCode(house, person, '89000002001');
    await person.presses('Создать учебный профиль', await person.expects(/создайте его/));
    await person.expects(/фамилию и имя/);
    person.says('Первов Алексей');
    await person.expects(/дату рождения/);
    person.says('10 января 2008 г.');
    await person.expects(/Готово, Алексей/);
  }
});

describe('a code', () => {
  it('wrong, late, used and foreign ones sound alike; words and stickers are no tries', async () => {
    await house.clock.to('11:00');
    const { transcript, stranger } = stageIn(house);
    const person = stranger(311, 'Второва');
    await comesToContact(person);
    person.says('8-900-000-20-02');
    await person.expects(/Если этот контакт/);
    const code = house.lastCode();
    person.says(wrongFor(code));
    await person.expects(/Код не подошёл или устарел/);
    person.sends('sticker');
    await person.expects(/Нужен код: 6 цифр/);
    person.says('не приходит');
    await person.expects(/Нужен код: 6 цифр/);
    person.says('12345');
    await person.expects(/Нужен код: 6 цифр/);

    // A code of this phone in another account's hands is no code.
    const thief = stageIn(house).stranger(312, 'Чужой');
    await comesToContact(thief);
    thief.says('8-900-000-20-02');
    await thief.expects(/Если этот контакт/);
    thief.says(code);
    await thief.expects(/Код не подошёл или устарел/);

    // Five minutes and a second later it is late.
    house.clock.moveTo(house.clock.now() + 5 * 60_000 + 1_000);
    person.says(code);
    await person.expects(/Код не подошёл или устарел/);
    await person.presses('Отправить код ещё раз');
    await person.expects(/Если этот контакт/);
    const fresh = house.lastCode();
    expect(fresh).not.toBe(code);
    person.says(` ${fresh.slice(0, 2)} ${fresh.slice(2, 4)}-${fresh.slice(4)} `);
    await person.expects(/создайте его/);
    // Used up: back at the phone, within the minute, the same digits fit no more.
    await person.presses('Назад');
    await person.expects(/Напишите телефон/);
    person.says('8-900-000-20-02');
    await person.expects(/Если этот контакт/);
    person.says(fresh);
    await person.expects(/Код не подошёл или устарел/);
    await reads(transcript.text(), 'binding-codes.txt');
  });

  it('within the minute no second one is sent, the answer is the same and the first stays good', async () => {
    await house.clock.to('13:00');
    const person = stageIn(house).stranger(313, 'Шаблонов');
    await comesToContact(person);
    person.says('+79000000502');
    const first = drawMessage(await person.expects(/Если этот контакт/));
    const sent = house.codes.length;
    house.clock.moveTo(house.clock.now() + 50_000);
    await person.presses('Отправить код ещё раз');
    expect(drawMessage(await person.expects(/./))).toBe(first);
    expect(house.codes).toHaveLength(sent);
    person.says(house.lastCode());
    await person.expects(/создайте его/);
  });

  it('a sixth start within the hour waits, and says how long', async () => {
    await house.clock.to('15:00');
    const person = stageIn(house).stranger(314, 'Кто-то');
    await comesToContact(person);
    for (let start = 0; start < 5; start += 1) {
      person.says(`+7 900 000-88-0${start}`);
      await person.expects(/Если этот контакт/);
      await person.presses('Назад');
      await person.expects(/Напишите телефон/);
    }
    person.says('+7 900 000-88-09');
    await person.expects(/Слишком много попыток. Попробуйте через 60 минут/);
    house.clock.moveTo(house.clock.now() + 60 * 60_000);
    person.says('/start');
    await person.expectsAmong(/привяжите учебный профиль/);
    await comesToContact(person);
    person.says('+7 900 000-88-09');
    await person.expects(/Если этот контакт/);
  });
});

describe('about oneself', () => {
  it('two mistakes are forgiven, the third ends it and tells whom to ask', async () => {
    await house.clock.to('17:00');
    const { transcript, stranger } = stageIn(house);
    const person = stranger(321, 'Второва');
    await comesToContact(person);
    await entersCode(house, person, '8 900 000 20 02');
    await person.presses('Создать учебный профиль', await person.expects(/создайте его/));
    await person.expects(/фамилию и имя/);
    person.sends('photo');
    await person.expects(/Картинки я не смотрю/);
    person.says('Вторая Виктория');
    await person.expects(/Не совпадает с записью/);
    person.says('ВТОРОВА виктория');
    await person.expects(/дату рождения/);
    person.says('вчера');
    await person.expects(/не похоже на дату/);
    person.says('12.02.2008');
    await person.expects(/Не совпадает с записью/);
    person.says('11.02.2007');
    await person.expects(/привязка остановлена/);
    person.says('11.02.2008');
    await person.expects(/после привязки учебного профиля/);
    expect(await house.app.storage.bindings.ofPersons(['student:2002'])).toEqual([]);
    await reads(transcript.text(), 'binding-mistakes.txt');
  });
});
