import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/sandbox/actor.js';
import { startHouse, type House } from '../support/house.js';
import { itInVk, printCode, reads, stageIn } from './cast.js';

let house: House;
beforeAll(async () => {
  house = await startHouse();
});
afterAll(() => house.stop());

const boundNow = async (id: number): Promise<number> =>
  (await house.app.storage.bindings.ofAccount(house.account(id))).length;

/** Enters the group's chat as people do. */
async function entersGroupChat(person: Actor) {
  person.says('Чаты');
  await person.presses('Группа ИСП-24', await person.expects(/Ваши чаты/));
  const pressed = await person.presses('Войти в Сферум', await person.expectsAmong(/впервые/));
  if (pressed.kind !== 'answer' || pressed.answer === 'timeout' || pressed.answer.type !== 'open_link')
    throw new Error('no way into the chat');
  person.person.joinByLink(pressed.answer.link);
  await person.expectsAmong(/открыть чат/);
  return house.sandbox.world.chats.byLink(pressed.answer.link);
}

describe('«Отменить привязку учебного профиля VK ID»', () => {
  it('asks once; «Оставить» and «Отмена» keep everything', async () => {
    const { transcript, bound } = stageIn(house);
    const student = await bound(901, 'Студент', 'student:2001');
    student.says('Настройки');
    await student.expects(/Настройки/);
    await student.presses('Отменить привязку учебного профиля VK ID');
    await student.expects(/Отменить привязку\? Уведомления прекратятся, сохранённые данные будут удалены/);
    await student.presses('Оставить');
    await student.expects(/Привязка осталась/);
    student.says('отменить привязку');
    await student.expects(/Отменить привязку\?/);
    student.says('не знаю');
    await student.expects(/Нажмите «Да, отменить привязку» или «Оставить»/);
    student.sends('sticker');
    await student.expects(/Нажмите «Да, отменить привязку» или «Оставить»/);
    await student.presses('Отмена');
    await student.expects(/Привязка осталась/);
    expect(await boundNow(901)).toBe(1);
    await reads(transcript.text(), 'unbind-kept.txt');
  });

  itInVk('the college’s chats live there')(
    'takes the account out of the chats, stops notices, forgets, and answers with a receipt',
    async () => {
      const { transcript, stranger } = stageIn(house);
      const student = stranger(902, 'Второва');
      await printCode(house, 'ACDE2346', 'student:2002');
      student.opensRef('ACDE2346');
      await student.presses('Продолжить', await student.expects(/согласие даёт родитель/));
      await student.expects(/Готово, Виктория/);
      const chat = await entersGroupChat(student);
      const old = chat?.link ?? '';
      expect(chat?.members.has(902)).toBe(true);
      student.says('Отменить привязку учебного профиля VK ID');
      await student.expects(/вы выйдете из 1 чата колледжа/);
      await student.presses('Да, отменить привязку');
      const receipt = await student.expects(/Привязка отменена. Что сделано/);
      expect(receipt.text).toMatch(
        /удалено: 1 запись о привязке.*уведомления остановлены.*вы вышли из 1 чата колледжа/s,
      );
      expect(await boundNow(902)).toBe(0);
      expect(chat?.members.has(902)).toBe(false);
      expect(chat?.link).not.toBe(old);
      expect(student.person.joinByLink(old)).toBe('link-invalid');
      await house.clock.to('10:10');
      student.says('завтра');
      await student.expects(/после привязки учебного профиля/);
      expect(student.unread()).toEqual([]);
      student.says('отвязаться');
      await student.expects(/не привязан, отменять нечего/);
      await reads(transcript.text(), 'unbind.txt');
    },
  );

  itInVk('it is the person of the test above')('leaves nothing of the person in the database', async () => {
    const connection = await mongoose.createConnection(house.databaseUri).asPromise();
    try {
      const kept: string[] = [];
      for (const { name } of (await connection.db?.listCollections().toArray()) ?? []) {
        // Who spoke when, without a word of what: limits of floods and guesses, repeats of events, turns under way.
        if (/^(rate_limits|inbox|queues|leases)/.test(name)) continue;
        const docs = (await connection.db?.collection(name).find().toArray()) ?? [];
        kept.push(
          ...docs
            .map((doc) => JSON.stringify(doc))
            .filter((doc) => /\b902\b/.test(doc))
            .map((doc) => `${name}: ${doc}`),
        );
      }
      expect(kept).toEqual([]);
    } finally {
      await connection.close();
    }
  });

  it('of several roles ends them all, and the way back is open', async () => {
    const { transcript, bound } = stageIn(house);
    await house.clock.to('08:00');
    const both = await bound(903, 'Макетова', 'teacher:503', 'parent:3002');
    both.says('чаты');
    await both.expects(/Ваши чаты/);
    await both.presses('Отменить привязку учебного профиля VK ID');
    await both.expects(/Отменить привязку\?/);
    both.says('да');
    await both.expects(/удалено: 2 записи о привязке.*в чатах колледжа вас не было/s);
    expect(await boundNow(903)).toBe(0);
    both.says('привязать');
    await both.expects(/согласие даёт родитель/);
    await reads(transcript.text(), 'unbind-two-roles.txt');
  });
});

describe('a flood', () => {
  it('of thirty messages is answered at its beginning and its end; others are answered meanwhile', async () => {
    const flooder = stageIn(house).stranger(911, 'Болтун');
    const other = stageIn(house).stranger(912, 'Другой');
    for (let message = 1; message <= 29; message += 1) flooder.says(`сообщение ${message}`);
    flooder.says('помощь');
    other.says('помощь');
    await other.expects(/Можно нажимать кнопки/);
    await flooder.expectsAmong(/Можно нажимать кнопки/, 10_000);
    const answers = house.world.conversation(911).messages.filter(({ fromId }) => fromId < 0);
    expect(answers.length).toBeLessThanOrEqual(21);
    expect(answers.at(-1)?.text).toMatch(/Можно нажимать кнопки/);
    // Presses are answered at any time.
    flooder.says('отменить привязку');
    await flooder.expectsAmong(/отменять нечего/, 10_000);
  });
});
