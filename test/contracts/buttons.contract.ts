import { describe, expect, it } from 'vitest';
import type { Buttons } from '../../src/ports.js';
import type { TwoProcesses } from './samples.js';

/** What every store of long buttons must do. */
export function describeButtons(make: TwoProcesses<Buttons>) {
  describe('long buttons', () => {
    it('are found by another process than the one that made them', async () => {
      const [first, second] = await make();
      await first.keep(
        new Map([
          ['a', '1pd"2026-11-25","group:ИСП-24"'],
          ['b', '1pw"2026-11-23"'],
        ]),
      );
      expect(await second.find('a')).toBe('1pd"2026-11-25","group:ИСП-24"');
      expect(await second.find('b')).toBe('1pw"2026-11-23"');
    });

    it('that nobody made are not found', async () => {
      const [port] = await make();
      expect(await port.find('a')).toBeUndefined();
      expect(await port.find('$where')).toBeUndefined();
    });

    it('may be made again and by both at once', async () => {
      const [first, second] = await make();
      const texts = new Map([['a', 'text']]);
      await Promise.all([first.keep(texts), second.keep(texts), first.keep(new Map())]);
      await second.keep(texts);
      expect(await first.find('a')).toBe('text');
    });
  });
}
