import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHouse, type House } from '../support/house.js';

let house: House;
beforeAll(async () => {
  house = await startHouse({ telegram: true });
});
afterAll(() => house.stop());

describe('a student in Telegram', () => {
  it('is bound by a code, sees the day, hears the bell and gets in', async () => {
    const student = house.inTelegram(7_000_000_001, 'Студент');
    await student.presses('Начать');
    await student.expects(/Здравствуйте, это бот колледжа/);
    await student.presses('Привязать учебный профиль VK ID');
    await student.expects(/согласие даёт родитель/);
    await student.presses('Продолжить');
    await student.expects(/Напишите телефон/);
    student.says('8 (900) 000-20-01');
    await student.expects(/код уже отправлен/);
    student.says(house.lastCode());
    await student.expects(/Код верный/);
    await student.presses('Создать учебный профиль');
    await student.expects(/фамилию и имя/);
    student.says('первов алексей');
    await student.expects(/дату рождения/);
    student.says('10.01.2008');
    await student.expects(/Готово, Алексей/);
    await student.presses('Занятия');
    await student.expects(/Математика/);
    await student.presses('Присоединиться с видео');
    await house.clock.to('10:10');
    await student.expects(/Началось занятие: Математика/);
    await student.presses('Присоединиться с видео');
    await student.expects(/Началось занятие: Математика/);
    const opened = await student.presses('Открыть занятие');
    if (opened.kind !== 'link') throw new Error('no link');
    expect(await (await fetch(opened.link)).text()).toContain('Математика');
  });
});
