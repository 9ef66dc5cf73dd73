import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { actor, type Actor, type Pressed } from '../../src/sandbox/actor.js';
import type { Chat } from '../../src/sandbox/chats.js';
import type { Message } from '../../src/sandbox/types.js';
import type { Table } from '../../src/domain/tables.js';
import { collegeTables } from '../support/college-tables.js';
import { startHouse, type House } from '../support/house.js';
import { reads, stageIn, tablesWith } from './cast.js';

const ENTER_FIRST = 'Войти в Сферум';
const ENTER = 'Перейти в VK Мессенджер';

let house: House;
beforeAll(async () => {
  house = await startHouse();
});
afterAll(() => house.stop());

const link = (pressed: Pressed): string => {
  if (pressed.kind === 'answer' && pressed.answer !== 'timeout' && pressed.answer.type === 'open_link')
    return pressed.answer.link;
  throw new Error(`No link: ${JSON.stringify(pressed)}`);
};
/** Nothing is said when somebody is put out: the chat is looked at until it is so. */
const eventually = (seen: () => void): Promise<void> => vi.waitFor(seen, { timeout: 5_000 });

const labels = (message: Message): string[] =>
  message.keyboard?.buttons.flat().map(({ action }) => ('label' in action ? action.label : '')) ?? [];
const chatTitled = (title: string): Chat => {
  const found = house.sandbox.world.chats.all().filter((chat) => chat.title === title);
  const [only] = found;
  if (!only || found.length > 1) throw new Error(`${found.length} chats are called ${title}`);
  return only;
};

/** From «Чаты» to a chat's card. */
const opens = async (person: Actor, name: string): Promise<Message> => {
  person.says('Чаты');
  await person.presses(name, await person.expectsAmong(/Ваши чаты/));
  return person.expectsAmong(new RegExp(`^${name}\n.*(впервые|открыть чат)`, 's'));
};
/** All the way into a chat. */
const enters = async (person: Actor, name: string): Promise<string> => {
  const card = await opens(person, name);
  const first = labels(card)[0] ?? '';
  const opened = link(await person.presses(first, card));
  person.person.joinByLink(opened);
  return opened;
};
/** An import has changed the roster, and the chat keeper looks. */
const rosterChanged = async (tables: readonly Table[]): Promise<void> => {
  await house.import(tables);
  await house.app.tick();
};

describe('«Чаты»', () => {
  it('a student finds the group and every subject, by pages, and is led in', async () => {
    const { transcript, bound } = stageIn(house);
    const student = await bound(801, 'Студент', 'student:2001');
    student.says('Чаты');
    const first = await student.expects(/Ваши чаты: 5 чатов, страница 1 из 2/);
    expect(labels(first)[0]).toBe('Группа ИСП-24');
    await student.presses('Дальше ▶');
    await student.expects(/страница 2 из 2/);
    await student.presses('◀ Назад');
    await student.presses('Группа ИСП-24', await student.expects(/страница 1 из 2/));
    const card = await student.expects(/впервые.*нажмите «Войти в Сферум»/s);
    const invite = link(await student.presses(ENTER_FIRST, card));
    expect(invite).toBe(chatTitled('Группа ИСП-24').link);
    expect(student.person.joinByLink(invite)).toBe('joined');
    const later = await student.expects(/Нажмите «Перейти в VK Мессенджер»/);
    expect(labels(later)).toEqual([ENTER, 'Назад']);
    await opens(student, 'Группа ИСП-24');
    expect(link(await student.presses(ENTER))).toBe(invite);
    await reads(transcript.text(), 'chats-student.txt');
  });

  it('a teacher, a curator and a parent see theirs and no others', async () => {
    const { transcript, bound } = stageIn(house);
    const seen = async (person: Actor): Promise<string> => {
      person.says('чаты');
      return (await person.expects(/Ваши чаты/)).text;
    };
    const parent = await bound(802, 'Родитель', 'parent:3001');
    expect(await seen(parent)).toBe(
      'Ваши чаты: 2 чата. Выберите, какой открыть.\n— Родители ИСП-24\n— Родители ЭК-25',
    );
    const curator = await bound(803, 'Куратор', 'teacher:502');
    expect(await seen(curator)).toMatch(/— Группа ИСП-24\n— Родители ИСП-24\n— Предмет: МДК/);
    const teacher = await bound(804, 'Преподаватель', 'teacher:503');
    expect(await seen(teacher)).toMatch(/2 чата.*— Предмет: Математика, ИСП-24\n— Предмет: Физика, ИСП-24$/s);
    await reads(transcript.text(), 'chats-others.txt');
  });

  it('two who enter at once make one chat', async () => {
    const student = await stageIn(house).bound(805, 'Второва', 'student:2002');
    const teacher = stageIn(house).stranger(804, 'Преподаватель');
    const cards = await Promise.all([
      opens(student, 'Предмет: Математика, ИСП-24'),
      opens(teacher, 'Предмет: Математика, ИСП-24'),
    ]);
    const [one, other] = await Promise.all([
      student.presses(ENTER_FIRST, cards[0]),
      teacher.presses(ENTER_FIRST, cards[1]),
    ]);
    expect(link(one)).toBe(link(other));
    expect(chatTitled('ИСП-24 · Математика').link).toBe(link(one));
  });

  it('a lost answer of createChat makes no second chat, and the person gets in', async () => {
    house.sandbox.world.fail('messages.createChat', 1, 'lose-reply');
    const teacher = stageIn(house).stranger(804, 'Преподаватель');
    const invite = await enters(teacher, 'Предмет: Физика, ИСП-24');
    expect(chatTitled('ИСП-24 · Физика').link).toBe(invite);
    expect(chatTitled('ИСП-24 · Физика').members.has(804)).toBe(true);
  });

  it('a lost answer of createChat makes no second chat though VK does not say either whether there is one', async () => {
    house.sandbox.world.fail('messages.createChat', 1, 'lose-reply');
    house.sandbox.world.fail('messages.getConversationsById', 2, { code: 917 });
    const student = actor(house, 801, { name: 'Студент' });
    const invite = await enters(student, 'Предмет: Литература, ИСП-24');
    expect(chatTitled('ИСП-24 · Литература').link).toBe(invite);
  });
});

