import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Person } from '../../src/sandbox/people.js';
import type { Button } from '../../src/sandbox/keyboard.js';
import { callbacks, GROUP, type Standin, standin } from './standin.js';

let vk: Standin;
let anna: Person;

beforeEach(async () => {
  vk = await standin({ callbackPausesMs: [5, 5] });
  anna = vk.world.addPerson({ firstName: 'Анна', lastName: 'Ким' });
});
afterEach(async () => {
  await vk.stop();
});

type Checked = {
  readonly ts?: string;
  readonly failed?: number;
  readonly updates?: readonly { readonly type: string; readonly event_id: string; readonly object: object }[];
};
type LongPollServer = { readonly server: string; readonly key: string; readonly ts: string };

const open = async () => {
  return (await vk.call('groups.getLongPollServer', { group_id: GROUP })).response as LongPollServer;
};
const check = async (at: LongPollServer, ts = at.ts, wait = 0) => {
  const response = await fetch(`${at.server}?act=a_check&key=${at.key}&ts=${ts}&wait=${wait}`);
  return (await response.json()) as Checked;
};
const onEvents = (types: readonly string[]) => {
  const on = Object.fromEntries(types.map((type) => [type, 1]));
  return vk.call('groups.setLongPollSettings', { group_id: GROUP, api_version: '5.199', ...on });
};

describe('Long Poll', () => {
  test('a bot that waits hears a message the moment it is written', async () => {
    const at = await open();
    const waiting = check(at, at.ts, 25);
    anna.openRef('CODE1234', 'poster');
    const { ts, updates } = await waiting;
    expect(updates).toEqual([
      expect.objectContaining({
        type: 'message_new',
        group_id: GROUP,
        v: '5.199',
        object: expect.objectContaining({
          message: expect.objectContaining({
            from_id: anna.id,
            peer_id: anna.id,
            text: 'Начать',
            payload: '{"command":"start"}',
            ref: 'CODE1234',
            ref_source: 'poster',
            conversation_message_id: 1,
          }),
          client_info: expect.objectContaining({ inline_keyboard: true }),
        }),
      }),
    ]);
    expect(await check(at, ts)).toEqual({ ts, updates: [] });
  });

  test('nothing is lost between two looks, and two bots each hear everything', async () => {
    const [one, other] = [await open(), await open()];
    for (const text of ['1', '2', '3']) anna.say(text);
    expect((await check(one)).updates).toHaveLength(3);
    expect((await check(other)).updates).toHaveLength(3);
  });

  test('presses come only to a bot that asked for them', async () => {
    const at = await open();
    const first = anna.pressCallback(anna.say('привет'), CALLBACK, 10);
    expect((await check(at)).updates?.map((one) => one.type)).toEqual(['message_new']);
    expect(await first).toBe('timeout');
    await onEvents(['message_event', 'message_allow', 'message_deny']);
    const settings = (await vk.call('groups.getLongPollSettings', { group_id: GROUP })).response;
    expect(settings).toMatchObject({
      is_enabled: true,
      api_version: '5.199',
      events: { message_new: 1, message_event: 1, message_reply: 0 },
    });
    const later = await open();
    const second = anna.pressCallback(anna.say('ещё'), CALLBACK, 10);
    anna.block();
    anna.allow();
    const types = (await check(later)).updates?.map((one) => one.type);
    expect(types).toEqual(['message_new', 'message_event', 'message_deny', 'message_allow']);
    await second;
  });

  test('a bot with a dead key, a lost queue or an old place is told which it is', async () => {
    const at = await open();
    anna.say('раз');
    expect(await check(at, '99')).toEqual({ failed: 1, ts: at.ts });
    vk.world.longPoll.outdate();
    const { failed, ts = '' } = await check(at);
    expect(failed).toBe(1);
    expect(await check(at, ts)).toEqual({ ts, updates: [] });
    vk.world.longPoll.expireKeys();
    expect(await check(at)).toEqual({ failed: 2 });
    const fresh = await open();
    const waiting = check(fresh, fresh.ts, 25);
    await expect.poll(() => vk.requests.at(-1)?.method).toBe('groups.getLongPollServer');
    vk.world.longPoll.loseHistory();
    expect(await waiting).toEqual({ failed: 3 });
    expect((await check(await open())).updates).toEqual([]);
  });

  test('Long Poll itself may be made to fail', async () => {
    const at = await open();
    anna.say('раз');
    vk.world.fail('a_check', 1, { code: 2 });
    expect((await check(at)).failed).toBe(2);
    vk.world.fail('a_check', 1, 'lose-reply');
    await expect(check(at)).rejects.toThrow('fetch failed');
    expect((await check(at)).updates).toHaveLength(1);
  });

  test('an event may be played twice with the same event_id', async () => {
    const at = await open();
    vk.world.fail('message_new', 1, 'twice');
    anna.say('раз');
    anna.say('два');
    const ids = (await check(at)).updates?.map((one) => one.event_id) ?? [];
    expect(ids).toHaveLength(3);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
  });
});

const CALLBACK: Button = { action: { type: 'callback', label: 'Чаты', payload: '{"to":"chats"}' } };

