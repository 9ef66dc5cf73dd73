import http from 'node:http';
import type https from 'node:https';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Keyboard, VK } from 'vk-io';
import { actor } from '../../src/sandbox/actor.js';
import { GROUP, type Standin, standin, TOKEN } from './standin.js';

/** vk-io's type asks for an https agent, though plain HTTP needs one of node:http, which has its options at run time. */
class PlainAgent extends http.Agent {
  declare readonly options: https.AgentOptions;
}

let vk: Standin;
let bot: VK;

beforeEach(async () => {
  vk = await standin();
  bot = new VK({
    token: TOKEN,
    apiBaseUrl: vk.sandbox.apiUrl,
    apiLimit: 20,
    agent: new PlainAgent(),
    pollingGroupId: GROUP,
  });
});
afterEach(async () => {
  const stopped = bot.updates.stop();
  await vk.stop();
  await stopped;
});

describe("somebody else's vk-io bot", () => {
  const menu = Keyboard.keyboard([[Keyboard.textButton({ label: 'Занятия', payload: { to: 'lessons' } })]]);
  const join = Keyboard.builder()
    .inline()
    .callbackButton({ label: 'Присоединиться', payload: { join: 1 } });

  beforeEach(async () => {
    await bot.api.groups.setLongPollSettings({
      group_id: GROUP,
      enabled: 1,
      api_version: '5.199',
      message_event: 1,
    });
    bot.updates.on('message_new', async (context) => {
      if (context.messagePayload?.to === 'lessons') {
        await context.send({ message: 'Физика,\nкаб. 12', keyboard: join, random_id: 2 });
      } else await context.send({ message: 'Здравствуйте', keyboard: menu, random_id: 1 });
    });
    bot.updates.on('message_event', async (context) => {
      await bot.api.messages.edit({
        peer_id: context.peerId,
        cmid: context.conversationMessageId ?? 0,
        message: 'Физика',
      });
      await context.answer({ type: 'open_link', link: `${vk.sandbox.url}/j/abcDEF123456789` });
    });
    await bot.updates.start();
  });

  test('is talked to as by a person, and the talk can be read', async () => {
    vk.world.addPerson({ id: 1001, firstName: 'Анна', lastName: 'Ким' });
    const student = actor(vk.sandbox, 1001, { name: 'Студент' });
    await student.presses('Начать');
    await student.expects(/Здравствуйте/);
    await student.presses('Занятия');
    await student.expects(/Физика/);
    expect(await student.presses('Присоединиться')).toMatchObject({ answer: { type: 'open_link' } });
    await student.expects(/^Физика$/);
    expect(student.unread()).toEqual([]);
    await expect(student.presses('Присоединиться')).rejects.toThrow(
      'Студент sees no button [Присоединиться]; visible: [Занятия]',
    );
    expect(student.screen(2)).toBe('Студент > Занятия\nБот < Физика\n⌨ [Занятия]');
    expect(student.transcript.text()).toBe(
      [
        'Студент [Начать]',
        'Бот < Здравствуйте',
        '      ⌨ [Занятия]',
        'Студент [Занятия]',
        'Бот < Физика,',
        '      каб. 12',
        '      [Присоединиться]',
        'Студент [Присоединиться]',
        'Бот < (исправлено) Физика',
        '      (открывается: http://127.0.0.1/j/…)',
        '',
      ].join('\n'),
    );
  });

  test('a person who waits in vain is told what is on the screen', async () => {
    vk.world.addPerson({ id: 1001, firstName: 'Анна', lastName: 'Ким' });
    const student = actor(vk.sandbox, 1001, { name: 'Студент' });
    student.says('привет');
    await expect(student.expects(/Пока/)).rejects.toThrow('expected /Пока/, but the bot said:\nЗдравствуйте');
    await expect(student.expects(/Пока/, 20)).rejects.toThrow('Студент > привет\nБот < Здравствуйте');
  });

  test('goes on after Long Poll has lost its key and its queue', async () => {
    const anna = vk.world.addPerson({ firstName: 'Анна', lastName: 'Ким' });
    vk.world.longPoll.loseHistory();
    const servers = () => vk.requests.filter((one) => one.method === 'groups.getLongPollServer');
    await expect.poll(() => servers()).toHaveLength(2);
    anna.say('привет');
    await expect.poll(() => vk.world.conversation(anna.id).messages).toHaveLength(2);
  });
});
