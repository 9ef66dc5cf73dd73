import { describe, expect, it } from 'vitest';
import type { RosterStore } from '../../src/ports.js';
import { DAY, group, ignoreProgress, lesson, putting, student, type TwoProcesses } from './samples.js';

/** What every roster store must do. */
export function describeRosterStore(make: TwoProcesses<RosterStore>) {
  describe('roster store', () => {
    it('puts, replaces and removes what an import says and leaves the rest alone', async () => {
      const [store] = await make();
      const bells = [{ pair: 1, start: '08:30', end: '10:00' }];
      await store.apply(
        putting(
          { groups: [group('101')], persons: [student(1), student(2)], lessons: [lesson('a'), lesson('b')] },
          bells,
        ),
        ignoreProgress,
      );
      await store.apply(
        {
          groups: { put: [], remove: [] },
          persons: { put: [student(1, '102')], remove: ['student:2'] },
          lessons: { put: [lesson('b', { room: '7' })], remove: ['a'] },
        },
        ignoreProgress,
      );
      expect(await store.everyone()).toStrictEqual([student(1, '102')]);
      expect(await store.allGroups()).toStrictEqual([group('101')]);
      expect(await store.lessonsOf(['101'], DAY, DAY)).toStrictEqual([lesson('b', { room: '7' })]);
      expect(await store.bells()).toStrictEqual(bells);
    });

    it('takes away a field that the college no longer gives', async () => {
      const [store] = await make();
      await store.apply(putting({ groups: [group('101', { curatorId: 'teacher:1' })] }), ignoreProgress);
      await store.apply(putting({ groups: [group('101')] }), ignoreProgress);
      expect(await store.allGroups()).toStrictEqual([group('101')]);
    });

    it('replaces the bells as a whole', async () => {
      const [store] = await make();
      expect(await store.bells()).toEqual([]);
      await store.apply(
        putting({}, [
          { pair: 1, start: '08:30', end: '10:00' },
          { pair: 2, start: '10:10', end: '11:40' },
        ]),
        ignoreProgress,
      );
      await store.apply(putting({}, [{ pair: 1, start: '09:00', end: '10:30', weekday: 6 }]), ignoreProgress);
      expect(await store.bells()).toStrictEqual([{ pair: 1, start: '09:00', end: '10:30', weekday: 6 }]);
    });

    it('tells the operator how far it has come, up to the last record', async () => {
      const [store] = await make();
      const seen: [number, number][] = [];
      const persons = Array.from({ length: 2_500 }, (_, index) => student(index));
      await store.apply(putting({ persons, groups: [group('101')] }), (done, total) =>
        seen.push([done, total]),
      );
      expect(seen).toEqual([
        [0, 2_501],
        [1, 2_501],
        [1_001, 2_501],
        [2_001, 2_501],
        [2_501, 2_501],
      ]);
    });

    it('of two imports at once carries out one whole and refuses the other, never a mixture', async () => {
      const [a, b] = await make();
      const people = (groupId: string) =>
        putting({ persons: Array.from({ length: 3_000 }, (_, index) => student(index, groupId)) });
      const results = await Promise.allSettled([
        a.apply(people('101'), ignoreProgress),
        b.apply(people('102'), ignoreProgress),
      ]);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const winner = results[0]?.status === 'fulfilled' ? '101' : '102';
      const everyone = await a.everyone();
      expect(everyone).toHaveLength(3_000);
      expect(everyone.every((person) => person.kind === 'student' && person.groupId === winner)).toBe(true);
    });

    it('has nothing to resume after an import that went through', async () => {
      const [store] = await make();
      await store.apply(putting({ groups: [group('101')] }), ignoreProgress);
      await store.resume();
      expect(await store.allGroups()).toStrictEqual([group('101')]);
    });
  });
}
