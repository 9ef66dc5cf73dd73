import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Person } from '../../src/sandbox/people.js';
import { callbacks, GROUP, type Standin, standin } from './standin.js';
import { SCHEMA_NOTE, vkSchema } from './vk-schema.js';

let vk: Standin;
let anna: Person;

beforeEach(async () => {
  vk = await standin();
  anna = vk.world.addPerson({ firstName: 'Анна', lastName: 'Ким', allowed: 'yes' });
});
afterEach(async () => {
  await vk.stop();
});

const send = (params: Readonly<Record<string, string | number>>) => vk.call('messages.send', params);

describe('writing to people', () => {
  test('a student gets what the bot sends, and the bot an integer for peer_id', async () => {
    const { response } = await send({ peer_id: anna.id, message: 'Здравствуйте', random_id: 1 });
    expect(response).toBe(1);
    expect(vk.world.conversation(anna.id).messages.map((one) => one.text)).toEqual(['Здравствуйте']);
  });

  test('one recipient who cannot be reached does not keep the others from their notice', async () => {
    const silent = vk.world.addPerson({ firstName: 'Олег', lastName: 'Ли' });
    const banned = vk.world.addPerson({ firstName: 'Иван', lastName: 'Пак', allowed: 'yes' });
    vk.world.blacklist(banned, true);
    expect(() => banned.say('привет')).toThrow('blacklist');
    const { response } = await send({
      peer_ids: [anna.id, silent.id, banned.id, 999].join(','),
      message: 'Занятие началось',
      random_id: 5,
    });
    expect(response).toEqual([
      { peer_id: anna.id, message_id: 1, conversation_message_id: 1 },
      expect.objectContaining({ peer_id: silent.id, error: expect.objectContaining({ code: 901 }) }),
      expect.objectContaining({ peer_id: banned.id, error: expect.objectContaining({ code: 900 }) }),
      expect.objectContaining({ peer_id: 999, error: expect.objectContaining({ code: 936 }) }),
    ]);
    expect(vk.world.conversation(anna.id).messages).toHaveLength(1);
    vk.world.blacklist(banned, false);
    expect(
      await vk.refusal('messages.send', { peer_id: banned.id, message: 'а', random_id: 6 }),
    ).toBeUndefined();
  });

  test('somebody who wrote may be written to until they forbid it', async () => {
    const oleg = vk.world.addPerson({ firstName: 'Олег', lastName: 'Ли' });
    expect(await vk.refusal('messages.send', { peer_id: oleg.id, message: 'а', random_id: 1 })).toBe(901);
    oleg.say('привет');
    expect(
      await vk.refusal('messages.send', { peer_id: oleg.id, message: 'а', random_id: 2 }),
    ).toBeUndefined();
    oleg.block();
    expect(await vk.refusal('messages.send', { peer_id: oleg.id, message: 'а', random_id: 3 })).toBe(901);
    expect(
      (await vk.call('messages.isMessagesFromGroupAllowed', { group_id: GROUP, user_id: oleg.id })).response,
    ).toEqual({ is_allowed: 0 });
    expect(vk.updates.map((update) => update.type)).toContain('message_deny');
  });

  test('a repeated random_id gives the old message for an hour and no second one to the reader', async () => {
    const first = await send({ peer_id: anna.id, message: 'раз', random_id: 42 });
    const again = await send({ peer_id: anna.id, message: 'раз', random_id: 42 });
    expect(again).toEqual(first);
    expect(vk.world.conversation(anna.id).messages).toHaveLength(1);
    vk.clock.time += 3_600_000;
    await send({ peer_id: anna.id, message: 'раз', random_id: 42 });
    expect(vk.world.conversation(anna.id).messages).toHaveLength(2);
  });

  test('the memory of random_id is a hundred sends of one dialog; 0 asks for none', async () => {
    const say = (randomId: number) => {
      const code = `return API.messages.send({"peer_id":${anna.id},"message":"а","random_id":${randomId}});`;
      return code;
    };
    const batch = (from: number) =>
      vk.call('execute', {
        code: `return [${Array.from({ length: 25 }, (_, i) => say(from + i).slice(7, -1)).join(',')}];`,
      });
    await send({ peer_id: anna.id, message: 'а', random_id: 7 });
    for (const from of [1000, 2000, 3000, 4000]) await batch(from);
    await send({ peer_id: anna.id, message: 'а', random_id: 7 });
    expect(vk.world.conversation(anna.id).messages).toHaveLength(102);
    await send({ peer_id: anna.id, message: 'а', random_id: 0 });
    await send({ peer_id: anna.id, message: 'а', random_id: 0 });
    expect(vk.world.conversation(anna.id).messages).toHaveLength(104);
  });

  test.each([
    ['no random_id', { message: 'а' }, 100],
    ['a random_id that is no integer', { message: 'а', random_id: '1.5' }, 100],
    ['nothing to say', { message: ' ', random_id: 1 }, 100],
    ['4097 characters', { message: 'я'.repeat(4097), random_id: 1 }, 914],
    ['a peer that is no number', { message: 'а', random_id: 1, peer_id: 'x' }, 100],
    ['a chat that is not there', { message: 'а', random_id: 1, peer_id: 2000000009 }, 917],
    ['eleven attachments', { random_id: 1, attachment: Array(11).fill('photo1_1').join() }, 100],
    [
      '101 recipients',
      { message: 'а', random_id: 1, peer_ids: Array.from({ length: 101 }, (_, i) => i + 1).join() },
      100,
    ],
  ])('a call with %s is refused as VK refuses it', async (_what, params, code) => {
    expect(await vk.refusal('messages.send', { peer_id: anna.id, ...params })).toBe(code);
    expect(vk.world.conversation(anna.id).messages).toEqual([]);
  });

  test('4096 characters and a hundred recipients are still taken', async () => {
    const peers = Array.from(
      { length: 99 },
      () => vk.world.addPerson({ firstName: 'И', lastName: 'И', allowed: 'yes' }).id,
    );
    const { response } = await send({
      peer_ids: [anna.id, ...peers].join(),
      message: 'я'.repeat(4096),
      random_id: 1,
    });
    expect(response).toHaveLength(100);
  });
});

