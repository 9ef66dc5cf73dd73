import { describe, expect, it } from 'vitest';
import { wholeShare } from '../../src/channels/pace-page.js';
import { createPace } from '../../src/channels/vk/pace.js';

describe('the pace of one process', () => {
  /** When each of so many requests leaves, if all of them wait from the start. */
  const leaving = (count: number, perSecond: number, urgent: boolean): number[] => {
    let now = 0;
    const pace = createPace(
      () => now,
      () => wholeShare(perSecond),
    );
    return Array.from({ length: count }, () => {
      now += urgent ? pace.replyDelay(false) : pace.noticeDelay();
      pace.spend(urgent)();
      return now;
    });
  };
  const mostInASecond = (times: readonly number[]): number =>
    Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + 1_000).length));

  it.each([1, 6, 20])(
    'lets at most %i requests out in any second, and loses none of them to caution',
    (perSecond) => {
      const times = leaving(100, perSecond, true);
      expect(mostInASecond(times)).toBeLessThanOrEqual(perSecond);
      expect(times.at(-1)).toBeLessThanOrEqual((100 / perSecond) * 1_100);
    },
  );

  it('lets nobody wait for the end of a second whose requests were spent in its first moment', () => {
    const times = leaving(60, 20, true);
    const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.max(...waits)).toBeLessThan(100);
  });

  it('holds no request back for longer, and none for shorter, than a second after the one twenty before it arrived', () => {
    let now = 0;
    const pace = createPace(
      () => now,
      () => wholeShare(20),
    );
    const arrivals = Array.from({ length: 16 }, () => pace.spend(false));
    now = 1_100;
    expect(pace.noticeDelay()).toBe(Infinity);
    arrivals[0]?.();
    now = 2_000;
    expect(pace.noticeDelay()).toBeGreaterThan(100);
    now = 2_110;
    expect(pace.noticeDelay()).toBe(0);
  });

  it('keeps a fifth of the second for replies while notices go out', () => {
    expect(mostInASecond(leaving(100, 20, false))).toBeLessThanOrEqual(16);
  });

  it('lets a bell’s notices leave at once, and no reply wait long behind them', () => {
    let now = 0;
    const pace = createPace(
      () => now,
      () => wholeShare(20),
    );
    for (let notice = 0; notice < 16; notice += 1) {
      expect(pace.noticeDelay()).toBe(0);
      pace.spend(false)();
    }
    expect(pace.noticeDelay()).toBeGreaterThan(1_000);
    const waits: number[] = [];
    for (let reply = 0; reply < 12; reply += 1) {
      const wait = pace.replyDelay(true);
      waits.push(wait);
      now += wait;
      pace.spend(true)();
    }
    expect(Math.max(...waits)).toBeLessThan(400);
  });

  it('lets notices leave though people never stop writing', () => {
    let now = 0;
    const pace = createPace(
      () => now,
      () => wholeShare(20),
    );
    const left = { replies: 0, notices: 0 };
    while (now < 10_000) {
      const [reply, notice] = [pace.replyDelay(true), pace.noticeDelay()];
      now += Math.min(reply, notice);
      pace.spend(reply <= notice)();
      left[reply <= notice ? 'replies' : 'notices'] += 1;
    }
    expect(left.notices).toBeGreaterThan(140);
    expect(left.replies).toBeGreaterThan(30);
  });

  it('keeps their places to notices also where it has hardly more for them than for replies', () => {
    let now = 0;
    const pace = createPace(
      () => now,
      () => ({ perSecond: 10, forNotices: 6 }),
    );
    // Replies have taken the whole second before the bell.
    for (; now < 2_000; now += Math.max(pace.replyDelay(false), 1))
      if (pace.replyDelay(false) === 0) pace.spend(true)();
    const bell = now;
    let notices = 0;
    while (now < bell + 2_000) {
      const [reply, notice] = [pace.replyDelay(true), pace.noticeDelay()];
      now += Math.min(reply, notice);
      pace.spend(reply <= notice)();
      if (notice < reply) notices += 1;
    }
    expect(notices).toBeGreaterThanOrEqual(10);
  });

  it('rests as long as VK’s refusals ask for, longer at each flood, and forgets it at the first success', () => {
    let now = 0;
    const pace = createPace(
      () => now,
      () => wholeShare(20),
    );
    const restAfter = (code: number): number => {
      now += 1_000_000;
      return pace.slowedBy(code) > 0 ? pace.replyDelay(false) : -1;
    };
    expect(restAfter(6)).toBe(1_000);
    expect(restAfter(9)).toBe(2_000);
    // Sixteen left together and are refused together: one flood.
    expect(pace.slowedBy(9)).toBe(2_000);
    pace.taken();
    // A flood in the middle of a rest for another reason is a flood, and the next is the second.
    now += 1_000_000;
    expect([pace.slowedBy(6), pace.slowedBy(9)]).toEqual([1_000, 2_000]);
    expect(restAfter(9)).toBe(4_000);
    pace.taken();
    expect([9, 9, 9, 9, 9, 9].map(restAfter)).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    pace.taken();
    expect(restAfter(9)).toBe(2_000);
    expect(restAfter(29)).toBe(60_000);
    expect(restAfter(100)).toBe(-1);
  });
});
