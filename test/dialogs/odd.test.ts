import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/sandbox/actor.js';
import { startHouse, type House } from '../support/house.js';
import { comesToContact, entersCode, itInVk, reads, stageIn } from './cast.js';

let house: House;
beforeAll(async () => {
  house = await startHouse();
});
afterAll(() => house.stop());

const PAYLOADS = [
  '{"button":"1"}',
  '{"command":"not_supported_button"}',
  '{"v":1,"do":"join","lesson":"x"}',
  '{"v":99,"do":"menu"}',
  '[]',
  '{{{',
  `{"v":1,"do":"choose","value":"${'x'.repeat(200)}"}`,
];

/** What people send that is no answer; each gets exactly one word of the bot. */
const ODD: readonly (readonly [name: string, send: (person: Actor) => void])[] = [
  ['a sticker', (person) => person.sends('sticker')],
  ['a voice message', (person) => person.sends('voice')],
  ['a picture', (person) => person.sends('photo')],
  ['4 096 characters', (person) => person.says('ы'.repeat(4_096))],
  ['emoji', (person) => person.says('👍🏽👨‍👩‍👧')],
  ['an empty message', (person) => person.says('')],
  ['signs of nothing', (person) => person.says('\u200b\u202e …')],
];

const botMessages = (id: number): number =>
  house.world.conversation(id).messages.filter(({ fromId }) => fromId < 0).length;

/** Sends everything odd; each is answered by one message, and the dialog stands where it stood. */
async function sendsEverythingOdd(person: Actor): Promise<void> {
  for (const [name, send] of ODD) {
    // Telegram sends no empty messages.
    if (name === 'an empty message' && house.world.messenger === 'telegram') continue;
    const before = botMessages(person.person.id);
    send(person);
    const answer = await person.expects(/\S/);
    expect(answer.text.length, name).toBeGreaterThan(10);
    expect(answer.keyboard?.buttons.flat().length, name).toBeGreaterThan(0);
    expect(botMessages(person.person.id) - before, name).toBe(1);
  }
}

describe('whatever people send', () => {
  it('outside of a dialog gets one useful answer', async () => {
    const { transcript, stranger, bound } = stageIn(house);
    const guest = stranger(1001, 'Гость');
    await sendsEverythingOdd(guest);
    const student = await bound(1002, 'Студент', 'student:2001');
    await sendsEverythingOdd(student);
    student.says('меню');
    const menu = await student.expects(/Что показать/);
    student.forwards(menu);
    await student.expects(/Пересланные сообщения я не читаю/);
    await reads(transcript.text().replace(/ы{4096}/g, '(4096 букв)'), 'odd.txt');
  });

  it('is answered in private also where VK has given them one of its long numbers', async () => {
    const newcomer = stageIn(house).stranger(200_000_000_001, 'Новичок');
    newcomer.says('что тут у вас');
    await newcomer.expects(/привяжите учебный профиль/);
  });

  it('at each step of binding is answered, and the step goes on', async () => {
    const person = stageIn(house).stranger(1003, 'Второва');
    await comesToContact(person);
    await sendsEverythingOdd(person);
    const next = stageIn(house).stranger(1004, 'Второва');
    await comesToContact(next);
    next.says('89000002002');
    await next.expects(/Если этот контакт/);
    await sendsEverythingOdd(next);
    next.says(house.lastCode());
    await next.expects(/создайте его/);
    await house.clock.to('08:30');
    const third = stageIn(house).stranger(1005, 'Родитель');
    await comesToContact(third);
    await entersCode(house, third, '89000003001');
    await third.expects(/Кто вы/);
    await sendsEverythingOdd(third);
    await third.presses('Родитель Елена');
    await third.expects(/создайте его/);
  });

  it('at the profile and at the name, too; only a written name can be a mistake', async () => {
    await house.clock.to('10:00');
    const person = stageIn(house).stranger(1006, 'Второва');
    await comesToContact(person);
    await entersCode(house, person, '89000002002');
    await person.expects(/создайте его/);
    await sendsEverythingOdd(person);
    await person.presses('Создать учебный профиль');
    await person.expects(/фамилию и имя/);
    for (const what of ['sticker', 'voice', 'photo'] as const) {
      person.sends(what);
      await person.expects(/фамилию и имя/);
    }
    person.says('Второва Виктория');
    await person.expects(/дату рождения/);
    person.sends('sticker');
    await person.expects(/не похоже на дату/);
    person.says('11 02 2008');
    await person.expects(/Готово, Виктория/);
  });

  itInVk('words carry no payload elsewhere')(
    'with a foreign, an old or a broken payload gets a word and a way on',
    async () => {
      const { transcript, bound } = stageIn(house);
      const student = await bound(1007, 'Студент', 'student:2003');
      for (const payload of PAYLOADS) {
        const before = botMessages(1007);
        student.person.say('Кнопка', { payload });
        const answer = await student.expects(/\S/);
        expect(answer.keyboard?.buttons.flat().length, payload).toBeGreaterThan(0);
        expect(botMessages(1007) - before, payload).toBe(1);
      }
      student.says('завтра');
      await student.expects(/Четверг/);
      await reads(transcript.text(), 'odd-payloads.txt');
    },
  );

  it('a payload of another step or an old button does not skip a step', async () => {
    const person = stageIn(house).stranger(1008, 'Гость');
    person.says('привязать');
    const consent = await person.expects(/согласие/);
    for (const value of ['profile', 'who:0', 'resend', 'unbind']) {
      person.person.say('x', { payload: JSON.stringify({ v: 1, do: 'choose', value }) });
      await person.expects(/нажмите «Продолжить»/);
    }
    await person.presses('Отмена');
    await person.expects(/Отменено/);
    await person.presses('Продолжить', consent);
    await person.expects(/Эта кнопка устарела/);
    person.says('помощь');
    await person.expects(/Можно нажимать кнопки/);
  });

  itInVk('these are VK’s events')(
    'what the messenger sends besides is passed over: unknown events, communities, edits',
    async () => {
      const { world } = house.sandbox;
      const person = stageIn(house).stranger(1009, 'Гость');
      const total = () => world.requests.filter(({ method }) => method === 'messages.send').length;
      person.says('помощь');
      await person.expects(/Можно нажимать кнопки/);
      const before = total();
      world.deliver('message_reaction_event', { reacted_id: 1009, peer_id: 1009, reaction_id: 1 });
      world.deliver('wall_post_new', { id: 1, from_id: -1001, text: 'занятия' });
      world.deliver('message_new', { message: { from_id: -5, peer_id: -5, text: 'занятия', id: 1 } });
      world.deliver('message_new', { message: 'не сообщение' });
      world.deliver('message_new', { message: { from_id: 'x', peer_id: null } });
      world.deliver('message_event', { user_id: 1009, peer_id: 1009, payload: 1 });
      world.deliver('message_typing_state', { from_id: 1009, to_id: -1001, state: 'typing' });
      person.says('помощь');
      await person.expects(/Можно нажимать кнопки/);
      expect(total() - before).toBe(1);
    },
  );
});
