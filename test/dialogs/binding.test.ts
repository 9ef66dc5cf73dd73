import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startHouse, type House } from '../support/house.js';

describe('a student', () => {
  let house: House;
  beforeEach(async () => {
    house = await startHouse();
  });
  afterEach(() => house.stop());

  it('is led through binding from «Начать» to the menu', async () => {
    const student = house.person(201, 'Студент');
    await student.presses('Начать');
    await student.expects(/Чтобы начать, один раз привяжите учебный профиль/);
    await student.presses('Привязать учебный профиль VK ID');
    await student.expects(/согласие даёт родитель/);
    await student.presses('Продолжить');
    await student.expects(/Напишите телефон или электронную почту/);
    student.says('8 (900) 000-20-01');
    await student.expects(/Если этот контакт есть в списках колледжа/);
    student.says(house.lastCode());
    await student.expects(/создайте его/);
    await student.presses('Создать учебный профиль');
    await student.expects(/фамилию и имя/);
    student.says('первов алексей');
    await student.expects(/дату рождения/);
    student.says('10.01.2008');
    await student.expects(/Готово, Алексей. Вы привязаны: студент группы ИСП-24/);
    await student.presses('Занятия');
    await student.expects(/Математика/);
    await expect(house.transcript.text()).toMatchFileSnapshot('binding-student.txt');
  });
});
