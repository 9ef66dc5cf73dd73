import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHouse, type House } from '../support/house.js';

describe('a student, when the bot itself breaks', () => {
  let house: House;
  const lines: string[] = [];
  beforeAll(async () => {
    house = await startHouse({ onLog: (line) => void lines.push(line) });
  });
  afterAll(() => house.stop());

  it('hears that it did not work and a code to name, the same that stands in the log', async () => {
    const student = house.person(951, 'Студент');
    await student.presses('Начать');
    await student.expects(/привяжите/);
    const { sessions } = house.app.storage;
    const { get } = sessions;
    Object.assign(sessions, { get: () => Promise.reject(new Error('the database said no to +79000002001')) });
    student.says('завтра');
    const told = await student.expects(/Не получилось/);
    Object.assign(sessions, { get });
    const [reference = 'none'] = /[2-9A-Z]{3}-[2-9A-Z]{2}/.exec(told.text) ?? [];
    const logged = lines.find((line) => line.includes(reference));
    expect(logged).toContain('a person got no answer');
    expect(logged).not.toContain('79000002001');
    student.says('помощь');
    await student.expects(/показывает занятия/);
  });

  it('is answered all the same when the database went away just then and is back, and hears of nothing else', async () => {
    const student = house.person(952, 'Студент');
    await student.presses('Начать');
    await student.expects(/привяжите/);
    const { sessions } = house.app.storage;
    const { get } = sessions;
    let failures = 0;
    const away = () => {
      failures += 1;
      Object.assign(sessions, { get });
      return Promise.reject(new mongoose.mongo.MongoNetworkError('read ECONNRESET'));
    };
    Object.assign(sessions, { get: away });
    student.says('помощь');
    await student.expects(/показывает занятия/);
    expect(failures).toBe(1);
  });
});