describe('keyboards', () => {
  const label = 'я'.repeat(40);
  const text = (more: object = {}) => ({ action: { type: 'text', label: 'Чаты', ...more } });
  const rows = (count: number, columns = 1) =>
    Array.from({ length: count }, () => Array.from({ length: columns }, () => text()));
  const payload = (length: number) => JSON.stringify({ a: 'x'.repeat(length - 8) });

  test.each([
    ['inline, 10 buttons in two rows', { inline: true, buttons: rows(2, 5) }],
    ['inline, 6 rows', { inline: true, buttons: rows(6) }],
    ['reply, 40 buttons in 10 rows', { buttons: rows(10, 4) }],
    ['a label of 40', { buttons: [[text({ label })]] }],
    ['a payload of 255', { buttons: [[text({ payload: payload(255) })]] }],
    ['none at all, which hides the keyboard', { buttons: [] }],
    ['a colour on a text button', { buttons: [[{ ...text(), color: 'primary' }]] }],
  ])('%s: shown', async (_what, keyboard) => {
    const params = { peer_id: anna.id, message: 'а', random_id: 1, keyboard: JSON.stringify(keyboard) };
    expect(await vk.refusal('messages.send', params)).toBeUndefined();
  });

  test.each([
    ['inline, 11 buttons', { inline: true, buttons: rows(3, 4) }],
    ['inline, 7 rows', { inline: true, buttons: rows(7) }],
    ['inline and one_time', { inline: true, one_time: true, buttons: rows(1) }],
    ['reply, 44 buttons', { buttons: rows(11, 4) }],
    ['reply, 41 buttons in 9 rows', { buttons: [...rows(8, 5), rows(1)[0]] }],
    ['six in a row', { buttons: rows(1, 6) }],
    ['an empty row', { buttons: [[]] }],
    ['a label of 41', { buttons: [[text({ label: `${label}я` })]] }],
    ['an empty label', { buttons: [[text({ label: '' })]] }],
    ['a payload of 256', { buttons: [[text({ payload: payload(256) })]] }],
    ['a payload that is a list', { buttons: [[text({ payload: '[1]' })]] }],
    ['a payload that is no JSON', { buttons: [[text({ payload: 'x' })]] }],
    ['an unknown kind of button', { buttons: [[{ action: { type: 'jump', label: 'а' } }]] }],
    [
      'a colour on a link',
      { buttons: [[{ action: { type: 'open_link', label: 'а', link: 'https://a.ru' }, color: 'primary' }]] },
    ],
    [
      'a link that is no link',
      { buttons: [[{ action: { type: 'open_link', label: 'а', link: 'javascript:1' } }]] },
    ],
  ])('%s: 911', async (_what, keyboard) => {
    const params = { message: 'а', random_id: 1, keyboard: JSON.stringify(keyboard) };
    expect(await vk.refusal('messages.send', { peer_id: anna.id, ...params })).toBe(911);
  });

  test('a college that has not switched the bot features on hears 912', async () => {
    await vk.call('groups.setSettings', { group_id: GROUP, bots_capabilities: 0 });
    const keyboard = callbacks([['Чаты']]);
    expect(
      await vk.refusal('messages.send', { peer_id: anna.id, message: 'а', random_id: 1, keyboard }),
    ).toBe(912);
    expect(
      await vk.refusal('messages.send', { peer_id: anna.id, message: 'а', random_id: 1 }),
    ).toBeUndefined();
  });
});

