import { describe, expect, it } from 'vitest';
import type { Entry } from './messenger/log.js';
import { repeatsOf } from './messenger/repeats.js';

/** Logs written by hand, of a messenger that drops no repeats. */
const BELL = 1_000_000;
const accepted = (request: number, peer: number, at: number): Entry => ({
  is: 'accepted',
  request,
  at: BELL + at,
  peer,
  randomId: 0,
  text: 'Началось занятие: Алгебра\nГруппа ИСП-1',
});
const ended = (request: number, at: number, how: 'answered' | 'left' | 'lost' = 'answered'): Entry => ({
  is: 'ended',
  request,
  at: BELL + at,
  how,
});

describe('the judge of who was told twice', () => {
  it('finds nobody where each was told once', () => {
    const log = [accepted(1, 1, 0), ended(1, 30), accepted(2, 2, 40), ended(2, 70)];
    expect(repeatsOf(log, [BELL + 50])).toEqual({ all: [], ofLostAnswers: 0, ofEnds: [0], causeless: [] });
  });

  it('counts for an end who was on the way just then: unanswered, or answered and not yet written down', () => {
    const log = [
      accepted(1, 1, 0),
      accepted(2, 2, 80),
      ended(1, 90),
      ended(2, 130, 'left'),
      accepted(3, 1, 2_000),
      accepted(4, 2, 2_100),
    ];
    const repeats = repeatsOf(log, [BELL - 900, BELL + 100, BELL + 1_900]);
    expect(repeats).toMatchObject({ ofEnds: [0, 2, 0], causeless: [], ofLostAnswers: 0 });
    expect(repeats.all.map(({ peer }) => peer)).toEqual([1, 2]);
  });

  it('counts for a lost answer what the bot could not know', () => {
    const log = [accepted(1, 1, 0), ended(1, 30, 'lost'), accepted(2, 1, 1_500)];
    expect(repeatsOf(log, [BELL + 40])).toMatchObject({ ofEnds: [0], ofLostAnswers: 1, causeless: [] });
  });

  it.each([
    ['nobody ended', []],
    ['the one who ended had its answer long before', [BELL + 700]],
    ['the end came after both', [BELL + 2_500]],
  ])('excuses nothing where %s', (_, ends) => {
    const log = [accepted(1, 1, 0), ended(1, 30), accepted(2, 1, 2_000)];
    expect(repeatsOf(log, ends).causeless).toEqual([{ peer: 1, mark: 'Алгебра', at: BELL + 2_000 }]);
  });
});