describe('a pressed callback button', () => {
  const pressed = () => {
    return vk.world.bus.first((event) => (event.type === 'press' ? event : undefined), 1000);
  };
  const answer = (eventId: string, data?: object, userId = anna.id) => {
    const event_data = data === undefined ? {} : { event_data: JSON.stringify(data) };
    const who = { event_id: eventId, user_id: userId, peer_id: anna.id };
    return vk.call('messages.sendMessageEventAnswer', { ...who, ...event_data });
  };

  test('shows the snackbar that the bot answers with, once', async () => {
    const press = pressed();
    const shown = anna.pressCallback(anna.say('а'), CALLBACK, 1000);
    const eventId = (await press)?.eventId ?? '';
    expect((await answer(eventId, { type: 'show_snackbar', text: 'Рано' })).response).toBe(1);
    expect(await shown).toEqual({ type: 'show_snackbar', text: 'Рано' });
    expect((await answer(eventId)).error?.error_code).toBe(100);
    const event = vk.updates.find((update) => update.type === 'message_event');
    expect(event?.object).toEqual({
      user_id: anna.id,
      peer_id: anna.id,
      event_id: eventId,
      payload: { to: 'chats' },
      conversation_message_id: 1,
    });
  });

  test.each([
    ['a link', { type: 'open_link', link: 'https://a.ru/j' }, undefined],
    ['nothing but the end of the spinner', undefined, undefined],
    ['a snackbar of 91 characters', { type: 'show_snackbar', text: 'я'.repeat(91) }, 100],
    ['an unknown kind of answer', { type: 'explode' }, 100],
    ['a link that is no link', { type: 'open_link', link: 'call' }, 100],
  ])('takes %s as VK would', async (_what, data, code) => {
    const eventId = vk.world.presses.open(anna.id, anna.id, vk.clock.now());
    expect((await answer(eventId, data)).error?.error_code).toBe(code);
  });

  test("cannot be answered after a minute, nor in another person's name", async () => {
    const one = vk.world.presses.open(anna.id, anna.id, vk.clock.now());
    expect((await answer(one, undefined, anna.id + 1)).error?.error_code).toBe(100);
    vk.clock.time += 60_001;
    expect((await answer(one)).error?.error_code).toBe(100);
  });

  test('of a forwarded message comes from the dialog of whoever pressed', async () => {
    await vk.call('messages.send', {
      peer_id: anna.say('а').fromId,
      message: 'Меню',
      random_id: 1,
      keyboard: callbacks([['Чаты']]),
    });
    const [, menu] = vk.world.conversation(anna.id).messages;
    const oleg = vk.world.addPerson({ firstName: 'Олег', lastName: 'Ли', allowed: 'yes' });
    if (menu === undefined) throw new Error('the menu has not come');
    await oleg.pressCallback(menu, CALLBACK, 1);
    expect(vk.updates.at(-1)?.object).toMatchObject({
      user_id: oleg.id,
      peer_id: oleg.id,
      conversation_message_id: 2,
    });
  });
});

describe('Callback API', () => {
  let bot: Server;
  let heard: {
    readonly body: { readonly type: string; readonly [key: string]: unknown };
    readonly headers: IncomingHttpHeaders;
  }[];
  let replies: { status: number; text: string }[];

  beforeEach(async () => {
    heard = [];
    replies = [];
    bot = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = JSON.parse(Buffer.concat(chunks).toString()) as { type: string };
        heard.push({ body, headers: request.headers });
        const usual = body.type === 'confirmation' ? vk.world.callback.confirmationCode : 'ok';
        const { status, text } = replies.shift() ?? { status: 200, text: usual };
        response.writeHead(status).end(text);
      });
    });
    await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    bot.closeAllConnections();
    await new Promise((resolve) => bot.close(resolve));
  });

  const subscribe = async () => {
    const address = bot.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const url = `http://127.0.0.1:${port}/vk/callback`;
    const added = await vk.call('groups.addCallbackServer', {
      group_id: GROUP,
      url,
      title: 'bot',
      secret_key: 's3cret',
    });
    const { server_id } = added.response as { server_id: number };
    return server_id;
  };
  const statusOf = async () => {
    const { response } = await vk.call('groups.getCallbackServers', { group_id: GROUP });
    return (response as { items: { status: string }[] }).items.map((one) => one.status);
  };
  const confirmed = () => expect.poll(statusOf).toEqual(['ok']);

  test('an address that confirms itself gets events with the secret, and only the chosen types', async () => {
    const server_id = await subscribe();
    await confirmed();
    expect(heard[0]?.body).toEqual({ type: 'confirmation', group_id: GROUP, secret: 's3cret' });
    anna.block();
    anna.say('раз');
    await expect.poll(() => heard).toHaveLength(2);
    expect(heard[1]?.body).toMatchObject({
      type: 'message_new',
      secret: 's3cret',
      v: '5.199',
      group_id: GROUP,
    });
    await vk.call('groups.setCallbackSettings', {
      group_id: GROUP,
      server_id,
      message_new: 0,
      message_deny: 1,
    });
    anna.say('два');
    anna.block();
    await expect.poll(() => heard).toHaveLength(3);
    expect(heard[2]?.body.type).toBe('message_deny');
  });

  test('an address with a wrong confirmation gets nothing', async () => {
    replies = [{ status: 200, text: 'wrong' }];
    await subscribe();
    await expect.poll(statusOf).toEqual(['failed']);
    await subscribe();
    await expect.poll(statusOf).toEqual(['failed', 'ok']);
    anna.say('раз');
    anna.say('два');
    await expect.poll(() => heard.length).toBeGreaterThanOrEqual(4);
    const types = heard.map((one) => one.body.type);
    expect(types).toEqual(['confirmation', 'confirmation', 'message_new', 'message_new']);
  });

  test('an event that was not answered with ok comes again, counted, until it is', async () => {
    await subscribe();
    await confirmed();
    replies = [
      { status: 500, text: 'ok' },
      { status: 200, text: 'no' },
    ];
    anna.say('раз');
    await expect.poll(() => heard).toHaveLength(4);
    const tries = heard.slice(1);
    expect(new Set(tries.map((one) => one.body['event_id'])).size).toBe(1);
    expect(tries.map((one) => one.headers['x-retry-counter'])).toEqual([undefined, '1', '2']);
  });
});