describe('changing and taking back', () => {
  test('an edit changes the bubble for a day, and drops a keyboard that is not sent again', async () => {
    await send({ peer_id: anna.id, message: 'было', random_id: 1, keyboard: callbacks([['Чаты']]) });
    vk.clock.time += 24 * 3_600_000;
    expect((await vk.call('messages.edit', { peer_id: anna.id, cmid: 1, message: 'стало' })).response).toBe(
      1,
    );
    const [message] = vk.world.conversation(anna.id).messages;
    expect(message).toMatchObject({ text: 'стало', cmid: 1, id: 1 });
    expect(message).not.toHaveProperty('keyboard');
    vk.clock.time += 1;
    expect(await vk.refusal('messages.edit', { peer_id: anna.id, cmid: 1, message: 'поздно' })).toBe(909);
  });

  test("the bot cannot edit a person's words, nor what is not there", async () => {
    anna.say('моё');
    expect(await vk.refusal('messages.edit', { peer_id: anna.id, cmid: 1, message: 'а' })).toBe(920);
    expect(await vk.refusal('messages.edit', { peer_id: anna.id, cmid: 9, message: 'а' })).toBe(100);
  });

  test('a deleted message is gone', async () => {
    await send({ peer_id: anna.id, message: 'лишнее', random_id: 1 });
    const { response } = await vk.call('messages.delete', {
      peer_id: anna.id,
      cmids: '1',
      delete_for_all: 1,
    });
    expect(response).toEqual([expect.objectContaining({ conversation_message_id: 1, response: 1 })]);
    expect(vk.world.conversation(anna.id).get(1)).toBeUndefined();
  });
});

describe(`VK's published schema${SCHEMA_NOTE}`, () => {
  test.skipIf(vkSchema === undefined)('methods that it closes to a community are closed here', async () => {
    for (const method of ['calls.start', 'calls.forceFinish', 'messages.addChatUser', 'messages.getChat']) {
      expect(vkSchema?.tokenTypes(method), method).not.toContain('group');
      expect(await vk.refusal(method, {}), method).toBe(27);
    }
  });
});
