import { describe, expect, it } from 'vitest';
import type { Lesson } from '../../src/domain/lessons.js';
import { HOUR } from '../../src/domain/time.js';
import type { RosterStore, Timetable } from '../../src/ports.js';
import { atOnce, DAY, ignoreProgress, lesson, NOW, putting } from './samples.js';

/** What every timetable must do. `make`: two processes' timetables and the store that fills them, all empty. */
export function describeTimetable(
  make: () => Promise<{ timetables: readonly [Timetable, Timetable]; store: RosterStore }>,
) {
  describe('timetable', () => {
    const filled = async (lessons: Lesson[]) => {
      const { timetables, store } = await make();
      await store.apply(putting({ lessons }), ignoreProgress);
      return { timetable: timetables[0], timetables };
    };
    const ids = (found: { id: string }[]) => found.map(({ id }) => id);

    it('gives a lesson back exactly as it was imported', async () => {
      const whole = lesson('a', {
        teacherId: 'teacher:1',
        room: '12',
        link: 'https://vk.com/call/x',
        change: 'moved',
      });
      const { timetable } = await filled([whole]);
      expect(await timetable.lesson('a')).toStrictEqual(whole);
      expect(await timetable.lesson('b')).toBeUndefined();
    });

    it('shows a student the days asked for, in order, and no other group', async () => {
      const { timetable } = await filled([
        lesson('late', { startsAt: NOW + HOUR }),
        lesson('second-half', { subgroup: '2' }),
        lesson('first-half', { subgroup: '1' }),
        lesson('tomorrow', { day: '2026-09-02', startsAt: NOW + 24 * HOUR }),
        lesson('later', { day: '2026-09-03', startsAt: NOW + 48 * HOUR }),
        lesson('foreign', { groupId: '102' }),
      ]);
      expect(ids(await timetable.ofGroups(['101'], DAY, '2026-09-02'))).toEqual([
        'first-half',
        'second-half',
        'late',
        'tomorrow',
      ]);
    });

    it('shows groups that ask at the same moment each its own lessons of its own days', async () => {
      const { timetable } = await filled([
        lesson('ours'),
        lesson('ours-tomorrow', { day: '2026-09-02', startsAt: NOW + 24 * HOUR }),
        lesson('foreign', { groupId: '102' }),
        lesson('foreign-tomorrow', { groupId: '102', day: '2026-09-02', startsAt: NOW + 24 * HOUR }),
      ]);
      const answers = await Promise.all([
        timetable.ofGroups(['101'], DAY, DAY),
        timetable.ofGroups(['102'], DAY, '2026-09-02'),
        timetable.ofGroups(['102'], DAY, DAY),
      ]);
      expect(answers.map(ids)).toEqual([['ours'], ['foreign', 'foreign-tomorrow'], ['foreign']]);
    });

    it('shows a teacher their own lessons', async () => {
      const { timetable } = await filled([
        lesson('mine', { teacherId: 'teacher:1' }),
        lesson('theirs', { teacherId: 'teacher:2' }),
        lesson('other-day', { teacherId: 'teacher:1', day: '2026-09-02' }),
      ]);
      expect(ids(await timetable.ofTeacher('teacher:1', DAY, DAY))).toEqual(['mine']);
    });

    it('rings for remote lessons that start in the window, never for cancelled ones', async () => {
      const { timetable } = await filled([
        lesson('at-from', { startsAt: NOW }),
        lesson('inside', { startsAt: NOW + 1 }),
        lesson('moved', { startsAt: NOW + 2, change: 'moved' }),
        lesson('at-to', { startsAt: NOW + 10 }),
        lesson('after', { startsAt: NOW + 11 }),
        lesson('onsite', { startsAt: NOW + 5, mode: 'onsite' }),
        lesson('cancelled', { startsAt: NOW + 5, change: 'cancelled' }),
      ]);
      expect(ids(await timetable.remoteStarting(NOW, NOW + 10))).toEqual(['inside', 'moved', 'at-to']);
    });

    it('counts two spellings of a subject as one, with all its teachers', async () => {
      const { timetable } = await filled([
        lesson('a', { subject: 'Учёт', teacherId: 'teacher:2' }),
        lesson('b', { subject: 'УЧЕТ', teacherId: 'teacher:1' }),
        lesson('c', { subject: 'Химия' }),
        lesson('d', { subject: 'Химия', groupId: '102', teacherId: 'teacher:1' }),
      ]);
      const own = await timetable.subjectsOfGroups(['101']);
      expect(own.map(({ groupId, teacherIds }) => ({ groupId, teacherIds }))).toEqual([
        { groupId: '101', teacherIds: ['teacher:1', 'teacher:2'] },
        { groupId: '101', teacherIds: [] },
      ]);
      const given = await timetable.subjectsOfTeacher('teacher:1');
      expect(given).toEqual([
        { groupId: '101', subject: 'УЧЕТ', teacherIds: ['teacher:1'] },
        { groupId: '102', subject: 'Химия', teacherIds: ['teacher:1'] },
      ]);
    });

    it('keeps the link that a teacher gave', async () => {
      const { timetable } = await filled([lesson('a')]);
      await timetable.setLink('a', 'https://vk.com/call/y');
      expect((await timetable.lesson('a'))?.link).toBe('https://vk.com/call/y');
    });

    it('lets one press of «Начать сейчас» count, however many come at once', async () => {
      const { timetables } = await filled([lesson('a')]);
      const won = await atOnce(timetables, 40, (port, index) => port.markStarted('a', NOW + index));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect((await timetables[0].lesson('a'))?.startedAt).toBe(NOW + won.indexOf(true));
    });
  });
}
