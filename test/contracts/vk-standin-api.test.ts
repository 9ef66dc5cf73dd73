import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Person } from '../../src/sandbox/people.js';
import { GROUP, type Standin, standin, TOKEN } from './standin.js';

let vk: Standin;
let anna: Person;

beforeEach(async () => {
  vk = await standin({ userToken: 'admin-token' });
  anna = vk.world.addPerson({ firstName: 'Анна', lastName: 'Ким', allowed: 'yes' });
});
afterEach(async () => {
  await vk.stop();
});

describe('the envelope', () => {
  test('a refusal carries the code, the wording and the parameters, never the token', async () => {
    const url = `${vk.sandbox.apiUrl}/messages.send?v=5.199&peer_id=1&access_token=${TOKEN}`;
    const text = await (await fetch(url)).text();
    expect(JSON.parse(text)).toEqual({
      error: {
        error_code: 100,
        error_msg:
          'One of the parameters specified was missing or invalid: random_id is a required parameter',
        request_params: [
          { key: 'method', value: 'messages.send' },
          { key: 'oauth', value: '1' },
          { key: 'v', value: '5.199' },
          { key: 'peer_id', value: '1' },
        ],
      },
    });
    expect(JSON.stringify(vk.requests)).not.toContain(TOKEN);
  });

  test.each([
    ['a wrong token', 'users.get', { v: '5.199' }, 'x', 5],
    ['no version', 'users.get', {}, TOKEN, 8],
    ['an unknown method', 'messages.sendd', { v: '5.199' }, TOKEN, 3],
    ['a call for a community', 'calls.start', { v: '5.199' }, TOKEN, 27],
    ["another community's settings", 'groups.getLongPollServer', { v: '5.199', group_id: '1' }, TOKEN, 15],
  ])('%s: refused', async (_what, method, params, token, code) => {
    const response = await fetch(`${vk.sandbox.apiUrl}/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: new URLSearchParams(params),
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ error: { error_code: code } });
  });

  test("an administrator's token may start a call", async () => {
    const { response } = await vk.call('calls.start', { group_id: -GROUP }, 'admin-token');
    expect(response).toMatchObject({ join_link: expect.stringContaining('https://vk.com/call/join/') });
  });

  test('multipart is read, JSON is not', async () => {
    const form = new FormData();
    const params = {
      v: '5.199',
      access_token: TOKEN,
      peer_id: String(anna.id),
      message: 'Привет, «мир»',
      random_id: '1',
    };
    for (const [name, value] of Object.entries(params)) form.set(name, value);
    const url = `${vk.sandbox.apiUrl}/messages.send`;
    expect(await (await fetch(url, { method: 'POST', body: form })).json()).toEqual({ response: 1 });
    expect(vk.world.messageById(1)?.text).toBe('Привет, «мир»');
    const asJson = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(params),
    });
    expect(await asJson.json()).toMatchObject({ error: { error_code: 5 } });
  });

  test('the twenty-first call of a second is refused, and execute is one call', async () => {
    const code = `return [${Array(25).fill('API.users.get({})').join(',')}];`;
    const many = Array.from({ length: 25 }, () => vk.call('execute', { code }));
    const codes = (await Promise.all(many)).map((answer) => answer.error?.error_code);
    expect(codes.filter((one) => one === undefined)).toHaveLength(20);
    expect(codes.filter((one) => one === 6)).toHaveLength(5);
  });
});

describe('execute', () => {
  const sending = (peerId: number, randomId: number) =>
    `API.messages.send(${JSON.stringify({ peer_id: peerId, message: 'Пара «1»\n"а"', random_id: randomId })})`;

  test('sends a batch; a refused one is false at its place, and is explained', async () => {
    const answer = await vk.call('execute', {
      code: `return [${sending(anna.id, 1)}, ${sending(5, 2)}, ${sending(anna.id, 3)}];`,
    });
    expect(answer.response).toEqual([1, false, 2]);
    expect(answer.execute_errors).toEqual([
      expect.objectContaining({ method: 'messages.send', error_code: 936 }),
    ]);
    expect(vk.world.messageById(1)?.text).toBe('Пара «1»\n"а"');
  });

  test.each([
    ['a variable', `var a = API.users.get({user_ids: [ID, 5]}); return a[0].first_name;`, 'Анна'],
    ['a field of each', `var a = API.users.get({"user_ids": "ID"}); return a@.last_name;`, ['Ким']],
    ['a loop', `var i = 0; var l = []; while (i < 3) { l.push(i * 2); i = i + 1; } return l;`, [0, 2, 4]],
    [
      'a branch',
      `if (API.users.get({user_ids: ID}).length == 1 && !false) return "yes"; else return "no";`,
      'yes',
    ],
    ['no return', `var a = 1;`, null],
    ['comments and arithmetic', `/* a */ return (1 + 2) * -3 - 4 % 3; // b`, -10],
    ['an object', `return {"a": 1, b: [true, null]};`, { a: 1, b: [true, null] }],
  ])('understands %s', async (_what, code, response) => {
    expect((await vk.call('execute', { code: code.replace('ID', String(anna.id)) })).response).toEqual(
      response,
    );
  });

  test.each([
    ['an unfinished script', 'return [API.users.get({})', 12],
    ['strange characters', 'return #;', 12],
    ['26 calls', `return [${Array(26).fill('API.users.get({})').join(',')}];`, 13],
    ['an unknown variable', 'return a;', 13],
    ['an endless loop', 'while (true) { }', 13],
  ])('%s is refused whole', async (_what, code, error) => {
    expect(await vk.refusal('execute', { code })).toBe(error);
  });
});

describe('chats', () => {
  const create = async () => {
    return (await vk.call('messages.createChat', { title: 'Группа ИС-21' })).response as { chat_id: number };
  };
  const linkOf = async (peerId: number, reset = 0) => {
    const { response } = await vk.call('messages.getInviteLink', { peer_id: peerId, reset });
    return (response as { link: string }).link;
  };
  const PEER = 2_000_000_001;

  test('a chat is empty at first; who enters by the link is a member, and the bot hears of it', async () => {
    expect(await create()).toEqual({ chat_id: 1, peer_ids: [] });
    const members = async () =>
      (await vk.call('messages.getConversationMembers', { peer_id: PEER })).response;
    expect(await members()).toMatchObject({ count: 1, items: [{ member_id: -GROUP, is_owner: true }] });
    expect(anna.joinByLink(await linkOf(PEER))).toBe('joined');
    expect(await members()).toMatchObject({ count: 2, items: [{}, { member_id: anna.id, can_kick: true }] });
    expect(vk.updates.at(-1)?.object).toMatchObject({
      message: { from_id: anna.id, peer_id: PEER, id: 0, action: { type: 'chat_invite_user_by_link' } },
    });
    anna.say('всем привет', { in: PEER });
    expect(vk.updates.at(-1)?.object).toMatchObject({
      message: { text: 'всем привет', conversation_message_id: 2 },
    });
  });

  test('who is put out stays out by the old link, and comes in by a new one only', async () => {
    await create();
    const link = await linkOf(PEER);
    anna.joinByLink(link);
    expect((await vk.call('messages.removeChatUser', { chat_id: 1, member_id: anna.id })).response).toBe(1);
    expect(await vk.refusal('messages.removeChatUser', { chat_id: 1, member_id: anna.id })).toBe(935);
    expect(anna.joinByLink(link)).toBe('kicked');
    expect(() => anna.say('я тут', { in: PEER })).toThrow('not in chat');
    const renewed = await linkOf(PEER, 1);
    expect(renewed).not.toBe(link);
    const oleg = vk.world.addPerson({ firstName: 'Олег', lastName: 'Ли' });
    expect(oleg.joinByLink(link)).toBe('link-invalid');
    expect(oleg.joinByLink(renewed)).toBe('joined');
    oleg.leave(PEER);
    expect(vk.updates.at(-1)?.object).toMatchObject({
      message: { action: { type: 'chat_kick_user', member_id: oleg.id }, from_id: oleg.id },
    });
  });

  test('chats can be looked up by number, and what does not exist is left out', async () => {
    await create();
    await vk.call('messages.editChat', { chat_id: 1, title: 'Группа ИС-22' });
    const { response } = await vk.call('messages.getConversationsById', { peer_ids: `${PEER},${PEER + 1}` });
    expect(response).toMatchObject({
      count: 1,
      items: [{ peer: { id: PEER, type: 'chat', local_id: 1 }, chat_settings: { title: 'Группа ИС-22' } }],
    });
    expect(await vk.refusal('messages.getInviteLink', { peer_id: PEER + 1 })).toBe(919);
    expect(await vk.refusal('messages.getConversationMembers', { peer_id: PEER + 1 })).toBe(917);
  });
});

describe('misfortunes', () => {
  const message = { message: 'а', random_id: 1 };

  test('a call may be refused a given number of times', async () => {
    vk.world.fail('messages.send', 2, { code: 10 });
    const codes = [];
    for (let i = 0; i < 3; i += 1)
      codes.push(await vk.refusal('messages.send', { peer_id: anna.id, ...message }));
    expect(codes).toEqual([10, 10, undefined]);
  });

  test('a lost reply has done its work', async () => {
    vk.world.fail('messages.createChat', 1, 'lose-reply');
    await expect(vk.call('messages.createChat', { title: 'Чат' })).rejects.toThrow('fetch failed');
    expect(vk.world.chats.all()).toHaveLength(1);
    expect(vk.requests.at(-1)).toMatchObject({ fault: 'lose-reply', answer: { response: { chat_id: 1 } } });
  });

  test('a call that hangs has done nothing', async () => {
    vk.world.fail('*', 1, 'hang');
    const signal = AbortSignal.timeout(50);
    await expect(fetch(`${vk.sandbox.apiUrl}/messages.createChat?title=a`, { signal })).rejects.toThrow(
      'timeout',
    );
    expect(vk.world.chats.all()).toEqual([]);
  });

  test('one recipient of many may be refused, and a proxy may answer instead of VK', async () => {
    vk.world.fail('messages.send', 1, { code: 9, peerId: anna.id });
    const { response } = await vk.call('messages.send', { peer_ids: anna.id, ...message });
    expect(response).toMatchObject([{ peer_id: anna.id, error: { code: 9 } }]);
    vk.world.fail('messages.send', 1, { status: 502 });
    const page = await fetch(`${vk.sandbox.apiUrl}/messages.send`, { method: 'POST' });
    expect([page.status, page.headers.get('content-type')]).toEqual([502, 'text/html']);
  });
});
