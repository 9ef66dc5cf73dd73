import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Person } from '../../src/sandbox/people.js';
import { telegramStandin, type TelegramStandin } from './telegram-standin.js';

let telegram: TelegramStandin;
let anna: Person;

beforeEach(async () => {
  telegram = await telegramStandin();
  anna = telegram.world.addPerson({ id: 5_123_456_789, firstName: 'Анна', lastName: 'Ким' });
});
afterEach(() => telegram.stop());

const send = (more: Readonly<Record<string, unknown>> = {}) =>
  telegram.result('sendMessage', { chat_id: anna.id, text: 'Привет', ...more });
const refused = (more: Readonly<Record<string, unknown>>) =>
  telegram.refusal('sendMessage', { chat_id: anna.id, text: 'Привет', ...more });
const inline = (...buttons: readonly object[]) => ({ inline_keyboard: [buttons] });
const callback = (data: string, text = 'Да') => ({ text, callback_data: data });

describe('whoever calls', () => {
  test('with a wrong token, a malformed one or an unknown method is told so', async () => {
    const codes = async (method: string, token?: string) => {
      const { status, body } = await telegram.call(method, {}, token);
      return body.ok ? 'ok' : `${status} ${body.description}`;
    };
    expect(await codes('getMe', '6100000001:other')).toBe('401 Unauthorized');
    expect(await codes('getMe', 'nonsense')).toBe('401 Unauthorized: invalid token specified');
    expect(await codes('getNothing')).toBe('404 Not Found: method not found');
    expect(await codes('GETME')).toBe('ok');
  });

  test('is understood by GET, by a form, by multipart and by JSON alike', async () => {
    anna.start();
    const at = `${telegram.door.url}/bot${telegram.door.token}/sendMessage`;
    const args = {
      chat_id: String(anna.id),
      text: 'Привет',
      reply_markup: JSON.stringify(inline(callback('a'))),
    };
    const form = new FormData();
    for (const [name, value] of Object.entries(args)) form.set(name, value);
    const asked = [
      fetch(`${at}?${new URLSearchParams(args)}`),
      fetch(at, { method: 'POST', body: new URLSearchParams(args) }),
      fetch(at, { method: 'POST', body: form }),
      fetch(at, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          ...args,
          chat_id: anna.id,
          reply_markup: inline(callback('a')),
          reply_to_message_id: null,
        }),
      }),
    ];
    for (const answer of await Promise.all(asked))
      expect(await answer.json()).toMatchObject({
        ok: true,
        result: { text: 'Привет', reply_markup: inline(callback('a')) },
      });
  });

  test('is in no log with the token', async () => {
    await telegram.result('getMe');
    expect(telegram.world.requests).toHaveLength(1);
    expect(JSON.stringify(telegram.world.requests)).not.toContain(telegram.door.token);
  });
});

