import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/sandbox/actor.js';
import { startHouse, type House } from '../support/house.js';

let house: House;
beforeAll(async () => {
  house = await startHouse({ telegram: true });
});
afterAll(() => house.stop());

const boundTo = async ({ person }: Actor): Promise<string[]> =>
  (await house.app.storage.bindings.ofAccount({ channel: 'telegram', id: String(person.id) })).map(
    ({ personId }) => personId,
  );

/** Somebody with this phone, come as far as the question for it. */
async function comesToContact(id: number, phone: string): Promise<Actor> {
  house.sandbox.telegram.world.addPerson({ id, firstName: 'Кто', lastName: 'Нибудь', phone });
  const someone = house.inTelegram(id, 'Гость');
  await someone.presses('Начать');
  await someone.expects(/Здравствуйте/);
  await someone.presses('Привязать учебный профиль VK ID');
  await someone.expects(/согласие даёт родитель/);
  await someone.presses('Продолжить');
  await someone.expects(/Напишите телефон/);
  return someone;
}

describe('somebody who shares their phone in Telegram', () => {
  it('is bound in one tap when it is their own', async () => {
    const student = await comesToContact(8_000_000_001, '+7 900 000-20-01');
    await student.presses('Поделиться моим номером');
    await student.expects(/Готово, Алексей\. Учебный профиль привязан: студент группы ИСП-24/);
    expect(await boundTo(student)).toEqual(['student:2001']);
    await student.presses('Занятия');
    await student.expects(/Математика/);
  });

  it('is asked only who they are when a mother and her son share it', async () => {
    const mother = await comesToContact(8_000_000_002, '+7 900 000-30-01');
    await mother.presses('Поделиться моим номером');
    await mother.expects(/Кто вы\?/);
    await mother.presses('Родитель Елена');
    await mother.expects(/Готово, Елена/);
    expect(await boundTo(mother)).toEqual(['parent:3001']);
  });

  it('is refused with another’s card, with a card of nobody, and with their own passed on by another', async () => {
    const guest = await comesToContact(8_000_000_003, '+7 900 000-77-77');
    const { world } = house.sandbox.telegram;
    world.sendContact(guest.person, { phone: '+79000002002', firstName: 'Виктория', userId: 8_000_000_001 });
    await guest.expects(/Это номер другого человека/);
    world.sendContact(guest.person, { phone: '+79000002002', firstName: 'Виктория' });
    await guest.expects(/Это номер другого человека/);
    expect(await boundTo(guest)).toEqual([]);
  });

  it('hears that a number of nobody in the college is none, and goes on in another way', async () => {
    const guest = await comesToContact(8_000_000_004, '+7 900 000-88-88');
    await guest.presses('Поделиться моим номером');
    await guest.expects(/Этого номера нет в списках колледжа/);
    guest.says('8 900 000-20-02');
    await guest.expects(/код уже отправлен/);
    // The field still offers the phone: it is taken here too.
    await guest.presses('Назад');
    await guest.expects(/Напишите телефон/);
    await guest.presses('Отмена');
    await guest.expects(/Отменено/);
  });

  it('is led to binding outside of the dialog, and told that it is done when it is', async () => {
    const { world } = house.sandbox.telegram;
    const guest = house.inTelegram(8_000_000_005, 'Гость');
    world.sendContact(guest.person, { phone: '+79000002002', firstName: 'Кто', userId: 8_000_000_005 });
    await guest.expects(/согласие даёт родитель/);
    const student = house.inTelegram(8_000_000_001, 'Студент');
    world.sendContact(student.person, { phone: '+79000002001', firstName: 'Кто', userId: 8_000_000_001 });
    await student.expects(/уже привязан/);
  });
});
