import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Actor, actor } from '../../src/sandbox/actor.js';
import { Transcript } from '../../src/sandbox/transcript.js';
import { callbacks, type Standin, standin } from './standin.js';

let vk: Standin;
let student: Actor;
let parent: Actor;
let randomId: number;

beforeEach(async () => {
  vk = await standin({
    routes: (request, response) => {
      if (request.url !== '/sandbox') return false;
      response.end('page');
      return true;
    },
  });
  randomId = 0;
  vk.world.addPerson({ id: 11, firstName: 'Анна', lastName: 'Ким', allowed: 'yes' });
  vk.world.addPerson({ id: 12, firstName: 'Ольга', lastName: 'Ким', allowed: 'yes' });
  const transcript = new Transcript([[/\d{6}/g, '******']]);
  student = actor(vk.sandbox, 11, { name: 'Студент', transcript });
  parent = actor(vk.sandbox, 12, { name: 'Родитель', transcript });
});
afterEach(async () => {
  await vk.stop();
});

const send = (to: number | string, message: string, keyboard?: string) => {
  randomId += 1;
  const params = { peer_ids: to, message, random_id: randomId };
  return vk.call('messages.send', keyboard === undefined ? params : { ...params, keyboard });
};
const reply = (rows: readonly (readonly string[])[], more: object = {}) => {
  const buttons = rows.map((row) =>
    row.map((label) => ({ action: { type: 'text', label, payload: '{"a":1}' } })),
  );
  return JSON.stringify({ buttons, ...more });
};

test('a talk of two people and a chat is one text in which each line has its owner', async () => {
  await vk.call('messages.createChat', { title: 'Группа' });
  const [chat] = vk.world.chats.all();
  if (chat === undefined) throw new Error('no chat');
  const inChat = student.inChat(chat.peerId, 'Студент (чат)');
  student.says('Код 123456\nвот');
  student.sends('sticker');
  student.person.joinByLink(chat.link);
  await send('11,12', 'Занятие началось', callbacks([['Присоединиться']]));
  await send(chat.peerId, 'Звонок');
  await student.expects('началось');
  await parent.expects('началось');
  await inChat.expects(/^Звонок$/);
  expect(student.transcript.text()).toBe(
    [
      'Студент > Код ******',
      '      вот',
      'Студент > (стикер)',
      'Бот → Студент < Занятие началось',
      '      [Присоединиться]',
      'Бот → Родитель < Занятие началось',
      '      [Присоединиться]',
      'Бот → Студент (чат) < Звонок',
      '',
    ].join('\n'),
  );
});

test('the newest button with a label is pressed, an old one when asked for', async () => {
  await send(11, 'Вчера', callbacks([['Чаты']]));
  await send(11, 'Сегодня', callbacks([['Чаты']]));
  const yesterday = await student.expects('Вчера');
  const pressedCmid = async (of?: typeof yesterday) => {
    const eager = actor(vk.sandbox, 11, { name: 'Студент', deadlineMs: 1 });
    expect(await eager.presses('Чаты', of)).toEqual({ kind: 'answer', answer: 'timeout' });
    return vk.updates.at(-1)?.object;
  };
  expect(await pressedCmid()).toMatchObject({ conversation_message_id: 2 });
  expect(await pressedCmid(yesterday)).toMatchObject({ conversation_message_id: 1 });
});

test('a reply keyboard stays until another comes, a one_time one until it is pressed', async () => {
  await send(11, 'Меню', reply([['Занятия']]));
  await send(11, 'Кстати');
  expect(await student.presses('Занятия')).toMatchObject({ kind: 'text', message: { payload: '{"a":1}' } });
  await send(11, 'Вопрос', reply([['Да']], { one_time: true }));
  await student.presses('Да');
  await expect(student.presses('Да')).rejects.toThrow('visible: none');
  await send(11, 'Меню', reply([['Занятия']]));
  await send(11, 'Пока', JSON.stringify({ buttons: [] }));
  await expect(student.presses('Занятия')).rejects.toThrow('visible: none');
});

test('a text button in a chat mentions the community, as VK writes it', async () => {
  await vk.call('messages.createChat', { title: 'Группа' });
  const [chat] = vk.world.chats.all();
  if (chat === undefined) throw new Error('no chat');
  student.person.joinByLink(chat.link);
  await send(chat.peerId, 'Меню', reply([['Занятия']]));
  await student.inChat(chat.peerId, 'Студент').presses('Занятия');
  expect(vk.updates.at(-1)?.object).toMatchObject({ message: { text: '[club777|@college] Занятия' } });
});

test('one of several messages can be waited for, and an edited one is read anew', async () => {
  const waiting = student.expectsAmong(/второе/);
  await send(11, 'первое');
  await send(11, 'второе');
  await waiting;
  expect(student.unread().map((one) => one.text)).toEqual(['первое']);
  await vk.call('messages.edit', { peer_id: 11, cmid: 1, message: 'исправлено' });
  await student.expects('исправлено');
  expect(student.unread()).toEqual([]);
});

test('other pages can live on the same address', async () => {
  expect(await (await fetch(`${vk.sandbox.url}/sandbox`)).text()).toBe('page');
  expect((await fetch(`${vk.sandbox.url}/other`)).status).toBe(404);
});
