import { describe, expect, it } from 'vitest';
import { check, markOf, type FaultKind, type Rules, type Wanted } from './messenger/check.js';
import type { Entry } from './messenger/log.js';

/** Logs written by hand: the proof is worth as much as its judge. */
const BELL = 1_000_000;
const END = BELL + 5_400_000;
const wish = (peer: number, mark = 'Алгебра'): Wanted => ({ peer, mark, from: BELL, until: END });
const request = (id: number, at = BELL, more: Partial<Extract<Entry, { is: 'request' }>> = {}): Entry => ({
  is: 'request',
  id,
  at,
  method: 'messages.send',
  calls: 1,
  peers: 1,
  ...more,
});
const accepted = (peer: number, more: Partial<Extract<Entry, { is: 'accepted' }>> = {}): Entry => ({
  is: 'accepted',
  request: 1,
  at: BELL,
  peer,
  randomId: 7,
  text: 'Началось занятие: Алгебра\nГруппа ИСП-1',
  ...more,
});
const refused = (peer: number, id: number, at: number): Entry => ({
  is: 'refused',
  request: id,
  at,
  peer,
  code: 901,
});
const KEPT = { restsAreKept: { onTheWayMs: 0 } };
const TWICE_IN_TELEGRAM = { messenger: 'telegram', repeatsReach: true } as const;
const ended = (id: number, at: number, code?: number, restMs?: number): Entry => ({
  is: 'ended',
  request: id,
  at,
  how: 'answered',
  ...(code !== undefined && { code }),
  ...(restMs !== undefined && { restMs }),
});

const judge = (log: readonly Entry[], wanted: readonly Wanted[], rules: Partial<Rules> = {}) =>
  check(log, { wanted, goneGraceMs: 1_000, ...rules });
const kinds = (log: readonly Entry[], wanted: readonly Wanted[], rules?: Partial<Rules>): FaultKind[] => [
  ...judge(log, wanted, rules).faults.keys(),
];

describe('the judge of what people got', () => {
  it('finds nothing where each heard once, a repeat by the same random_id included', () => {
    const log = [
      request(1),
      accepted(1),
      accepted(2),
      request(2, BELL + 400),
      accepted(1, { at: BELL + 400 }),
    ];
    expect(judge(log, [wish(1), wish(2)])).toMatchObject({ heard: 2, repeats: 1, requests: 2 });
    expect(kinds(log, [wish(1), wish(2)])).toEqual([]);
  });

  it.each<[FaultKind, readonly Entry[], readonly Wanted[], Partial<Rules>?]>([
    ['lost', [request(1), accepted(1)], [wish(1), wish(2)]],
    ['lost', [request(1), accepted(1)], [wish(1), wish(1, 'Геометрия')]],
    ['twice', [accepted(1), accepted(1, { randomId: 8, at: BELL + 1 })], [wish(1)]],
    ['twice', [accepted(1, { randomId: 0 }), accepted(1, { randomId: 0, at: BELL + 1 })], [wish(1)]],
    ['twice', [accepted(1), accepted(1, { at: BELL + 3_600_000 })], [wish(1)]],
    ['early', [accepted(1, { at: BELL - 1 })], [wish(1)]],
    ['late', [accepted(1, { at: END })], [wish(1)]],
    ['unwanted', [accepted(1), accepted(2)], [wish(1)]],
    ['unwanted', [accepted(1, { at: BELL + 1_011 })], [], { changedAt: new Map([['Алгебра', BELL + 10]]) }],
    ['too many recipients', [request(1, BELL, { peers: 101 })], []],
    ['too many calls', [request(1, BELL, { calls: 26 })], []],
    ['too many requests a second', Array.from({ length: 21 }, (_, id) => request(id, BELL + id * 49)), []],
    [
      'too many requests a second',
      Array.from({ length: 31 }, (_, id) => request(id, BELL + id * 32)),
      [],
      { messenger: 'telegram' },
    ],
    ['too many in a chat', [accepted(1), accepted(1, { at: BELL + 999 })], [wish(1)], TWICE_IN_TELEGRAM],
    ['sent to someone gone', [refused(1, 1, BELL), ended(1, BELL), refused(1, 2, BELL + 1_001)], []],
    ['no rest', [ended(1, BELL, 6), request(2, BELL + 700)], [], KEPT],
    ['no rest', [ended(1, BELL, 9), request(2, BELL + 1)], [], KEPT],
    ['no rest', [ended(1, BELL, 9), request(2, BELL + 1_700)], [], KEPT],
    ['no rest', [ended(1, BELL, 429, 5_000), request(2, BELL + 4_000)], [], KEPT],
    ['no rest', [ended(1, BELL, 29), request(2, BELL + 59_000)], [], KEPT],
  ])('finds «%s»', (kind, log, wanted, rules) => {
    expect(kinds(log, wanted, rules)).toEqual([kind]);
  });

  it('remembers a hundred messages of a dialog, not more', () => {
    const others = Array.from({ length: 100 }, (_, index) =>
      accepted(1, { randomId: 100 + index, text: `Началось занятие: Другое-${index}`, at: BELL + 1 + index }),
    );
    const wanted = [wish(1), ...others.map((_, index) => wish(1, `Другое-${index}`))];
    expect(
      kinds([accepted(1), ...others.slice(1), accepted(1, { at: BELL + 200 })], wanted.slice(0)),
    ).toEqual(['lost']);
    expect(kinds([accepted(1), ...others, accepted(1, { at: BELL + 200 })], wanted)).toEqual(['twice']);
  });

  it('blames nobody for what is allowed: twenty a second, a hundred recipients, a try that was on its way', () => {
    const log = [
      ...Array.from({ length: 40 }, (_, id) => request(id, BELL + id * 51, { peers: 100, calls: 25 })),
      refused(1, 1, BELL),
      ended(1, BELL),
      refused(1, 2, BELL + 1_000),
      accepted(2, { at: BELL + 1_010 }),
    ];
    expect(kinds(log, [], { changedAt: new Map([['Алгебра', BELL + 10]]) })).toEqual([]);
    const inTelegram = [
      ...Array.from({ length: 60 }, (_, id) => request(id, BELL + id * 34)),
      ...Array.from({ length: 40 }, (_, id) => request(100 + id, BELL + 2_040, { peers: 0 })),
      accepted(1),
      accepted(1, { at: BELL + 1_000 }),
    ];
    expect(kinds(inTelegram, [wish(1)], TWICE_IN_TELEGRAM)).toEqual([]);
    const onItsWay = [
      ended(1, BELL, 9),
      request(2, BELL + 40),
      ended(2, BELL + 80, 9),
      request(3, BELL + 2_100),
    ];
    expect(kinds(onItsWay, [], { restsAreKept: { onTheWayMs: 50 } })).toEqual([]);
    const rested = [ended(1, BELL, 9), request(2, BELL + 1, { peers: 0 }), request(3, BELL + 2_000)];
    expect(kinds(rested, [], KEPT)).toEqual([]);
  });

  it('knows a lesson by the first line', () => {
    expect(markOf('У ребёнка началось дистанционное занятие: Физика: опыты\nдо 11:40')).toBe('Физика: опыты');
    expect(markOf('Готово')).toBeUndefined();
  });
});
