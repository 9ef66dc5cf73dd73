import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCallback, encodeCallback, keptId } from '../../src/channels/telegram/callback-data.js';
import { action } from '../support/actions.js';

const voice = fc.constantFrom('press' as const, 'say' as const);

describe('what a Telegram button carries', () => {
  it('fits into 64 bytes whatever the ids, and comes back as it was made', () => {
    fc.assert(
      fc.property(voice, action, (how, wish) => {
        const { data, kept } = encodeCallback(how, wish);
        expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
        expect(keptId(data) === undefined).toBe(kept === undefined);
        expect(decodeCallback(kept ?? data)).toEqual({ voice: how, action: wish });
      }),
      { numRuns: 500 },
    );
  });

  it('needs no keeping with ids as the bot and the tables make them', () => {
    const lesson = 'x'.repeat(24);
    for (const wish of [
      { do: 'join', lesson },
      { do: 'start-lesson', lesson },
      { do: 'day', day: '2026-11-25', who: 'student:2001' },
      { do: 'week', day: '2026-11-25', who: 'group:101' },
      { do: 'remind', child: 'student:2001', on: true },
      { do: 'enter-chat', chat: 'x'.repeat(16) },
    ] as const)
      expect(encodeCallback('press', wish).kept).toBeUndefined();
  });

  it('has the same short id whenever the same long wish is made', () => {
    const wish = { do: 'day', day: '2026-11-25', who: `group:${'Я'.repeat(40)}` } as const;
    expect(encodeCallback('press', wish)).toEqual(encodeCallback('press', wish));
    expect(encodeCallback('press', wish).data).not.toBe(encodeCallback('say', wish).data);
  });

  it('is stale when it is garbage, of another version, or names what no button names', () => {
    for (const data of [
      '',
      '1',
      '1p',
      '1pZ',
      '2pm',
      '1xm',
      '1pj',
      '1pj"',
      '1pj5',
      '1pC-1',
      '{"v":1}',
      '1pd"x"',
    ])
      expect(decodeCallback(data)).toBe('stale');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (data) => {
        const read = decodeCallback(data);
        if (read !== 'stale')
          expect(decodeCallback(encodeCallback(read.voice, read.action).data)).toBeDefined();
      }),
    );
  });
});
