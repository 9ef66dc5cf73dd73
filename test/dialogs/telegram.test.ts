import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { encodeCallback } from '../../src/channels/telegram/callback-data.js';
import type { Actor } from '../../src/sandbox/actor.js';
import { momentOf } from '../../src/domain/time.js';
import { DAY, ZONE } from '../support/college-tables.js';
import { startHouse, type House } from '../support/house.js';

const GROUP_CHAT_SILENCE = 300;

/** Somebody bound in Telegram as these people of the roster, whoever was so before. */
async function bound(house: House, id: number, name: string, ...personIds: string[]): Promise<Actor> {
  const who = house.inTelegram(id, name);
  who.person.allow();
  const { bindings, roster } = house.app.storage;
  const now = house.clock.now();
  for (const { account } of await bindings.ofPersons(personIds)) await bindings.unbind(account);
  for (const { id: personId, kind } of await roster.persons(personIds))
    await bindings.bind({
      account: { channel: 'telegram', id: String(id) },
      personId,
      kind,
      boundAt: now,
      consent: { at: now, text: 'elsewhere' },
      notify: true,
      remindFor: [],
      reachable: true,
    });
  return who;
}

const linkOf = async (who: Actor): Promise<string> => {
  const opened = await who.presses('Открыть занятие');
  if (opened.kind !== 'link') throw new Error('no link');
  return opened.link;
};

describe('a student in Telegram', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse({ telegram: true });
  });
  afterAll(() => house.stop());
  const answers = (id: number) =>
    house.sandbox.telegram.world.conversation(id).messages.filter(({ fromId }) => fromId < 0).length;

  it('gets a personal page on a button of its own, and a fresh one as often as they press', async () => {
    const student = await bound(house, 7_000_000_002, 'Студент', 'student:2001');
    await house.clock.to('10:10');
    await student.expects(/Началось занятие: Математика/);
    await student.presses('Присоединиться с видео');
    await student.expects(/Началось занятие: Математика/);
    const link = await linkOf(student);
    expect(link).toMatch(/\/j\/v1\./);
    expect(await (await fetch(link)).text()).toContain('call_link=MATH');
    await house.clock.to('10:21');
    expect((await fetch(link)).status).toBe(410);
    const notice = await student.presses('Присоединиться с видео');
    expect(notice.kind).toBe('answer');
    await student.expects(/Началось занятие: Математика/);
    const fresh = await linkOf(student);
    expect((await fetch(fresh)).status).toBe(200);
    // One button of the kind, not two: the old address is gone from the message.
    expect(student.screen(1).match(/Открыть занятие/g)).toHaveLength(1);

    const { bindings } = house.app.storage;
    await bindings.unbind({ channel: 'telegram', id: '7000000002' });
    expect((await fetch(fresh)).status).toBe(403);
    await house.clock.to('11:41');
    expect((await fetch(fresh)).status).toBe(410);
  });

  it('comes by a printed code’s link, and is bound', async () => {
    const { security, storage } = house.app;
    const code = security.newInviteCode();
    const hash = security.hashInvite(code);
    if (hash === undefined) throw new Error('no code');
    await storage.invites.add([
      { hash, personId: 'student:2002', expiresAt: house.clock.now() + 24 * 3_600_000 },
    ]);
    const student = house.inTelegram(7_000_000_003, 'Студент');
    student.person.openRef(code);
    await student.expects(/согласие даёт родитель/);
    await student.presses('Продолжить');
    await student.expects(/Готово, Виктория/);
  });

  it('finds a page again whose button asks for more than Telegram lets a button carry', async () => {
    const student = await bound(house, 7_000_000_004, 'Студент', 'student:2001');
    const { data, kept } = encodeCallback('press', {
      do: 'day',
      day: '2026-11-26',
      who: `group:${'Очень длинное имя группы '.repeat(4)}`,
    });
    if (kept === undefined) throw new Error('short enough');
    await house.app.storage.buttons.keep(new Map([[data.slice(1), kept]]));
    student.says('Занятия');
    const page = await student.expects(/Среда/);
    const press = (payload: string) =>
      student.person.pressCallback(page, { action: { type: 'callback', label: 'x', payload } });
    await press(data);
    await student.expects(/Четверг, 26 ноября/);
    await press('#nobody-keeps-this');
    await student.expects(/Эта кнопка устарела/);
    await press('не наша кнопка');
    await student.expects(/Эта кнопка устарела/);
  });

  it('who blocks the bot gets no notices, and gets them again after letting it in', async () => {
    const student = await bound(house, 7_000_000_005, 'Студент', 'student:2001');
    const { bindings } = house.app.storage;
    const reachable = async () =>
      (await bindings.ofAccount({ channel: 'telegram', id: '7000000005' })).map((one) => one.reachable);
    student.person.block();
    await expect.poll(reachable).toEqual([false]);
    student.person.allow();
    await expect.poll(reachable).toEqual([true]);
  });

  it('who corrects a message, gets no second answer to it', async () => {
    const student = await bound(house, 7_000_000_006, 'Студент', 'student:2001');
    const said = student.says('завтро');
    await student.expects(/Не понял/);
    house.sandbox.telegram.world.correct(said, 'завтра');
    student.says('меню');
    await student.expects(/Что показать/);
    expect(answers(7_000_000_006)).toBe(2);
  });

  it('finds the bot’s words beside the text field, and each is understood', async () => {
    const { world } = house.sandbox.telegram;
    expect(world.commands.map(({ command }) => command)).toEqual(['start', 'menu', 'help']);
    const student = await bound(house, 7_000_000_009, 'Студент', 'student:2001');
    for (const [command, answer] of [
      ['/start', /Ваш учебный профиль/],
      ['/menu', /Что показать/],
      [`/help@${world.screenName}`, /показывает занятия и чаты/],
    ] as const) {
      student.says(command);
      await student.expects(answer);
    }
  });

  it('is told in words what can not be read', async () => {
    const student = await bound(house, 7_000_000_007, 'Студент', 'student:2001');
    student.sends('sticker');
    await student.expects(/Стикеры я не читаю/);
    student.sends('voice');
    await student.expects(/Голосовые сообщения я не слушаю/);
    student.sends('photo');
    await student.expects(/Картинки я не смотрю/);
  });

  it('brings the bot into a group, where it says one sentence when spoken to and nothing else', async () => {
    const student = await bound(house, 7_000_000_008, 'Студент', 'student:2001');
    const { world } = house.sandbox.telegram;
    const peerId = world.addGroup('Наша группа', student.person);
    const inGroup = student.inChat(peerId, 'Студент в группе');
    inGroup.says('всем привет');
    inGroup.says(`@${world.screenName} что завтра`);
    const hint = await inGroup.expects(/Напишите мне в личные сообщения/);
    // A bad client can press there what the bot never showed.
    const { id: lesson } = (await house.app.storage.timetable.ofGroups(['101'], DAY, DAY))[1] ?? {};
    if (lesson === undefined) throw new Error('no lesson');
    house.clock.moveTo(momentOf(DAY, '10:30', ZONE));
    const { data } = encodeCallback('press', { do: 'join', lesson });
    const pressed = await student.person.pressCallback(hint, {
      action: { type: 'callback', label: 'x', payload: data },
    });
    expect(pressed).toMatchObject({ text: 'Это работает в личных сообщениях с ботом' });
    inGroup.says('/help@another_bot');
    inGroup.says('/help');
    await inGroup.expects(/Напишите мне в личные сообщения/);
    await new Promise((resolve) => setTimeout(resolve, GROUP_CHAT_SILENCE));
    expect(inGroup.unread()).toEqual([]);
  });

  it('is answered in the messenger they wrote in, whatever equal number is whose in the other', async () => {
    const inTelegram = await bound(house, 909, 'Студент', 'student:2001');
    const inVk = house.person(909, 'Гость');
    inVk.says('Занятия');
    await inVk.expects(/после привязки учебного профиля/);
    inTelegram.says('Занятия');
    await inTelegram.expects(/Математика/);
  });
});

