/** VK allows a community's token 20 requests a second (error 6 above it). */
const PER_SECOND = 20;
/** A second as VK counts it, and what the network may squeeze together on the way. */
const WINDOW = 1_050;
/** Of those, kept for replies while notices go out. */
const RESERVE = 4;
/** So many leave as they come; after them requests keep an even step, so that nobody waits for the rest of a spent second. */
const BURST = 10;
const STEP = WINDOW / PER_SECOND;

/** How soon the next request of a token may leave. Monotonic milliseconds. */
export interface Pace {
  /** 0 = now. Notices (`urgent` false) leave the reserve untouched. */
  delay(urgent: boolean): number;
  /** Requests that may leave at once, without a step between them. */
  burst(): number;
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
      const last = inWindow.at(-1);
      const stepped = last !== undefined && inWindow.length >= BURST ? last + STEP - at : 0;
      return Math.max(pausedUntil - at, blocker === undefined ? 0 : blocker + WINDOW - at, stepped, 0);
    },
    burst: () => Math.max(BURST - recent(now()).length, 0),
    spend: () => {
      sent.push(now());
    },
    pause: (ms) => {
      pausedUntil = now() + ms;
    },
  };
}