describe('a message', () => {
  test('reaches whoever has started the bot, and nobody else', async () => {
    expect(await refused({})).toBe('400 Bad Request: chat not found');
    anna.start();
    expect(await send()).toMatchObject({
      message_id: 2,
      chat: { id: anna.id, type: 'private', first_name: 'Анна' },
      from: { is_bot: true, username: 'zvonok_bot' },
      text: 'Привет',
    });
    expect(await refused({ chat_id: 1 })).toBe('400 Bad Request: chat not found');
    expect(await refused({ chat_id: '' })).toBe('400 Bad Request: chat_id is empty');
    anna.block();
    expect(await refused({})).toBe('403 Forbidden: bot was blocked by the user');
    anna.allow();
    telegram.world.deactivated.add(anna.id);
    expect(await refused({})).toBe('403 Forbidden: user is deactivated');
  });

  test('has between one character and 4096', async () => {
    anna.start();
    expect(await refused({ text: '' })).toBe('400 Bad Request: message text is empty');
    expect(await refused({ text: ' \n ' })).toBe('400 Bad Request: text must be non-empty');
    expect(await refused({ text: 'ж'.repeat(4097) })).toBe('400 Bad Request: message is too long');
    expect(await send({ text: `  ${'ж'.repeat(4096)}\n` })).toMatchObject({ text: 'ж'.repeat(4096) });
  });

  test.each([
    ['not JSON', '{', "can't parse reply keyboard markup JSON object"],
    ['a list', [], 'object expected as reply markup'],
    [
      'a row that is none',
      { inline_keyboard: [{}] },
      'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    ],
    [
      'a button without text',
      inline({ callback_data: 'a' }),
      `can't parse inline keyboard button: Can't find field "text"`,
    ],
    ['an empty label', inline(callback('a', ' ')), 'inline keyboard button text must be non-empty'],
    [
      'a button that does nothing',
      inline({ text: 'Да' }),
      "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ],
    ['data of 65 bytes', inline(callback('ж'.repeat(32) + 'x')), 'BUTTON_DATA_INVALID'],
    [
      'a link to nowhere',
      inline({ text: 'Да', url: 'http://localhost:3000/j/1' }),
      "inline keyboard button URL 'http://localhost:3000/j/1' is invalid: Wrong HTTP URL",
    ],
  ])('with %s for a keyboard is refused', async (_, markup, why) => {
    anna.start();
    expect(await refused({ reply_markup: markup })).toBe(`400 Bad Request: ${why}`);
  });

  test('may carry data of 64 bytes, a link to this machine, and a style', async () => {
    anna.start();
    const markup = inline(
      { ...callback('ж'.repeat(32)), style: 'success' },
      { text: 'Войти', url: 'http://127.0.0.1:3000/j/1' },
    );
    expect(await send({ reply_markup: markup })).toMatchObject({ reply_markup: markup });
  });

  test('with a reply keyboard shows it below the text field until another or its removal', async () => {
    anna.start();
    const shown = () => telegram.world.conversation(anna.id).shown?.keyboard.buttons.flat().length;
    const sent = await send({ reply_markup: { keyboard: [['Занятия', { text: 'Чаты' }]] } });
    expect(sent).not.toHaveProperty('reply_markup');
    await send({ reply_markup: inline(callback('a')) });
    expect(shown()).toBe(2);
    await send({ reply_markup: { remove_keyboard: true } });
    expect(shown()).toBeUndefined();
  });

  test('is edited in place, never to what it is already', async () => {
    anna.start();
    const { message_id } = (await send({ reply_markup: inline(callback('a')) })) as { message_id: number };
    const to = { chat_id: anna.id, message_id };
    const same = { ...to, text: 'Привет', reply_markup: inline(callback('a')) };
    expect(await telegram.refusal('editMessageText', same)).toMatch(
      /^400 Bad Request: message is not modified/,
    );
    expect(await telegram.result('editMessageText', { ...same, text: 'Пока' })).toMatchObject({
      text: 'Пока',
      reply_markup: inline(callback('a')),
      edit_date: expect.any(Number),
    });
    const bare = await telegram.result('editMessageReplyMarkup', to);
    expect(bare).toMatchObject({ text: 'Пока' });
    expect(bare).not.toHaveProperty('reply_markup');
    expect(await telegram.refusal('editMessageText', { ...to, message_id: 99, text: 'x' })).toBe(
      '400 Bad Request: message to edit not found',
    );
    expect(await telegram.refusal('editMessageText', { ...to, message_id: 1, text: 'x' })).toBe(
      "400 Bad Request: message can't be edited",
    );
  });

  test('is deleted once, within 48 hours', async () => {
    anna.start();
    const ids = [await send(), await send()].map((sent) => (sent as { message_id: number }).message_id);
    const remove = { chat_id: anna.id, message_id: ids[0] };
    expect(await telegram.result('deleteMessage', remove)).toBe(true);
    expect(await telegram.refusal('deleteMessage', remove)).toBe(
      '400 Bad Request: message to delete not found',
    );
    telegram.clock.time += 49 * 3_600_000;
    expect(await telegram.refusal('deleteMessage', { ...remove, message_id: ids[1] })).toBe(
      "400 Bad Request: message can't be deleted",
    );
  });
});

describe('the bot hears', () => {
  test('of a start with the code of a link, a typed command and a word', async () => {
    anna.openRef('AB12');
    anna.say('/help');
    anna.say('занятия');
    const [first, second, third] = await telegram.poll();
    expect(first?.message).toMatchObject({
      text: '/start AB12',
      entities: [{ type: 'bot_command', offset: 0, length: 6 }],
      from: { id: anna.id, is_bot: false, first_name: 'Анна' },
    });
    expect(second?.message?.entities).toHaveLength(1);
    expect(third?.message).toMatchObject({ text: 'занятия' });
    expect(third?.message?.entities).toBeUndefined();
    expect((third?.update_id ?? 0) - (first?.update_id ?? 0)).toBe(2);
  });

  test('of stickers, voices, pictures, and of what was passed on, with who said it first', async () => {
    anna.start();
    await send({ text: 'Математика в 10:10' });
    anna.sendSticker();
    anna.sendVoice();
    anna.sendPhoto();
    const [, first] = telegram.world.conversation(anna.id).messages;
    if (first === undefined) throw new Error('no message');
    anna.forward([first]);
    expect((await telegram.poll()).slice(1).map(({ message }) => message)).toMatchObject([
      { sticker: { type: 'regular' } },
      { voice: { duration: 3 } },
      { photo: [{ width: 130 }] },
      {
        text: 'Математика в 10:10',
        from: { id: anna.id },
        forward_origin: { type: 'user', sender_user: { is_bot: true, username: 'zvonok_bot' } },
      },
    ]);
  });

  test('of one’s own contact and of somebody else’s', async () => {
    anna.start();
    await send({ reply_markup: { keyboard: [[{ text: 'Поделиться номером', request_contact: true }]] } });
    const button = telegram.world.conversation(anna.id).shown?.keyboard.buttons[0]?.[0];
    if (button === undefined) throw new Error('no button');
    anna.pressText(button);
    telegram.world.sendContact(anna, { phone: '+7 900 000-20-01', firstName: 'Пётр' });
    const [, own, other] = await telegram.poll();
    expect(own?.message?.contact).toEqual({
      phone_number: anna.phone.slice(1),
      first_name: 'Анна',
      user_id: anna.id,
    });
    expect(own?.message?.reply_to_message?.message_id).toBe(2);
    expect(other?.message?.contact).toEqual({ phone_number: '79000002001', first_name: 'Пётр' });
  });

  test('of a press, which is answered once and not too late', async () => {
    anna.start();
    await send({ reply_markup: inline(callback('menu:1')) });
    const message = telegram.world.conversation(anna.id).messages[1];
    const button = message?.keyboard?.buttons[0]?.[0];
    if (message === undefined || button === undefined) throw new Error('no button');
    const answered = anna.pressCallback(message, button, 5000);
    const [, press] = await telegram.poll();
    expect(press?.callback_query).toMatchObject({
      from: { id: anna.id },
      data: 'menu:1',
      message: { message_id: 2, text: 'Привет' },
      chat_instance: expect.any(String),
    });
    const id = press?.callback_query?.id;
    const long = { callback_query_id: id, text: 'ж'.repeat(201) };
    expect(await telegram.refusal('answerCallbackQuery', long)).toBe('400 Bad Request: MESSAGE_TOO_LONG');
    const link = { callback_query_id: id, url: 'https://example.com/j/1' };
    expect(await telegram.refusal('answerCallbackQuery', link)).toBe('400 Bad Request: URL_INVALID');
    const alert = { callback_query_id: id, text: 'Ещё рано', show_alert: true };
    expect(await telegram.result('answerCallbackQuery', alert)).toBe(true);
    expect(await answered).toEqual({ type: 'alert', text: 'Ещё рано' });
    const tooOld = '400 Bad Request: query is too old and response timeout expired or query ID is invalid';
    expect(await telegram.refusal('answerCallbackQuery', alert)).toBe(tooOld);
    void anna.pressCallback(message, button, 1);
    const late = (await telegram.poll()).at(-1)?.callback_query?.id;
    telegram.clock.time += 61_000;
    expect(await telegram.refusal('answerCallbackQuery', { callback_query_id: late })).toBe(tooOld);
  });

  test('of a block and of its end, of a correction, and of a group only what is meant for it', async () => {
    const said = anna.start();
    anna.block();
    anna.say('снова я');
    telegram.world.correct(said, '/start x');
    const group = telegram.world.addGroup('Группа', anna);
    anna.say('между собой', { in: group });
    anna.say('/help', { in: group });
    expect(await telegram.poll()).toMatchObject([
      { message: { text: '/start' } },
      { my_chat_member: { new_chat_member: { status: 'kicked' }, chat: { id: anna.id } } },
      { my_chat_member: { old_chat_member: { status: 'kicked' }, new_chat_member: { status: 'member' } } },
      { message: { text: 'снова я' } },
      { edited_message: { text: '/start x' } },
      { my_chat_member: { new_chat_member: { status: 'member' }, chat: { type: 'group' } } },
      { message: { text: '/help', chat: { id: -group, title: 'Группа' } } },
    ]);
  });
});
