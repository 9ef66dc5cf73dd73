import { describe, expect, it } from 'vitest';
import { SECOND } from '../../src/domain/time.js';
import type { Chats } from '../../src/ports.js';
import { atOnce, groupChatSpec, NOW, vk, type TwoProcesses } from './samples.js';

const LEASE = 9 * SECOND;

/** What every store of chats must do. */
export function describeChats(make: TwoProcesses<Chats>) {
  describe('chats', () => {
    const spec = groupChatSpec();

    it('lets one of a class that presses at once make the chat', async () => {
      const processes = await make();
      const claims = await atOnce(processes, 60, (port, index) =>
        port.claim(spec, `owner-${index}`, NOW, LEASE),
      );
      expect(claims.filter(({ kind }) => kind === 'mine')).toEqual([{ kind: 'mine', fresh: true }]);
      expect(claims.filter(({ kind }) => kind === 'theirs')).toHaveLength(59);
    });

    it('gives everyone the chat that was made', async () => {
      const [a, b] = await make();
      await a.claim(spec, 'a', NOW, LEASE);
      await a.made(spec, 2_000_000_001);
      const chat = { ...spec, peerId: 2_000_000_001, shownTitle: spec.title };
      expect(await b.claim(spec, 'b', NOW, LEASE)).toStrictEqual({ kind: 'made', chat });
      expect(await b.byKeys([spec.key, 'group:404'])).toStrictEqual([chat]);
      expect(await b.byPeer(2_000_000_001)).toStrictEqual(chat);
      expect(await b.byPeer(2_000_000_002)).toBeUndefined();
      expect(await b.all()).toStrictEqual([chat]);
    });

    it('warns whoever takes over from a dead maker that a chat may have been left behind', async () => {
      const processes = await make();
      await processes[0].claim(spec, 'dead', NOW, LEASE);
      expect(await processes[1].claim(spec, 'next', NOW + LEASE - 1, LEASE)).toEqual({ kind: 'theirs' });
      const claims = await atOnce(processes, 20, (port, index) =>
        port.claim(spec, `next-${index}`, NOW + LEASE, LEASE),
      );
      expect(claims.filter(({ kind }) => kind === 'mine')).toEqual([{ kind: 'mine', fresh: false }]);
      expect(await processes[0].claim(spec, 'third', NOW + 2 * LEASE, LEASE)).toEqual({
        kind: 'mine',
        fresh: false,
      });
    });

    it('starts afresh after a refusal of the messenger', async () => {
      const [chats] = await make();
      await chats.claim(spec, 'a', NOW, LEASE);
      await chats.release(spec.key, 'somebody else');
      expect(await chats.claim(spec, 'b', NOW, LEASE)).toEqual({ kind: 'theirs' });
      await chats.release(spec.key, 'a');
      expect(await chats.claim(spec, 'b', NOW, LEASE)).toEqual({ kind: 'mine', fresh: true });
    });

    it('shows no chat while it is being made', async () => {
      const [chats] = await make();
      await chats.claim(spec, 'a', NOW, LEASE);
      expect(await chats.all()).toEqual([]);
      expect(await chats.byKeys([spec.key])).toEqual([]);
    });

    it('keeps the first chat when a late maker brings a second one', async () => {
      const [chats] = await make();
      await chats.claim(spec, 'a', NOW, LEASE);
      await chats.claim(spec, 'b', NOW + LEASE, LEASE);
      await chats.made(spec, 11);
      await chats.made(spec, 12);
      expect((await chats.byKeys([spec.key])).map(({ peerId }) => peerId)).toEqual([11]);
    });

    it('never lets the parents’ chat be the group’s', async () => {
      const [chats] = await make();
      await chats.made(spec, 11);
      await expect(chats.made({ ...spec, key: 'parents:101', kind: 'parents' }, 11)).rejects.toThrow();
      expect((await chats.byPeer(11))?.kind).toBe('group');
    });

    it('makes a chat anew when the messenger has lost it, and everybody enters for the first time again', async () => {
      const [chats] = await make();
      await chats.made(spec, 11);
      await chats.enter(spec.key, vk(1));
      await chats.lost(spec.key);
      expect(await chats.byKeys([spec.key])).toEqual([]);
      expect(await chats.enteredBy(vk(1))).toEqual([]);
      expect(await chats.claim(spec, 'a', NOW, LEASE)).toEqual({ kind: 'mine', fresh: true });
    });

    it('knows a renamed group’s chat under its old title until the new one is shown', async () => {
      const [chats] = await make();
      await chats.made(spec, 11);
      const renamed = { ...spec, groupName: 'ИС-201', title: 'Группа ИС-201' };
      expect(await chats.claim(renamed, 'a', NOW, LEASE)).toStrictEqual({
        kind: 'made',
        chat: { ...renamed, peerId: 11, shownTitle: spec.title },
      });
      await chats.renamed(spec.key, renamed.title);
      expect(await chats.all()).toStrictEqual([{ ...renamed, peerId: 11, shownTitle: renamed.title }]);
    });

    it('remembers who has entered which chat until they leave', async () => {
      const [chats] = await make();
      await Promise.all([
        chats.enter('group:1', vk(1)),
        chats.enter('group:1', vk(1)),
        chats.enter('group:2', vk(1)),
      ]);
      await chats.enter('group:1', vk(2));
      expect((await chats.enteredBy(vk(1))).sort()).toEqual(['group:1', 'group:2']);
      await chats.leave(vk(1), ['group:1']);
      expect(await chats.enteredBy(vk(1))).toEqual(['group:2']);
      expect(await chats.enteredBy(vk(2))).toEqual(['group:1']);
    });
  });
}
