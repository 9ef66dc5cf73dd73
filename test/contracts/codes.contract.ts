import { describe, expect, it } from 'vitest';
import { MINUTE } from '../../src/domain/time.js';
import type { Codes } from '../../src/ports.js';
import { atOnce, NOW, vk, type TwoProcesses } from './samples.js';

/** What every store of codes must do. */
export function describeCodes(make: TwoProcesses<Codes>) {
  describe('codes', () => {
    const request = (mac: string, account = vk(1)) => ({
      contact: 'hash-1',
      account,
      mac,
      expiresAt: NOW + 5 * MINUTE,
    });

    it('grants five tries of a code to fifty guesses at once', async () => {
      const processes = await make();
      await processes[0].put(request('mac'));
      const tries = await atOnce(processes, 50, (port) => port.try('hash-1', vk(1), NOW, 5));
      const granted = tries.filter((one) => one !== undefined);
      expect(new Set(granted.map(({ triesLeft }) => triesLeft))).toEqual(new Set([0, 1, 2, 3, 4]));
      expect(granted).toHaveLength(5);
      expect(granted.every(({ mac }) => mac === 'mac')).toBe(true);
    });

    it('knows no code that is dead, another account’s or another phone’s', async () => {
      const [codes] = await make();
      await codes.put(request('mac'));
      expect(await codes.try('hash-1', vk(2), NOW, 5)).toBeUndefined();
      expect(await codes.try('hash-2', vk(1), NOW, 5)).toBeUndefined();
      expect(await codes.try('hash-1', vk(1), NOW + 5 * MINUTE, 5)).toBeUndefined();
      expect(await codes.try('hash-1', vk(1), NOW + 5 * MINUTE - 1, 5)).toEqual({ mac: 'mac', triesLeft: 4 });
    });

    it('gives a new code tries of its own and ends the old one', async () => {
      const [codes] = await make();
      await codes.put(request('old'));
      for (let count = 0; count < 5; count += 1) await codes.try('hash-1', vk(1), NOW, 5);
      await codes.put(request('new'));
      expect(await codes.try('hash-1', vk(1), NOW, 5)).toEqual({ mac: 'new', triesLeft: 4 });
      expect(await codes.consume('hash-1', vk(1), 'old')).toBe(false);
    });

    it('lets a code be used once, however many send it at once', async () => {
      const processes = await make();
      await processes[0].put(request('mac'));
      const used = await atOnce(processes, 50, (port) => port.consume('hash-1', vk(1), 'mac'));
      expect(used.filter(Boolean)).toHaveLength(1);
      expect(await processes[0].try('hash-1', vk(1), NOW, 5)).toBeUndefined();
    });

    it('forgets the codes of one account and nobody else’s', async () => {
      const [codes] = await make();
      await codes.put(request('mac'));
      await codes.put(request('other', vk(2)));
      await codes.forget(vk(1));
      expect(await codes.try('hash-1', vk(1), NOW, 5)).toBeUndefined();
      expect(await codes.try('hash-1', vk(2), NOW, 5)).toBeDefined();
    });
  });
}
