import { describe, expect, it } from 'vitest';
import { keptRefusals, retryTime, tally } from '../../src/delivery/verdict.js';
import type { Batch, Outcome } from '../../src/domain/notices.js';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.js';

const NOW = Date.parse('2026-11-25T08:30:00+03:00');
const batch = (attempts: number): Batch => ({
  id: 'start:1#0',
  notice: {
    key: 'start:1',
    channel: 'vk',
    lessonId: '1',
    startsAt: NOW,
    telling: '',
    audience: 'people',
    message: { text: 'Началось занятие' },
    dueAt: NOW,
    expiresAt: NOW + HOUR,
    readAt: NOW,
  },
  peers: ['1', '2'],
  dueAt: NOW,
  firstTriedAt: NOW,
  attempts,
  maybeSent: false,
  again: 0,
});
const away: Outcome = { kind: 'retry', afterMs: SECOND, everybodys: true };
const flooded: Outcome = { kind: 'retry', afterMs: 2 * SECOND };
const waitOf = (attempts: number, ...outcomes: Outcome[]): number => {
  const told = tally(['1', '2'], new Map(outcomes.map((outcome, at) => [`${at + 1}`, outcome])));
  return retryTime(batch(attempts), NOW, told, 1) - NOW;
};

describe('somebody whom a notice has not reached yet', () => {
  it('hears it within seconds of the messenger’s return, however long it was away', () => {
    expect([0, 1, 2, 3, 20].map((attempts) => waitOf(attempts, away, away) / SECOND)).toEqual([
      1, 2, 4, 8, 8,
    ]);
  });

  it('hears it within seconds also when everybody was asked to slow down at the end of a long outage', () => {
    const asked: Outcome = { kind: 'wait', afterMs: SECOND };
    expect(waitOf(20, asked, asked)).toBe(8 * SECOND);
    expect(waitOf(20, asked, away)).toBe(8 * SECOND);
    expect(waitOf(20, asked, flooded)).toBe(60 * SECOND);
  });

  it('is tried ever more seldom when the trouble is their own', () => {
    expect(waitOf(20, flooded, { kind: 'sent' })).toBe(MINUTE);
    expect(waitOf(20, flooded, away)).toBe(MINUTE);
  });
});

describe('somebody whom the messenger refuses for a fault of ours', () => {
  const untilAfter = (attempts: number): number | undefined =>
    keptRefusals(batch(attempts), new Map([['vk-911', ['2']]]))[0]?.until;

  it('may be told to the lesson’s end when nothing can have reached them yet', () => {
    expect(untilAfter(0)).toBe(NOW + HOUR);
  });

  it('is told only while the messenger remembers a try whose end nobody knows', () => {
    expect(untilAfter(1)).toBe(NOW + 50 * MINUTE);
  });

  it('is kept each by their own reason', () => {
    const outcomes = new Map<string, Outcome>([
      ['1', { kind: 'refused', reason: 'vk-911' }],
      ['2', { kind: 'refused', reason: 'vk-914' }],
    ]);
    const kept = keptRefusals(batch(0), tally(['1', '2'], outcomes).refused);
    expect(kept.map(({ peer, reason }) => [peer, reason])).toEqual([
      ['1', 'vk-911'],
      ['2', 'vk-914'],
    ]);
  });
});
