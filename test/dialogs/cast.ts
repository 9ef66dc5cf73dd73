import { readFile } from 'node:fs/promises';
import { expect, inject, it } from 'vitest';
import type { Table } from '../../src/domain/tables.js';
import { momentOf } from '../../src/domain/time.js';
import { encodeAction } from '../../src/channels/payload.js';
import { encodeCallback } from '../../src/channels/telegram/callback-data.js';
import type { Action } from '../../src/domain/messages.js';
import { actor, type Actor, type Pressed } from '../../src/sandbox/actor.js';
import type { Message } from '../../src/sandbox/types.js';
import { Transcript } from '../../src/sandbox/transcript.js';
import { collegeTables, DAY, ZONE } from '../support/college-tables.js';
import type { House } from '../support/house.js';
import { common } from './elsewhere.js';

/** A dialog of its own among those of one house: who takes part, and its text at the end. */
export interface Stage {
  readonly transcript: Transcript;
  /** Somebody who has just come to the messenger. */
  stranger(id: number, name: string): Actor;
  /** Somebody bound already, as the college's list of another bot would bind them. */
  bound(id: number, name: string, ...personIds: string[]): Promise<Actor>;
}

/** Opens a stage in the house; codes differ from run to run, so its transcript shows them all alike. */
export function stageIn(house: House): Stage {
  const { world } = house;
  const transcript = new Transcript([
    [/\b\d{6}\b/g, '123456'],
    [/> *\d{3} \d{3}$/gm, '> 123 456'],
    [/> *\d\d \d\d-\d\d *$/gm, '> 12 34-56'],
  ]);
  const stranger = (id: number, name: string): Actor => {
    if (world.findPerson(id) === undefined) world.addPerson({ id, firstName: name, lastName: 'Тестов' });
    return actor(house, id, { name, transcript });
  };
  return {
    transcript,
    stranger,
    async bound(id, name, ...personIds) {
      const who = stranger(id, name);
      if (who.person.allowed !== 'yes') who.person.allow();
      await bindAs(house, id, ...personIds);
      return who;
    },
  };
}

/** The dialog is the one in the file; elsewhere than in VK but for what stands in elsewhere.ts. */
export async function reads(text: string, file: string): Promise<void> {
  if (inject('messenger') === 'vk') return expect(text).toMatchFileSnapshot(file);
  const written = await readFile(new URL(file, import.meta.url), 'utf8');
  expect(common(text)).toBe(common(written));
}

/** The words that pop up at a press. */
export function toastOf(pressed: Pressed): string {
  if (pressed.kind === 'answer' && pressed.answer !== 'timeout' && pressed.answer.type === 'show_snackbar')
    return pressed.answer.text;
  throw new Error(`No snackbar: ${JSON.stringify(pressed)}`);
}

/** Presses what leads to an address: VK opens it at once, elsewhere it comes on a button of its own above the others. */
export async function opens(person: Actor, label: string, of: Message): Promise<string> {
  const pressed = await person.presses(label, of);
  if (pressed.kind === 'answer' && pressed.answer !== 'timeout' && pressed.answer.type === 'open_link')
    return pressed.answer.link;
  const own = /Нажмите «(.+)»/.exec(toastOf(pressed))?.[1] ?? '';
  // Under another's message it can't be put: it comes with a message of its own.
  const above = await person.expectsAmong(of.peerId === person.peerId ? of.text : /личная ссылка/);
  const opened = await person.presses(own, above);
  if (opened.kind !== 'link') throw new Error(`No link: ${JSON.stringify(opened)}`);
  return opened.link;
}

/** A button of this wish under a message, as a bent client would make it, pressed. */
export async function forges(house: House, person: Actor, wish: Action, under: Message): Promise<string> {
  const long = encodeCallback('press', wish);
  if (long.kept !== undefined)
    await house.app.storage.buttons.keep(new Map([[long.data.slice(1), long.kept]]));
  const payload = house.world.messenger === 'vk' ? encodeAction(wish) : long.data;
  const button = { action: { type: 'callback' as const, label: 'x', payload } };
  const answer = await person.person.pressCallback(under, button, 5_000);
  return toastOf({ kind: 'answer', answer });
}

/** A test of what VK alone has. @param _why there is nothing of it elsewhere */
export const itInVk = (_why: string) => it.skipIf(inject('messenger') !== 'vk');

/** Binds an account to people of the roster without a dialog. */
export async function bindAs(house: House, id: number, ...personIds: string[]): Promise<void> {
  const now = house.clock.now();
  for (const person of await house.app.storage.roster.persons(personIds)) {
    const result = await house.app.storage.bindings.bind({
      account: house.account(id),
      personId: person.id,
      kind: person.kind,
      boundAt: now,
      consent: { at: now, text: 'elsewhere' },
      notify: true,
      remindFor: [],
      reachable: true,
    });
    if (result.kind !== 'bound') throw new Error(`${person.id} was not bound: ${result.kind}`);
  }
}

/** A printed code of this person's, good for a day of the house's clock. */
export async function printCode(house: House, code: string, personId: string): Promise<void> {
  const { security, storage } = house.app;
  const hash = security.hashInvite(code);
  if (hash === undefined) throw new Error(`${code} can't be a code`);
  await storage.invites.add([{ hash, personId, expiresAt: house.clock.now() + 24 * 3_600_000 }]);
}

/** From «Привязать…» over the consent to the question for a phone. */
export async function comesToContact(person: Actor): Promise<void> {
  person.says('Привязать учебный профиль VK ID');
  await person.expects(/согласие даёт родитель/);
  await person.presses('Продолжить');
  await person.expects(/Напишите телефон или электронную почту/);
}

/** From the contact to the right code. */
export async function entersCode(house: House, person: Actor, contact: string): Promise<void> {
  person.says(contact);
  await person.expects(/Если этот контакт есть в списках/);
  person.says(house.lastCode());
}

/** The college with another timetable, or with other people: one table replaced, the rest as it was. */
export const tablesWith = (...changed: readonly Table[]): readonly Table[] =>
  collegeTables.map((table) => changed.find(({ name }) => name === table.name) ?? table);

/** A moment of the small college's Wednesday. */
export const at = (time: string, day = DAY): number => momentOf(day, time, ZONE);

/** The bot's own id of a lesson of the small college. */
export async function lessonId(house: House, groupName: string, subject: string, day = DAY): Promise<string> {
  const { roster, timetable } = house.app.storage;
  const group = await roster.groupByName(groupName);
  const lessons = group ? await timetable.ofGroups([group.id], day, day) : [];
  const found = lessons.find((lesson) => lesson.subject.includes(subject));
  if (!found) throw new Error(`No lesson ${subject} of ${groupName} on ${day}`);
  return found.id;
}
