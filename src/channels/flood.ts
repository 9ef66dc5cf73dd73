import type { Instant } from '../domain/time.js';

/** More messages than this within `WINDOW` from one account are a flood: only its last one is answered (contract). */
const MESSAGES_MAX = 20;
const WINDOW = 10_000;
const FORGET_ABOVE = 10_000;

/** Counts messages per queue, by the time they came. */
export function createFloodGate() {
  const seen = new Map<string, Instant[]>();
  return {
    /** Counts one message; true when its account is flooding. */
    flooding(queue: string, at: Instant): boolean {
      const recent = (seen.get(queue) ?? []).filter((time) => at - time < WINDOW);
      recent.push(at);
      seen.delete(queue);
      seen.set(queue, recent.slice(-MESSAGES_MAX - 1));
      const [oldest] = seen.keys();
      if (seen.size > FORGET_ABOVE && oldest !== undefined) seen.delete(oldest);
      return recent.length > MESSAGES_MAX;
    },
  };
}
