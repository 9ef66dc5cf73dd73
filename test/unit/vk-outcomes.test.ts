import { describe, expect, it } from 'vitest';
import { outcomesOf } from '../../src/channels/vk/outcomes.js';

const refusal = (code: number) => ({ ok: false, code, lost: false }) as const;
const kindFor = (code: number, peers = ['1']) => outcomesOf(refusal(code), peers).get('1')?.kind;

describe('a recipient of a notice', () => {
  it('is told later when VK is in passing trouble or the token needs the operator', () => {
    for (const code of [1, 10, 36, 5, 14, 15, 27, 912])
      expect([code, kindFor(code)]).toEqual([code, 'retry']);
    expect(outcomesOf({ ok: false, code: 0, lost: true }, ['1']).get('1')?.kind).toBe('retry');
  });

  it('loses no try when VK asks the whole token to rest', () => {
    for (const code of [6, 9, 29]) expect([code, kindFor(code, ['1', '2'])]).toEqual([code, 'wait']);
  });

  it('is gone when VK says so of them, and nobody else is gone with them', () => {
    for (const code of [18, 900, 901, 902, 1021]) expect([code, kindFor(code)]).toEqual([code, 'gone']);
    expect(kindFor(901, ['1', '2'])).toBe('refused');
  });

  it('is counted as a fault of ours when the call itself was wrong', () => {
    for (const code of [100, 911, 914]) expect([code, kindFor(code)]).toEqual([code, 'refused']);
  });

  it('has an outcome of their own in a batch, by VK’s object or its table’s text; the forgotten are told again', () => {
    const outcomes = outcomesOf(
      {
        ok: true,
        response: [
          { peer_id: 1, message_id: 5, conversation_message_id: 5 },
          { peer_id: 2, message_id: 0, error: { code: 901, description: 'no permission' } },
          { peer_id: 3, message_id: 0, error: '902: privacy' },
          { peer_id: 4, message_id: 0, error: { code: 9, description: 'flood' } },
        ],
      },
      ['1', '2', '3', '4', '5'],
    );
    expect([...outcomes.values()].map(({ kind }) => kind)).toEqual([
      'sent',
      'gone',
      'gone',
      'retry',
      'retry',
    ]);
  });
});
