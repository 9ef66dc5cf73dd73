import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deal } from '../../src/channels/pace-page.js';

const living = fc
  .uniqueArray(fc.string(), { minLength: 1, maxLength: 30 })
  .chain((names) =>
    fc.tuple(...names.map((name) => fc.record({ name: fc.constant(name), answers: fc.boolean() }))),
  );

describe('what one token may send', () => {
  it('is all dealt, nobody having more than one request a second more of anything than another', () => {
    fc.assert(
      fc.property(living, fc.integer({ min: 1, max: 40 }), (processes, all) => {
        const shares = deal(all, processes);
        const notices = [...shares.values()].map(({ forNotices }) => forNotices);
        const replies = processes.flatMap(({ name, answers }) => {
          const { perSecond = 0, forNotices = 0 } = shares.get(name) ?? {};
          return answers ? [perSecond - forNotices] : [];
        });
        const sum = (values: readonly number[]): number => values.reduce((one, other) => one + other, 0);
        const kept = Math.floor(all / 5);
        expect(sum(notices)).toBe(all - kept);
        expect(Math.max(...notices) - Math.min(...notices)).toBeLessThanOrEqual(1);
        expect(Math.max(...replies, 0) - Math.min(...replies, Infinity)).toBeLessThanOrEqual(1);
        const isAnswered = processes.length === 1 || replies.length > 0;
        expect(sum([...shares.values()].map(({ perSecond }) => perSecond))).toBe(
          isAnswered ? all : all - kept,
        );
      }),
    );
  });

  it('gives who answers people all that is kept for replies', () => {
    const shares = deal(
      20,
      ['a', 'b', 'c'].map((name) => ({ name, answers: name === 'b' })),
    );
    expect([...shares]).toEqual([
      ['a', { perSecond: 6, forNotices: 6 }],
      ['b', { perSecond: 9, forNotices: 5 }],
      ['c', { perSecond: 5, forNotices: 5 }],
    ]);
  });

  it('keeps something for replies in each of up to four processes that all answer people', () => {
    const shares = deal(
      20,
      ['a', 'b', 'c'].map((name) => ({ name, answers: true })),
    );
    expect([...shares.values()]).toEqual([
      { perSecond: 7, forNotices: 6 },
      { perSecond: 6, forNotices: 5 },
      { perSecond: 7, forNotices: 5 },
    ]);
  });
});
