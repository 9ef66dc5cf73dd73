import type { Share } from '../pace-page.js';

/** A second as VK counts it, and what two clocks may differ by in it. */
const WINDOW = 1_010;

/** How soon the next request of a token may leave. Monotonic milliseconds. */
export interface Pace {
  /** When the next reply may leave; 0 = now, Infinity = not before some request has arrived. `contended`: notices are waiting too, and replies keep to what is kept for them. */
  replyDelay(contended: boolean): number;
  /** When the next notice may leave, likewise. What is kept for replies is left to them. */
  noticeDelay(): number;
  /** Requests that may leave at once, without a step between them. */
  burst(urgent: boolean): number;
  /** One request leaves. Call what is returned when VK must have it: it counts requests as they arrive, not as they leave. */
  spend(urgent: boolean): () => void;
  /** Whether what has taken its place may still leave: the share may have become less since, or have run out. */
  holds(): boolean;
  /** VK refused a whole request with this code: the milliseconds it wants nothing to leave for; 0 when it means something else. */
  slowedBy(code: number): number;
  /** VK took a request: the next flood error begins with a short rest again. */
  taken(): void;
  /** How long nothing leaves from now on because VK asked for a rest. */
  resting(): number;
}

const TOO_FAST = 6;
const FLOOD = 9;
const QUOTA = 29;
const FLOOD_REST = 2_000;
const FLOOD_REST_MAX = 30_000;
const QUOTA_REST = 60_000;

/** While no requests are this process's, it asks again so soon. */
const NO_SHARE = 50;

/**
 * A sliding window over the last requests, each of which stands in it from its leaving until a second after VK had it for
 * certain: a burst that was slow on its way would otherwise be caught up by the next. Notices take their share as they come, since everybody is to hear the bell at
 * once. Of replies the first quarter of a second's requests leave as they come; after them the rest of the second is dealt out
 * evenly, so that nobody waits for the end of a spent one: not after a bell either, when only what is kept for them is left.
 *
 * @param share how many requests a second are this process's, read at each use
 */
export function createPace(now: () => number, share: () => Share): Pace {
  let sent: { countedUntil: number; readonly isNotice: boolean }[] = [];
  let lastReply = -Infinity;
  let pausedUntil = -Infinity;
  let floods = 0;
  let floodedUntil = -Infinity;

  const restAfter = (code: number): number => {
    if (code === TOO_FAST) return 1_000;
    if (code === FLOOD) {
      // Requests that were on their way when a flood's rest began are refused by the same flood.
      if (now() >= floodedUntil) floods += 1;
      const ms = Math.min(FLOOD_REST * 2 ** Math.max(floods - 1, 0), FLOOD_REST_MAX);
      floodedUntil = now() + ms;
      return ms;
    }
    return code === QUOTA ? QUOTA_REST : 0;
  };

  /** When each request of the window leaves it, the first to do so first; unknown (Infinity) while it is on its way. */
  const leavings = (at: number, noticesAlone = false): number[] => {
    sent = sent.filter(({ countedUntil }) => countedUntil > at);
    return sent
      .filter(({ isNotice }) => isNotice || !noticesAlone)
      .map(({ countedUntil }) => countedUntil)
      .sort((a, b) => a - b);
  };
  const burstOf = (limit: number): number => Math.ceil(limit / 4);

  /** Until the next reply may leave, by the even dealing of what is left of the window. */
  const step = (at: number, { perSecond: limit, forNotices }: Share, contended: boolean): number => {
    if (contended) return lastReply + WINDOW / Math.max(limit - forNotices, 1) - at;
    const inWindow = leavings(at);
    const [soonest] = inWindow;
    const left = limit - inWindow.length;
    if (soonest === undefined || left <= 0) return 0;
    if (inWindow.length < burstOf(limit)) return 0;
    const room = Math.min(soonest - at, WINDOW) / (left + 1);
    return lastReply + Math.max(WINDOW / limit, room) - at;
  };

  /** Until these of the window leave room for one more of so many. */
  const blocked = (at: number, inWindow: readonly number[], most: number): number => {
    if (most <= 0) return NO_SHARE;
    const blocker = inWindow[inWindow.length - most];
    return blocker === undefined ? 0 : blocker - at;
  };

  return {
    replyDelay(contended) {
      const at = now();
      const ours = share();
      return Math.max(
        pausedUntil - at,
        blocked(at, leavings(at), ours.perSecond),
        step(at, ours, contended),
        0,
      );
    },
    noticeDelay() {
      const at = now();
      const { perSecond, forNotices } = share();
      // Replies take nothing of what is for notices, or whoever never stops writing would hold up a bell.
      const own = blocked(at, leavings(at, true), forNotices);
      return Math.max(pausedUntil - at, blocked(at, leavings(at), perSecond), own, 0);
    },
    burst(urgent) {
      const { perSecond, forNotices } = share();
      const at = now();
      const inWindow = leavings(at).length;
      const room = urgent
        ? burstOf(perSecond) - inWindow
        : Math.min(perSecond - inWindow, forNotices - leavings(at, true).length);
      return Math.max(room, 0);
    },
    spend(urgent) {
      const request = { countedUntil: Infinity, isNotice: !urgent };
      sent.push(request);
      if (urgent) lastReply = now();
      return () => {
        request.countedUntil = Math.min(request.countedUntil, now() + WINDOW);
      };
    },
    holds: () => leavings(now()).length <= share().perSecond,
    slowedBy(code) {
      const ms = restAfter(code);
      if (ms > 0) pausedUntil = Math.max(pausedUntil, now() + ms);
      return ms;
    },
    taken: () => {
      floods = 0;
    },
    resting: () => Math.max(pausedUntil - now(), 0),
  };
}
