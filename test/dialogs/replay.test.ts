import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LiveWorld } from '../../src/sandbox/page/live.js';
import { pressShown } from '../../src/sandbox/page/records.js';
import { parseScript } from '../../src/sandbox/script/parse.js';
import { Recorder } from '../../src/sandbox/script/recorder.js';
import { replay } from '../../src/sandbox/script/replay.js';
import type { ReplayResult } from '../../src/sandbox/script/stage.js';
import { Worlds } from '../../src/sandbox/worlds.js';
import { ZONE } from '../support/college-tables.js';
import { startHouse } from '../support/house.js';
import { bindAs } from './cast.js';

type Setting = {
  /** who is bound before the dialog begins, and as whom */
  readonly bound?: Readonly<Record<string, readonly string[]>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly showsCodes?: boolean;
};

/** What stands before the first line of each transcript that says of itself all the rest. */
const SETTINGS: Readonly<Record<string, Setting>> = {
  'binding-back.txt': {},
  'binding-mistakes.txt': {},
  'binding-parent.txt': {},
  'binding-second-role.txt': { bound: { Студент: ['student:2001'] } },
  'binding-student.txt': {},
  'binding-teacher.txt': {},
  'binding-two-roles.txt': {},
  'chats-others.txt': {
    bound: { Родитель: ['parent:3001'], Куратор: ['teacher:502'], Преподаватель: ['teacher:503'] },
  },
  'lessons-guest.txt': {},
  'lessons-parent.txt': { bound: { Родитель: ['parent:3001'] } },
  'lessons-student.txt': { bound: { Студент: ['student:2001'] } },
  'lessons-teacher.txt': { bound: { Преподаватель: ['teacher:502'] } },
  'lessons-words.txt': { bound: { Студент: ['student:2002'] } },
  'no-codes.txt': { showsCodes: false },
  'settings-teacher.txt': { bound: { Преподаватель: ['teacher:503'] } },
  'teacher-link.txt': { bound: { Преподаватель: ['teacher:503'] } },
  'unbind-kept.txt': { bound: { Студент: ['student:2001'] } },
  'unbind-two-roles.txt': { bound: { Макетова: ['teacher:503', 'parent:3002'] } },
};

/** Why the others can't be played: they leave out what a record of the sandbox says. */
const UNPLAYABLE: Readonly<Record<string, string>> = {
  'bell.txt': 'three dialogs side by side; the clock is moved unsaid',
  'teacher-start.txt': 'three dialogs side by side',
  'binding-codes.txt': 'wrong codes are masked like right ones',
  'binding-unknown-phone.txt': 'wrong codes are masked like right ones; two people in turns of the clock',
  'binding-silence.txt': 'the clock is moved unsaid',
  'binding-taken.txt': 'the clock is moved unsaid; the other’s record was bound in another dialog',
  'join-student.txt': 'the clock is moved unsaid',
  'join-strangers.txt': 'the clock is moved unsaid; the pressed buttons are in a dialog not shown',
  'lessons-hours.txt': 'the clock is moved unsaid',
  'chats-student.txt': 'the coming into the chat is left out',
  'chat-silence.txt': 'the chat was entered in another dialog',
  'invite-qr.txt': 'the printed code is left out',
  'invite-typed.txt': 'the code is printed beforehand, for one use',
  'invite-wrong.txt': 'the code is printed beforehand, for one use',
  'unbind.txt': 'the printed code is left out; the clock is moved unsaid',
  'odd.txt': 'a text of 4096 letters is shortened',
  'odd-payloads.txt': 'bent clients’ presses are not shown',
  'crowded-day.txt': 'another college',
  'crowded-settings.txt': 'another college',
};

const DIALOGS = new URL('./', import.meta.url);

/** @param patienceMs what the bot has for an answer while nothing goes wrong */
async function play(
  text: string,
  { bound = {}, env = {}, showsCodes = true }: Setting,
  patienceMs?: number,
): Promise<ReplayResult> {
  const parsed = parseScript(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const house = await startHouse({ env, showsCodes });
  try {
    const { world } = house.sandbox;
    const live = new LiveWorld({ world: new Worlds(world), phone: house.phone, zone: ZONE, people: [] });
    const recorder = new Recorder({ world, phone: house.phone, zone: ZONE });
    const ids = new Map<string, number>();
    for (const [name, personIds] of Object.entries(bound)) {
      const { id } = world.addPerson({ firstName: name, lastName: '', allowed: 'yes' });
      ids.set(name, id);
      await bindAs(house, id, ...personIds);
    }
    return await replay(parsed.lines, {
      world,
      phone: house.phone,
      zone: ZONE,
      recorder,
      seat: (who) => ids.get(who) ?? world.addPerson({ firstName: who, lastName: '' }).id,
      press: (person, button) => pressShown(live, person, button),
      moveClock: async (at) => {
        house.clock.moveTo(at);
        await house.app.tick();
      },
      ...(patienceMs !== undefined && { patienceMs }),
    });
  } finally {
    await house.stop();
  }
}

describe('whoever reads the tests’ dialogs', () => {
  it('can play each of them, or knows why not', () => {
    const files = readdirSync(DIALOGS).filter((file) => file.endsWith('.txt'));
    expect([...Object.keys(SETTINGS), ...Object.keys(UNPLAYABLE)].sort()).toEqual(files.sort());
  });

  it.concurrent.each(Object.entries(SETTINGS))('sees the bot answer as in %s', async (file, setting) => {
    expect(await play(readFileSync(new URL(file, DIALOGS), 'utf8'), setting)).toMatchObject({ ok: true });
  });
});

/** A call that VK does not answer is waited for as long as the bot waits. */
const HANGING = `
(сбой: messages.send × 1: не ответит)
Студент > (голосовое)
Бот < Голосовые сообщения я не слушаю. Нажмите кнопку или напишите словами.
      [Занятия] [Чаты]
      [Помощь]
`;

describe('whoever replays a record of a call that hung', () => {
  it('sees the answer that came after it, though it came late', async () => {
    const bound = { Студент: ['student:2001'] };
    expect(await play(HANGING, { bound }, 1_500)).toMatchObject({ ok: true });
  });
});
