import { describe, expect, it } from 'vitest';
import { weekdayOf } from '../../src/domain/time.js';
import { demoCollege, demoPeople } from '../../src/sources/demo.js';
import { importer, importSecurity } from '../support/import-files.js';
import { memoryRosterStore } from '../support/memory-roster-store.js';

async function imported(...days: string[]) {
  const store = memoryRosterStore();
  const reports = [];
  for (const day of days) reports.push(await importer(store)(demoCollege(day), { force: false }));
  return { store, reports };
}

describe('a visitor of the demo', () => {
  it('finds a college that goes through the very import of real files', async () => {
    const { store, reports } = await imported('2026-11-25', '2026-11-25');
    expect(reports.map(({ errors }) => errors)).toEqual([[], []]);
    expect(store.groups.size).toBe(3);
    expect(store.people.size).toBe(24 + 5 + 5);
    expect(store.applied).toBe(1);
  });

  it('can start it again on a later day: no lesson changes under the feet of a visitor', async () => {
    const { reports } = await imported('2026-11-25', '2026-11-28');
    expect(reports[1]?.tables.lessons).toMatchObject({ changed: 0, removed: 0 });
  });

  it('sees a remote lesson of every group any day, Sundays too, and no teacher is in two places', async () => {
    const { store } = await imported('2026-11-25');
    const lessons = [...store.lessons.values()];
    const days = [...new Set(lessons.map(({ day }) => day))];
    expect(days).toHaveLength(22);
    expect(days.some((day) => weekdayOf(day) === 7)).toBe(true);
    for (const day of days) {
      const remote = lessons.filter(
        (lesson) => lesson.day === day && lesson.mode === 'remote' && lesson.link,
      );
      expect([...new Set(remote.map(({ groupId }) => groupId))].sort()).toEqual(['101', '102', '103']);
    }
    const places = lessons.map(({ teacherId, startsAt }) => `${teacherId} ${startsAt}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it('meets the student, their parent and the teacher whose panes come first in the first lesson of any day', async () => {
    const { store } = await imported('2026-11-25');
    const people = [...store.people.values()];
    const firstOf = (title: string) => {
      const name = demoPeople().find((one) => one.title === title)?.fullName;
      const found = people.find((one) => `${one.lastName} ${one.firstName} ${one.middleName}` === name);
      return found ?? expect.fail(`no ${title}`);
    };
    const [child, teacher, parent] = [firstOf('Студент'), firstOf('Преподаватель'), firstOf('Родитель')];
    expect(parent.kind === 'parent' && parent.childIds.includes(child.id)).toBe(true);
    const theirs = [...store.lessons.values()].filter(
      (lesson) => child.kind === 'student' && lesson.groupId === child.groupId && lesson.pair === 1,
    );
    expect(theirs).toHaveLength(22);
    expect(theirs.filter((lesson) => lesson.teacherId === teacher.id && lesson.mode === 'remote')).toEqual(
      theirs,
    );
  });

  it('can bind as anyone shown: name, birth date and phone are those of the roster', async () => {
    const { store } = await imported('2026-11-25');
    const people = [...store.people.values()];
    for (const { fullName, phone, birthDate } of demoPeople()) {
      const contact = importSecurity.parseContact(phone);
      const hash = contact && importSecurity.hashContact(contact);
      const person = people.find(
        ({ lastName, firstName, middleName, contacts }) =>
          `${lastName} ${firstName} ${middleName}` === fullName && contacts.includes(hash ?? ''),
      );
      expect(person).toBeDefined();
      expect(person?.kind === 'student' ? person.birthDate : undefined).toBe(birthDate);
    }
  });

  it('meets a mother of two and a phone shared in a family', () => {
    const people = demoPeople();
    const phones = people.map(({ phone }) => phone);
    const curators = people.filter(({ title }) => title === 'Куратор').length;
    expect(phones.length - new Set(phones).size).toBe(1 + curators);
    expect(new Set(people.map(({ title }) => title))).toEqual(
      new Set(['Студент', 'Преподаватель', 'Родитель', 'Куратор']),
    );
  });
});
