import { describe, expect, it } from 'vitest';
import { SECOND } from '../../src/domain/time.js';
import type { Inbox, Leases, Sessions, StoredEvent } from '../../src/ports.js';
import { atOnce, NOW, type TwoProcesses } from './samples.js';

const LEASE = 15 * SECOND;

/** What every inbox must do. */
export function describeInbox(make: TwoProcesses<Inbox>) {
  describe('inbox', () => {
    const event = (id: number, at = NOW, queue = 'vk:1:1'): StoredEvent => ({
      id: `vk:${id}`,
      channel: 'vk',
      queue,
      at,
      body: { type: 'message_new', object: { text: `№ ${id}`, $where: { 'a.b': [null, 1.5] } } },
    });

    it('takes an update once, however often the messenger repeats it', async () => {
      const processes = await make();
      const added = await atOnce(processes, 20, (port) => port.add(event(1)));
      expect(added.filter(Boolean)).toHaveLength(1);
      await processes[0].done('vk:1');
      expect(await processes[1].add(event(1))).toBe(false);
      expect(await processes[1].waiting('vk', 10)).toEqual([]);
    });

    it('gives back what a stranger wrote byte for byte, in the order of arrival', async () => {
      const [inbox] = await make();
      await inbox.add(event(3, NOW + 1));
      await inbox.add(event(2));
      await inbox.add(event(1));
      await inbox.add({ ...event(4), id: 'telegram:4', channel: 'telegram' });
      expect(await inbox.waiting('vk', 10)).toStrictEqual([event(2), event(1), event(3, NOW + 1)]);
      expect(await inbox.waiting('vk', 2)).toHaveLength(2);
    });

    it('hands out one conversation’s updates without the others’', async () => {
      const [inbox] = await make();
      await inbox.add(event(1));
      await inbox.add(event(2, NOW, 'vk:2:2'));
      await inbox.add(event(3, NOW + 1));
      expect(await inbox.next('vk:1:1', 10)).toStrictEqual([event(1), event(3, NOW + 1)]);
      await inbox.done('vk:1');
      expect(await inbox.next('vk:1:1', 1)).toStrictEqual([event(3, NOW + 1)]);
    });

    it('hides nobody behind somebody who writes without end, though both are asked for at once', async () => {
      const [inbox] = await make();
      for (let id = 1; id <= 9; id += 1) await inbox.add(event(id));
      await inbox.add(event(10, NOW + 1, 'vk:2:2'));
      const [flood, quiet] = await Promise.all([inbox.next('vk:1:1', 3), inbox.next('vk:2:2', 3)]);
      expect(flood.map(({ id }) => id)).toEqual(['vk:1', 'vk:2', 'vk:3']);
      expect(quiet.map(({ id }) => id)).toEqual(['vk:10']);
    });

    it('takes a hostile depth of nesting without a fault', async () => {
      const [inbox] = await make();
      const text = '['.repeat(3_000) + ']'.repeat(3_000);
      expect(await inbox.add({ ...event(1), body: JSON.parse(text) })).toBe(true);
      expect(JSON.stringify((await inbox.waiting('vk', 1))[0]?.body)).toBe(text);
    });

    it('lets one process at a time handle a conversation, until it lets go or dies', async () => {
      const processes = await make();
      const [a, b] = processes;
      const taken = await atOnce(processes, 20, (port, index) =>
        port.takeQueue('vk:1:1', `owner-${index}`, NOW, LEASE),
      );
      expect(taken.filter(Boolean)).toHaveLength(1);
      const owner = `owner-${taken.indexOf(true)}`;
      expect(await a.takeQueue('vk:2:2', 'b', NOW, LEASE)).toBe(true);
      await b.freeQueue('vk:1:1', 'stranger');
      expect(await b.takeQueue('vk:1:1', 'b', NOW, LEASE)).toBe(false);
      await a.freeQueue('vk:1:1', owner);
      expect(await b.takeQueue('vk:1:1', 'b', NOW, LEASE)).toBe(true);
      expect(await a.takeQueue('vk:1:1', 'a', NOW + LEASE, LEASE)).toBe(true);
    });
  });
}

/** What every store of leases must do. */
export function describeLeases(make: TwoProcesses<Leases>) {
  describe('leases', () => {
    it('has one holder, who may renew; after its death another follows', async () => {
      const processes = await make();
      const [a, b] = processes;
      const taken = await atOnce(processes, 20, (port, index) =>
        port.take('poll', `owner-${index}`, NOW, LEASE),
      );
      expect(taken.filter(Boolean)).toHaveLength(1);
      const owner = `owner-${taken.indexOf(true)}`;
      expect(await a.take('poll', owner, NOW + 10_000, LEASE)).toBe(true);
      expect(await b.take('poll', 'b', NOW + LEASE, LEASE)).toBe(false);
      const next = await atOnce(processes, 20, (port, index) =>
        port.take('poll', `next-${index}`, NOW + 10_000 + LEASE, LEASE),
      );
      expect(next.filter(Boolean)).toHaveLength(1);
      expect(await a.take('poll', owner, NOW + 10_000 + LEASE, LEASE)).toBe(false);
    });

    it('is let go by its holder alone', async () => {
      const [a, b] = await make();
      await a.take('poll', 'a', NOW, LEASE);
      await b.free('poll', 'b');
      expect(await b.take('poll', 'b', NOW, LEASE)).toBe(false);
      await a.free('poll', 'a');
      expect(await b.take('poll', 'b', NOW, LEASE)).toBe(true);
    });

    it('keeps a value through changes of hands', async () => {
      const [a, b] = await make();
      expect(await a.get('poll')).toBeUndefined();
      await a.set('poll', '17');
      expect(await b.take('poll', 'b', NOW, LEASE)).toBe(true);
      await b.set('poll', '18');
      await b.free('poll', 'b');
      expect(await a.get('poll')).toBe('18');
    });

    it('lets one of many that saw the same value put the next in its place, and the others hear of it', async () => {
      const processes = await make();
      const [a] = processes;
      const swapAll = (from: string | undefined) =>
        atOnce(processes, 20, (port, index) => port.swap('page', from, `${from ?? 'none'}, then ${index}`));
      const first = await swapAll(undefined);
      expect(first.filter(Boolean)).toHaveLength(1);
      const value = `none, then ${first.indexOf(true)}`;
      expect(await a.get('page')).toBe(value);
      const second = await swapAll(value);
      expect(second.filter(Boolean)).toHaveLength(1);
      expect(await a.get('page')).toBe(`${value}, then ${second.indexOf(true)}`);
      expect(await a.swap('page', value, 'too late')).toBe(false);
      expect(await a.swap('page', undefined, 'too late')).toBe(false);
    });
  });
}

/** What every store of sessions must do. */
export function describeSessions(make: TwoProcesses<Sessions>) {
  describe('sessions', () => {
    it('carries a dialog from one process to the other', async () => {
      const [a, b] = await make();
      const value = { scene: 'bind', state: { step: 'code', tries: [1, 2] }, empty: {}, '$odd.key': true };
      expect(await a.get('1:1')).toBeUndefined();
      await a.set('1:1', { scene: 'old' });
      await a.set('1:1', value);
      expect(await b.get('1:1')).toStrictEqual(value);
      await b.delete('1:1');
      expect(await a.get('1:1')).toBeUndefined();
    });
  });
}
