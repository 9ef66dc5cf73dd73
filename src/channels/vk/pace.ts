/** A second as VK counts it, and what the network may squeeze together on the way. */
const WINDOW = 1_050;

/** How soon the next request of a token may leave. Monotonic milliseconds. */
export interface Pace {
  /** 0 = now. Notices (`urgent` false) leave a fifth of the second to replies. */
  delay(urgent: boolean): number;
  /** Requests that may leave at once, without a step between them. */
  burst(): number;
  spend(): void;
  /** VK refused a whole request with this code: true when that means «slower», and then nothing leaves for a while. */
  slowedBy(code: number): boolean;
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

/**
 * A sliding window over the last requests. Half of a second's requests leave as they come; after them an even step is kept,
 * so that nobody waits for the rest of a spent second.
 *
 * @param perSecond how many requests a second are this process's, read at each use
 */
export function createPace(now: () => number, perSecond: () => number): Pace {
  let sent: number[] = [];
  let pausedUntil = -Infinity;
  let floods = 0;

  const rest = (ms: number): void => {
    pausedUntil = Math.max(pausedUntil, now() + ms);
  };

  const recent = (at: number): number[] => {
    sent = sent.filter((time) => at - time < WINDOW);
    return sent;
  };
  const burstOf = (limit: number): number => Math.ceil(limit / 2);

  return {
    delay(urgent) {
      const at = now();
      const limit = perSecond();
      const inWindow = recent(at);
      const allowed = urgent ? limit : Math.max(limit - Math.floor(limit / 5), 1);
      const blocker = inWindow[inWindow.length - allowed];
      const last = inWindow.at(-1);
      const stepped =
        last !== undefined && inWindow.length >= burstOf(limit) ? last + WINDOW / limit - at : 0;
      return Math.max(pausedUntil - at, blocker === undefined ? 0 : blocker + WINDOW - at, stepped, 0);
    },
    burst: () => Math.max(burstOf(perSecond()) - recent(now()).length, 0),
    spend: () => {
      sent.push(now());
    },
    slowedBy(code) {
      if (code === TOO_FAST) rest(1_000);
      else if (code === FLOOD) rest(Math.min(FLOOD_REST * 2 ** floods++, FLOOD_REST_MAX));
      else if (code === QUOTA) rest(QUOTA_REST);
      else return false;
      return true;
    },
    taken: () => {
      floods = 0;
    },
    resting: () => Math.max(pausedUntil - now(), 0),
  };
}
