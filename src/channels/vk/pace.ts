/** VK allows a community's token 20 requests a second (error 6 above it). */
const PER_SECOND = 20;
/** A second as VK counts it, and what the network may squeeze together on the way. */
const WINDOW = 1_050;
/** Of those, kept for replies while notices go out. */
const RESERVE = 4;

/** How soon the next request of a token may leave. Monotonic milliseconds. */
export interface Pace {
  /** 0 = now. Notices (`urgent` false) leave the reserve untouched. */
  delay(urgent: boolean): number;
  /** Requests that may still leave within this second. */
  room(): number;
  spend(): void;
  /** Nothing leaves for so long: VK said that we were too fast. */
  pause(ms: number): void;
}

/** A sliding window over the last requests. */
export function createPace(now: () => number): Pace {
  let sent: number[] = [];
  let pausedUntil = -Infinity;

  const recent = (at: number): number[] => {
    sent = sent.filter((time) => at - time < WINDOW);
    return sent;
  };

  return {
    delay(urgent) {
      const at = now();
      const inWindow = recent(at);
      const allowed = urgent ? PER_SECOND : PER_SECOND - RESERVE;
      const blocker = inWindow[inWindow.length - allowed];
      return Math.max(pausedUntil - at, blocker === undefined ? 0 : blocker + WINDOW - at, 0);
    },
    room: () => Math.max(PER_SECOND - recent(now()).length, 0),
    spend: () => {
      sent.push(now());
    },
    pause: (ms) => {
      pausedUntil = now() + ms;
    },
  };
}
