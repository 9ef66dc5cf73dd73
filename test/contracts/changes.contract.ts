import { describe, expect, it } from 'vitest';
import { SECOND } from '../../src/domain/time.js';
import type { Bindings, Changes, RosterStore } from '../../src/ports.js';
import { binding, ignoreProgress, lesson, putting, student, vk } from './samples.js';

/** What every teller of changes must do. */
export function describeChanges(
  make: () => Promise<{ changes: Changes; bindings: Bindings; store: RosterStore }>,
) {
  describe('changes', () => {
    const everything = 0;
    const deeds = (bindings: Bindings, store: RosterStore) =>
      [
        ['is bound', () => bindings.bind(binding(vk(1), 'student:1'))],
        ['switches notices off', () => bindings.setNotify(['student:1'], false)],
        ['can’t be written to', () => bindings.setReachable([vk(1)], false)],
        ['is unbound', () => bindings.unbind(vk(1))],
        ['is imported', () => store.apply(putting({ persons: [student(1)] }), ignoreProgress)],
      ] as const;

    it('notice everybody who comes, goes or changes anything about notices', async () => {
      const { changes, bindings, store } = await make();
      const seen = [(await changes.look()).version];
      for (const [what, act] of deeds(bindings, store)) {
        await act();
        const { version } = await changes.look();
        expect([what, seen.includes(version)]).toEqual([what, false]);
        seen.push(version);
      }
    });

    it('are news to notices that wait, a lesson that changes too; nothing is news when nothing has changed', async () => {
      const { changes, bindings, store } = await make();
      const seen = [await changes.news()];
      const all = [
        ...deeds(bindings, store),
        ['has a lesson moved', () => store.apply(putting({ lessons: [lesson('a')] }), ignoreProgress)],
      ] as const;
      for (const [what, act] of all) {
        await act();
        const news = await changes.news();
        expect([what, seen.includes(news)]).toEqual([what, false]);
        expect(await changes.news()).toBe(news);
        seen.push(news);
      }
    });

    it('tell who changed, that somebody was unbound, and that an import came; of other messengers nothing', async () => {
      const { changes, bindings, store } = await make();
      expect(await changes.since('vk', everything)).toEqual({
        roster: false,
        unbound: false,
        accounts: new Set(),
      });
      await bindings.bindMany([binding(vk(1), 'student:1'), binding(vk(2), 'student:2')]);
      expect((await changes.since('vk', everything)).accounts).toEqual(new Set(['1', '2']));
      expect((await changes.since('telegram', everything)).accounts).toEqual(new Set());
      await bindings.unbind(vk(2));
      expect(await changes.since('vk', everything)).toMatchObject({ unbound: true, roster: false });
      await store.apply(putting({ persons: [student(1)] }), ignoreProgress);
      expect(await changes.since('vk', everything)).toMatchObject({ roster: true });
    });

    it('tell of nobody who was bound a while before the moment, so that a bell does not read them all again', async () => {
      const { changes, bindings } = await make();
      await bindings.bind(binding(vk(1), 'student:1'));
      const { at } = await changes.look();
      expect((await changes.since('vk', at)).accounts).toEqual(new Set(['1']));
      expect((await changes.since('vk', at + 5 * SECOND)).accounts).toEqual(new Set());
    });

    it('are not stirred up by a timetable, which is read anew anyway', async () => {
      const { changes, store } = await make();
      const { version } = await changes.look();
      await store.apply(putting({ lessons: [lesson('a')] }), ignoreProgress);
      expect((await changes.look()).version).toBe(version);
    });

    it('tell the keeper of chats of every import, and of nothing else', async () => {
      const { changes, bindings, store } = await make();
      const seen = [await changes.imported()];
      for (const put of [{ persons: [student(1)] }, { lessons: [lesson('a')] }]) {
        await store.apply(putting(put), ignoreProgress);
        const now = await changes.imported();
        expect(seen).not.toContain(now);
        seen.push(now);
      }
      await bindings.bind(binding(vk(1), 'student:1'));
      expect(await changes.imported()).toBe(seen.at(-1));
    });
  });
}
