import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountRef } from '../../src/domain/people.js';
import type { Actor } from '../../src/sandbox/actor.js';
import { startHouse, type House } from '../support/house.js';
import { bindAs } from './cast.js';

const PHONE = '+7 900 000-20-01';
let house: House;
let inVk: Actor;
let inTelegram: Actor;

beforeAll(async () => {
  house = await startHouse({ telegram: true });
  inVk = house.person(901, 'Алексей в VK');
  inVk.person.allow();
  await bindAs(house, 901, 'student:2001');
  house.sandbox.telegram.world.addPerson({ id: 9_000_000_001, firstName: 'А', lastName: 'П', phone: PHONE });
  inTelegram = house.inTelegram(9_000_000_001, 'Алексей в Telegram');
});
afterAll(() => house.stop());

const bindings = async (account: AccountRef) => house.app.storage.bindings.ofAccount(account);
const VK = { channel: 'vk', id: '901' } as const;
const TELEGRAM = { channel: 'telegram', id: '9000000001' } as const;
/** How often this lesson's notice came to each. */
const told = (subject: string) => {
  const of = ({ messages }: { messages: readonly { fromId: number; text: string }[] }) =>
    messages.filter(({ fromId, text }) => fromId < 0 && text.startsWith(`Началось занятие: ${subject}`))
      .length;
  return {
    vk: of(house.sandbox.world.conversation(901)),
    telegram: of(house.sandbox.telegram.world.conversation(9_000_000_001)),
  };
};

describe('a student who is in VK and binds in Telegram too', () => {
  it('needs no second profile, and keeps what was switched in VK', async () => {
    inVk.says('Настройки');
    await inVk.expects(/Уведомления о начале занятий: включены\.$/);
    await inTelegram.presses('Начать');
    await inTelegram.expects(/Здравствуйте/);
    await inTelegram.presses('Привязать учебный профиль VK ID');
    await inTelegram.expects(/согласие/);
    await inTelegram.presses('Продолжить');
    await inTelegram.expects(/Напишите телефон/);
    await inTelegram.presses('Поделиться моим номером');
    await inTelegram.expects(/Готово, Алексей/);
    expect(await bindings(VK)).toHaveLength(1);
    expect(await bindings(TELEGRAM)).toMatchObject([{ personId: 'student:2001', notify: true }]);
  });

  it('hears the bell where they chose: in one of the two', async () => {
    inTelegram.says('Настройки');
    await inTelegram.expects(/Уведомления приходят в VK и в Telegram/);
    await inTelegram.presses('Где получать');
    await inTelegram.expects(/Где получать уведомления\?/);
    await inTelegram.presses('Только Telegram');
    await inTelegram.expects(/Уведомления приходят в Telegram/);
    await house.clock.to('10:10');
    await inTelegram.expects(/Началось занятие: Математика/);
    expect(told('Математика')).toEqual({ vk: 0, telegram: 1 });
  });

  it('hears it in the other when they blocked the bot in the one they chose', async () => {
    inTelegram.person.block();
    await expect.poll(async () => (await bindings(TELEGRAM))[0]?.reachable).toBe(false);
    await house.clock.to('12:10');
    await inVk.expects(/Началось занятие: Физика/);
    expect(told('Физика')).toEqual({ vk: 1, telegram: 0 });
    inTelegram.person.allow();
    await expect.poll(async () => (await bindings(TELEGRAM))[0]?.reachable).toBe(true);
  });

  it('may ask for both again, from either', async () => {
    inVk.says('Настройки');
    await inVk.expects(/Уведомления приходят в Telegram/);
    await inVk.presses('Где получать');
    await inVk.expects(/Где получать/);
    await inVk.presses('Везде');
    await inVk.expects(/Уведомления приходят в VK и в Telegram/);
    await inVk.presses('Выключить уведомления');
    await inVk.expects(/начале занятий: выключены/);
    inTelegram.says('Настройки');
    await inTelegram.expects(/начале занятий: выключены/);
  });

  it('unbinds here alone, or everywhere; the other account hears of it', async () => {
    inTelegram.says('Отменить привязку');
    await inTelegram.expects(/Вы привязаны ещё и в VK/);
    await inTelegram.presses('Отменить только здесь');
    await inTelegram.expects(/Привязка отменена/);
    expect([(await bindings(VK)).length, (await bindings(TELEGRAM)).length]).toEqual([1, 0]);

    inTelegram.says('Привязать');
    await inTelegram.expects(/согласие/);
    await inTelegram.presses('Продолжить');
    await inTelegram.expects(/Напишите телефон/);
    await inTelegram.presses('Поделиться моим номером');
    await inTelegram.expects(/Готово/);
    inVk.says('Отменить привязку');
    await inVk.expects(/Вы привязаны ещё и в Telegram/);
    inVk.says('да');
    await inVk.expects(/«Отменить только здесь», «Отменить везде»/);
    await inVk.presses('Отменить везде');
    await inVk.expects(/Привязка отменена.*удалено: 2 записи о привязке/s);
    await inTelegram.expects(/это сделали из другого мессенджера/);
    expect([(await bindings(VK)).length, (await bindings(TELEGRAM)).length]).toEqual([0, 0]);
  });

  it('leaves to others what is theirs: a mother bound by the same account stays bound', async () => {
    await bindAs(house, 901, 'student:2001', 'parent:3001');
    inTelegram.says('Привязать');
    await inTelegram.expects(/согласие/);
    await inTelegram.presses('Продолжить');
    await inTelegram.expects(/Напишите телефон/);
    await inTelegram.presses('Поделиться моим номером');
    await inTelegram.expects(/Готово/);
    inTelegram.says('Отменить привязку');
    await inTelegram.expects(/ещё и в VK/);
    await inTelegram.presses('Отменить везде');
    await inTelegram.expects(/Привязка отменена/);
    expect(await bindings(VK)).toMatchObject([{ personId: 'parent:3001' }]);
  });
});
