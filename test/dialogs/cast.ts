import type { Table } from '../../src/domain/tables.js';
import { momentOf } from '../../src/domain/time.js';
import { actor, type Actor } from '../../src/sandbox/actor.js';
import { Transcript } from '../../src/sandbox/transcript.js';
import { collegeTables, DAY, ZONE } from '../support/college-tables.js';
import type { House } from '../support/house.js';

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
  const { world } = house.sandbox;
  const transcript = new Transcript([
    [/\b\d{6}\b/g, '123456'],
    [/> *\d{3} \d{3}$/gm, '> 123 456'],
    [/> *\d\d \d\d-\d\d *$/gm, '> 12 34-56'],
  ]);
  const stranger = (id: number, name: string): Actor => {
    if (!world.people().some((known) => known.id === id))
      world.addPerson({ id, firstName: name, lastName: 'Тестов' });
    return actor(house.sandbox, id, { name, transcript });
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

/** Binds an account to people of the roster without a dialog. */
export async function bindAs(house: House, id: number, ...personIds: string[]): Promise<void> {
  const now = house.clock.now();
  for (const person of await house.app.storage.roster.persons(personIds)) {
    const result = await house.app.storage.bindings.bind({
      account: { channel: 'vk', id: String(id) },
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