describe('a college in Telegram', () => {
  let house: House;
  afterEach(() => house.stop());

  it('without an address of its own puts nobody’s call into a message', async () => {
    const env = {
      TELEGRAM_TOKEN: '7000000001:sandbox',
      SECRET_KEY: 'a-key-of-the-tests-and-of-nothing-else',
    };
    house = await startHouse({ telegram: true, env });
    const student = await bound(house, 7_000_000_010, 'Студент', 'student:2001');
    await house.clock.to('10:10');
    const notice = await student.expects(/Началось занятие: Математика/);
    const pressed = await student.presses('Присоединиться с видео', notice);
    expect(JSON.stringify(pressed)).toContain('Вход отсюда колледж ещё не настроил');
    expect(JSON.stringify(house.sandbox.telegram.world.requests)).not.toContain('call_link');
  });

  it('shows invitations to its chats in VK', async () => {
    house = await startHouse({ telegram: true });
    const student = await bound(house, 7_000_000_011, 'Студент', 'student:2001');
    student.says('Чаты');
    await student.expects(/Ваши чаты/);
    await student.presses('Группа ИСП-24');
    await student.expects(/привяжите учебный профиль и в боте в VK/);
    await student.presses('Войти в Сферум');
    await student.expects(/Группа ИСП-24/);
    const opened = await student.presses('Открыть чат');
    expect(opened).toMatchObject({ kind: 'link' });
    student.says('Отменить привязку');
    await student.expects(/Отменить привязку\? Уведомления/);
    await student.presses('Да, отменить привязку');
    await student.expects(/Привязка отменена/);
    // A number of Telegram's means somebody else in VK: nobody is put out by it.
    expect(house.sandbox.world.requests.map(({ method }) => method)).not.toContain('messages.removeChatUser');
  });

  it('shows none when it says so', async () => {
    const env = {
      TELEGRAM_TOKEN: '7000000001:sandbox',
      SECRET_KEY: 'a-key-of-the-tests-and-of-nothing-else',
      TELEGRAM_CHATS: 'none',
    };
    house = await startHouse({ telegram: true, env });
    const student = await bound(house, 7_000_000_012, 'Студент', 'student:2001');
    student.says('Чаты');
    await student.expects(/Чаты колледжа открываются в VK Мессенджере/);
  });
});
