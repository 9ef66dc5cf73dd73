import { afterAll, beforeAll, describe, it } from 'vitest';
import { startHouse, type House } from '../support/house.js';
import { reads } from './cast.js';

describe('where the college sends no codes', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse({ showsCodes: false });
  });
  afterAll(() => house.stop());

  it('a student who writes a phone or an e-mail hears at once how to bind, instead of waiting for nothing', async () => {
    const student = house.person(901, 'Студент');
    student.says('Привязать учебный профиль VK ID');
    await student.expects(/Продолжить/);
    await student.presses('Продолжить');
    await student.expects(/телефон/);
    student.says('+7 900 000-20-01');
    await student.expects(/по СМС колледж не отправляет. Попросите у куратора листок/);
    student.says('pervov@college.test');
    await student.expects(/на почту колледж не отправляет. Попросите у куратора листок/);
    await reads(house.transcript.text(), 'no-codes.txt');
  });
});