describe('in a chat', () => {
  it('a stranger with the link is put out and the link is renewed; who belongs stays', async () => {
    const chat = chatTitled('Группа ИСП-24');
    const old = chat.link;
    const stranger = stageIn(house).stranger(811, 'Чужой');
    expect(stranger.person.joinByLink(old)).toBe('joined');
    await eventually(() => expect(chat.members.has(811)).toBe(false));
    await eventually(() => expect(chat.link).not.toBe(old));
    // Bound, but of another group.
    const foreign = await stageIn(house).bound(812, 'Студент ЭК-25', 'student:2003');
    foreign.person.joinByLink(chat.link);
    await eventually(() => expect(chat.members.has(812)).toBe(false));
    expect(chat.members.has(801)).toBe(true);
  });

  it('the bot is silent unless spoken to, and sends talk to private messages', async () => {
    const { transcript, stranger } = stageIn(house);
    const chat = chatTitled('Группа ИСП-24');
    const student = stranger(801, 'Студент').inChat(chat.peerId, 'Студент в чате');
    student.says('всем привет, занятия завтра?');
    student.sends('sticker');
    student.says('Чаты');
    student.says('[club1001|Звонок] что сейчас');
    await student.expects(/Напишите мне в личные сообщения/);
    student.says('/помощь');
    await student.expects(/Напишите мне в личные сообщения/);
    const said = house.sandbox.world
      .conversation(chat.peerId)
      .messages.filter(({ fromId, text }) => fromId < 0 && text !== '');
    expect(said).toHaveLength(2);
    await reads(transcript.text(), 'chat-silence.txt');
  });

  it('the bell rings there too; whoever presses is asked for their own right, and sees nothing of others', async () => {
    const chat = chatTitled('Группа ИСП-24');
    await house.clock.to('10:10');
    const inside = stageIn(house).stranger(801, 'Студент').inChat(chat.peerId, 'В чате');
    await house.app.tick();
    const notice = house.sandbox.world
      .conversation(chat.peerId)
      .messages.filter(({ text }) => text.startsWith('Началось занятие: Математика'));
    expect(notice).toHaveLength(1);
    expect(JSON.stringify(await inside.presses('Присоединиться с видео', notice[0]))).toContain('/j/v1.');
    // Somebody who slipped in, before the bot has put them out: no right, and no way to change the notice.
    chat.members.set(812, { id: 812, joinedAt: 0 });
    const foreign = stageIn(house).stranger(812, 'Чужой').inChat(chat.peerId, 'Чужой в чате');
    expect(JSON.stringify(await foreign.presses('Присоединиться с видео', notice[0]))).toContain(
      'Войти могут только участники',
    );
    for (const wish of [
      { do: 'day', day: '2026-11-25' },
      { do: 'settings' },
      { do: 'bind' },
      { do: 'help' },
    ]) {
      const button = {
        action: { type: 'callback' as const, label: 'x', payload: JSON.stringify({ v: 1, ...wish }) },
      };
      const [under] = notice;
      if (!under) throw new Error('no notice');
      expect(JSON.stringify(await foreign.person.pressCallback(under, button, 5_000))).toContain(
        'в личных сообщениях',
      );
    }
    expect(house.sandbox.world.conversation(chat.peerId).get(notice[0]?.cmid ?? 0)?.text).toMatch(
      /^Началось занятие: Математика/,
    );
    chat.members.delete(812);
  });
});

describe('the roster changes', () => {
  it('titles follow the group’s new name; who left the group is put out', async () => {
    const chat = chatTitled('Группа ИСП-24');
    const leaver = stageIn(house).stranger(805, 'Второва');
    await enters(leaver, 'Группа ИСП-24');
    await eventually(() => expect(chat.members.has(805)).toBe(true));
    const groups: Table = {
      name: 'groups',
      hasIds: true,
      rows: [
        { place: { file: 'college', line: 1 }, id: '101', name: 'ИСП-34', curatorId: '502' },
        { place: { file: 'college', line: 2 }, id: '102', name: 'ЭК-25', curatorId: '504' },
      ],
    };
    const people = collegeTables.find(({ name }) => name === 'students');
    if (people?.name !== 'students') throw new Error('no students');
    const students: Table = {
      ...people,
      rows: people.rows.map((row) => ({
        ...row,
        group: row.id === '2002' || row.id === '2003' ? 'ЭК-25' : 'ИСП-34',
      })),
    };
    const withoutLessons = tablesWith(groups, students).filter(({ name }) => name !== 'lessons');
    await rosterChanged(withoutLessons);
    expect(chat.title).toBe('Группа ИСП-34');
    expect(chat.members.has(805)).toBe(false);
    expect(chat.members.has(801)).toBe(true);
    leaver.says('Чаты');
    expect((await leaver.expectsAmong(/Ваши чаты/)).text).toContain('Группа ЭК-25');
  });
});
