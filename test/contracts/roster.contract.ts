import { describe, expect, it } from 'vitest';
import type { Roster, RosterStore } from '../../src/ports.js';
import { group, ignoreProgress, parent, putting, student } from './samples.js';

/** What every roster must do. `make`: a roster and the store that fills it, both empty. */
export function describeRoster(make: () => Promise<{ roster: Roster; store: RosterStore }>) {
  describe('roster', () => {
    const filled = async () => {
      const { roster, store } = await make();
      await store.apply(
        putting({
          groups: [group('101', { curatorId: 'teacher:7', course: 2 }), group('102')],
          persons: [
            student(1),
            student(2),
            student(3, '102'),
            parent(1, ['student:1', 'student:3']),
            {
              id: 'teacher:7',
              kind: 'teacher',
              lastName: 'Дроздов',
              firstName: 'Пётр',
              contacts: ['hash-1'],
            },
            {
              id: 'staff:1',
              kind: 'staff',
              role: 'office',
              lastName: 'Синицына',
              firstName: 'Ольга',
              contacts: [],
            },
          ],
        }),
        ignoreProgress,
      );
      return roster;
    };
    const ids = (found: { id: string }[]) => found.map(({ id }) => id);

    it('gives a person back exactly as the college entered them', async () => {
      const roster = await filled();
      expect(await roster.person('student:1')).toStrictEqual(student(1));
      expect(await roster.person('parent:1')).toStrictEqual(parent(1, ['student:1', 'student:3']));
      expect(await roster.person('staff:1')).toStrictEqual({
        id: 'staff:1',
        kind: 'staff',
        role: 'office',
        lastName: 'Синицына',
        firstName: 'Ольга',
        contacts: [],
      });
      expect(await roster.person('student:404')).toBeUndefined();
    });

    it('finds everyone who shares a phone', async () => {
      const roster = await filled();
      expect(ids(await roster.personsByContact('hash-1'))).toEqual(['student:1', 'teacher:7']);
      expect(await roster.personsByContact('hash-nobody')).toEqual([]);
    });

    it('knows the students of a group and the parents of a child, and no others', async () => {
      const roster = await filled();
      expect(ids(await roster.studentsOf(['101']))).toEqual(['student:1', 'student:2']);
      expect(ids(await roster.parentsOf(['student:3']))).toEqual(['parent:1']);
      expect(await roster.parentsOf(['student:2'])).toEqual([]);
      expect(await roster.studentsOf([])).toEqual([]);
    });

    it('knows whose group a curator keeps and a group by its name', async () => {
      const roster = await filled();
      const kept = group('101', { curatorId: 'teacher:7', course: 2 });
      expect(await roster.groupsCuratedBy('teacher:7')).toStrictEqual([kept]);
      expect(await roster.groupByName('ИС-101')).toStrictEqual(kept);
      expect(await roster.groupByName('ИС-1')).toBeUndefined();
      expect(ids(await roster.groups(['102', '101', '404']))).toEqual(['101', '102']);
    });

    it('lists those asked for and everyone', async () => {
      const roster = await filled();
      expect(ids(await roster.persons(['student:2', 'student:404', 'staff:1']))).toEqual([
        'staff:1',
        'student:2',
      ]);
      expect(await roster.everyone()).toHaveLength(6);
    });
  });
}
