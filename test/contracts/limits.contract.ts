import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../src/domain/time.js';
import type { Invites, RateLimits, Strikes } from '../../src/ports.js';
import { atOnce, NOW, vk, type TwoProcesses } from './samples.js';

/** What every rate limit must do. */
export function describeRateLimits(make: TwoProcesses<RateLimits>) {
  describe('rate limits', () => {
    it('grants five of two hundred takes at once, from two processes', async () => {
      const processes = await make();
      const takes = await atOnce(processes, 200, (port) =>
        port.take('phone', [{ max: 5, perMs: HOUR }], NOW),
      );
      expect(takes.filter(({ ok }) => ok)).toHaveLength(5);
      expect(takes).toContainEqual({ ok: false, retryAt: NOW + HOUR });
    });

    it('slides: a place is free again exactly when its take is a window old', async () => {
      const [limits] = await make();
      const take = (at: number) => limits.take('phone', [{ max: 2, perMs: MINUTE }], NOW + at);
      expect(await take(0)).toEqual({ ok: true });
      expect(await take(40_000)).toEqual({ ok: true });
      expect(await take(59_999)).toEqual({ ok: false, retryAt: NOW + 60_000 });
      expect(await take(60_000)).toEqual({ ok: true });
      expect(await take(60_001)).toEqual({ ok: false, retryAt: NOW + 100_000 });
    });

    it('takes from all windows or from none, and names the time when all have room', async () => {
      const [limits] = await make();
      const windows = [
        { max: 1, perMs: MINUTE },
        { max: 2, perMs: HOUR },
      ];
      const take = (at: number) => limits.take('phone', windows, NOW + at);
      expect(await take(0)).toEqual({ ok: true });
      // Refused by the minute: it must not count for the hour.
      expect(await take(30_000)).toEqual({ ok: false, retryAt: NOW + MINUTE });
      expect(await take(MINUTE)).toEqual({ ok: true });
      expect(await take(MINUTE + 1)).toEqual({ ok: false, retryAt: NOW + HOUR });
      expect(await take(HOUR)).toEqual({ ok: true });
    });

    it('counts each key apart and forgets one when asked', async () => {
      const [limits] = await make();
      const take = (key: string) => limits.take(key, [{ max: 1, perMs: HOUR }], NOW);
      expect(await take('a')).toEqual({ ok: true });
      expect(await take('b')).toEqual({ ok: true });
      await limits.forget('a');
      expect(await take('a')).toEqual({ ok: true });
      expect((await take('b')).ok).toBe(false);
    });
  });
}

/** What every counter of failures must do. */
export function describeStrikes(make: TwoProcesses<Strikes>) {
  describe('strikes', () => {
    it('misses none of those that come at once, and clears only what it is told to', async () => {
      const processes = await make();
      const [strikes] = processes;
      await atOnce(processes, 30, (port) => port.add(['student:1', 'student:2']));
      expect(await strikes.count('student:1')).toBe(30);
      await strikes.clear(['student:1']);
      expect(await strikes.count('student:1')).toBe(0);
      expect(await strikes.count('student:2')).toBe(30);
      await strikes.add([]);
    });
  });
}

/** What every store of invites must do. */
export function describeInvites(make: TwoProcesses<Invites>) {
  describe('invites', () => {
    const invite = { hash: 'hash-1', personId: 'student:1', expiresAt: NOW + HOUR };

    it('shows an invite as often as it is asked for, until it is dead', async () => {
      const [invites] = await make();
      await invites.add([invite, { ...invite, hash: 'hash-2', personId: 'student:2' }]);
      expect(await invites.find('hash-1', NOW)).toStrictEqual(invite);
      expect(await invites.find('hash-1', NOW)).toStrictEqual(invite);
      expect(await invites.find('hash-1', NOW + HOUR)).toBeUndefined();
      expect(await invites.find('hash-3', NOW)).toBeUndefined();
    });

    it('lets an invite be used by one of many who try at once, and not after its end', async () => {
      const processes = await make();
      await processes[0].add([invite]);
      expect(await processes[0].use('hash-1', vk(1), NOW + HOUR)).toBe(false);
      const used = await atOnce(processes, 50, (port, index) => port.use('hash-1', vk(index), NOW));
      expect(used.filter(Boolean)).toHaveLength(1);
      expect(await processes[0].find('hash-1', NOW)).toBeUndefined();
    });
  });
}
