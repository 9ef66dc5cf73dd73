import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Api } from '../../src/sandbox/api.js';
import { SCHEMA_NOTE } from './vk-schema.js';
import { GROUP, type Standin, standin, TOKEN } from './standin.js';

const USER_TOKEN = 'administrator-token';
const PERSON = 1001;
const PEER = 2_000_000_001;
/** An address at which nobody answers: VK then says that the confirmation has failed, which is no error of the call. */
const NOBODY = 'http://127.0.0.1:9/callback';

type Call = { method: string; params: Readonly<Record<string, string | number>>; token?: string };
const call = (method: string, params: Call['params'], token = TOKEN): Call => ({ method, params, token });

/** Calls of every method, in an order in which each succeeds. Numbers are the first of their kind. */
const SETTINGS: readonly Call[] = [
  call('groups.getById', { group_id: GROUP }),
  call('groups.getTokenPermissions', {}),
  call('groups.setSettings', { group_id: GROUP, bots_capabilities: 1, messages: 1 }),
  call('groups.setLongPollSettings', { group_id: GROUP, enabled: 1, api_version: '5.199', message_new: 1 }),
  call('groups.getLongPollSettings', { group_id: GROUP }),
  call('groups.getLongPollServer', { group_id: GROUP }),
  call('groups.getCallbackConfirmationCode', { group_id: GROUP }),
  call('groups.addCallbackServer', { group_id: GROUP, url: NOBODY, title: 'bot', secret_key: 'word' }),
  call('groups.editCallbackServer', { group_id: GROUP, server_id: 1, url: NOBODY, title: 'bot2' }),
  call('groups.setCallbackSettings', { group_id: GROUP, server_id: 1, api_version: '5.199', message_new: 1 }),
  call('groups.getCallbackServers', { group_id: GROUP }),
  call('groups.deleteCallbackServer', { group_id: GROUP, server_id: 1 }),
  call('users.get', { user_ids: PERSON }),
  call('utils.resolveScreenName', { screen_name: 'college' }),
];
const TALK: readonly Call[] = [
  call('messages.isMessagesFromGroupAllowed', { group_id: GROUP, user_id: PERSON }),
  call('messages.setActivity', { peer_id: PERSON, type: 'typing' }),
  call('messages.markAsRead', { peer_id: PERSON }),
  call('messages.send', { peer_ids: PERSON, message: 'Здравствуйте', random_id: 1 }),
  call('messages.edit', { peer_id: PERSON, cmid: 2, message: 'Добрый день' }),
  call('messages.getByConversationMessageId', { peer_id: PERSON, conversation_message_ids: '1,2' }),
  call('messages.delete', { peer_id: PERSON, cmids: 2, delete_for_all: 1 }),
  call('messages.createChat', { title: 'Группа' }),
  call('messages.editChat', { chat_id: 1, title: 'Группа 2' }),
  call('messages.getInviteLink', { peer_id: PEER }),
  call('messages.getConversationsById', { peer_ids: `${PERSON},${PEER}`, extended: 1 }),
  call('messages.getConversationMembers', { peer_id: PEER }),
  call('messages.removeChatUser', { chat_id: 1, member_id: PERSON }),
  call('calls.start', {}, USER_TOKEN),
];
/** These need what only a running call or a press has. */
const ELSEWHERE = ['calls.forceFinish', 'messages.sendMessageEventAnswer'];

describe.each([
  ['settings', SETTINGS],
  ['talk', TALK],
])(`whoever trusts the stand-in${SCHEMA_NOTE}`, (_what, calls) => {
  let vk: Standin;
  beforeAll(async () => {
    vk = await standin({ userToken: USER_TOKEN });
    vk.world.addPerson({ id: PERSON, firstName: 'Анна', lastName: 'Ким' }).start();
  });
  // What was answered is compared with VK's published schema at the end.
  afterAll(() => vk.stop());

  it.each(calls)('gets from $method what VK itself would answer', async ({ method, params, token }) => {
    if (method === 'messages.getConversationMembers')
      vk.world.person(PERSON).joinByLink(vk.world.chats.all()[0]?.link ?? '');
    const answer = await vk.call(method, params, token);
    expect(answer.error).toBeUndefined();
    expect(answer.response).toBeDefined();
  });
});

describe('the comparison', () => {
  it('leaves no method of the stand-in out', async () => {
    const vk = await standin();
    const known = new Api(vk.world, 'http://127.0.0.1/longpoll').names();
    const called = [...SETTINGS, ...TALK].map(({ method }) => method);
    expect([...called, ...ELSEWHERE].sort()).toEqual(known.sort());
    await vk.stop();
  });
});
