import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAction, encodeAction } from '../../src/channels/payload.js';
import { readMessage, readPress } from '../../src/channels/vk/read-input.js';
import type { Action } from '../../src/domain/messages.js';
import { action } from '../support/actions.js';

const KNOWN = new Set<string>(
  'start menu lessons help bind choose chats meet-chat enter-chat day week lesson join start-lesson set-link settings notify remind where unbind'.split(
    ' ',
  ),
);

describe('a button’s payload', () => {
  it('comes back as it was made', () => {
    fc.assert(
      fc.property(action, (wish) => {
        expect(decodeAction(JSON.parse(encodeAction(wish)))).toEqual(wish);
      }),
      { numRuns: 300 },
    );
  });

  it('of ids as the bot makes them fits into what VK takes', () => {
    const longest: Action = { do: 'week', day: '2026-11-25', who: `student:${'x'.repeat(36)}` };
    expect(encodeAction(longest).length).toBeLessThanOrEqual(255);
  });

  it('that is garbage is a stale button, whatever it holds', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), (payload) => {
        const read = decodeAction(payload);
        if (read !== 'stale') expect(KNOWN).toContain(read.do);
      }),
      { numRuns: 500 },
    );
  });

  it('with one field bent is stale or the same wish, never more than it', () => {
    fc.assert(
      fc.property(action, fc.string(), fc.json(), (wish, field, value) => {
        const bent = { ...JSON.parse(encodeAction(wish)), [field]: JSON.parse(value) };
        const read = decodeAction(bent);
        if (read === 'stale') return;
        expect(Object.keys(read).every((key) => key === 'do' || key in wish || key === 'who')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    [{ v: 2, do: 'menu' }],
    [{ do: 'menu' }],
    [{ v: 1, do: 'day', day: '2026-02-31' }],
    [{ v: 1, do: 'join', lesson: ['a'] }],
    [{ v: 1, do: 'join', lesson: { $gt: '' } }],
    [{ v: 1, do: 'chats', page: -1 }],
    [{ v: 1, do: 'chats', page: Number.NaN }],
    [{ v: '1', do: 'menu' }],
    [JSON.parse('{"__proto__":{"v":1,"do":"menu"}}')],
  ])('%j is stale', (payload) => {
    expect(decodeAction(payload)).toBe('stale');
  });
});

describe('what VK sends', () => {
  it('any text and payload of a message is read as some input, and never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.option(fc.oneof(fc.string(), fc.json()), { nil: undefined }),
        fc.option(fc.string(), { nil: undefined }),
        (text, payload, ref) => {
          const input = readMessage({
            from_id: 1,
            peer_id: 1,
            text,
            attachments: [],
            fwd_messages: [],
            ...(payload !== undefined && { payload }),
            ...(ref !== undefined && { ref }),
          });
          expect(['text', 'press', 'ref', 'stale-button', 'other']).toContain(input.kind);
          if (input.kind === 'ref') expect(input.code.length).toBeLessThanOrEqual(64);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('any payload of a press is a silent press or a stale button', () => {
    fc.assert(
      fc.property(fc.anything(), (payload) => {
        const input = readPress({ user_id: 1, peer_id: 1, event_id: 'e', payload });
        expect(['press', 'stale-button']).toContain(input.kind);
      }),
      { numRuns: 300 },
    );
  });
});
