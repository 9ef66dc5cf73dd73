import type { ChannelId } from '../domain/people.js';
import type { Instant } from '../domain/time.js';

/** Recipients of one lesson's notices whom the messenger refused alike. */
export interface RefusedNotice {
  readonly channel: ChannelId;
  readonly lessonId: string;
  readonly startsAt: Instant;
  /** As the messenger's outcome names it: «vk-911». */
  readonly reason: string;
  /** Nobody is told later than this. */
  readonly until: Instant;
  readonly recipients: number;
}

/** What messengers refused for a fault of ours, kept as long as the notices themselves. */
export interface RefusedNotices {
  /** All that is kept, the lesson that starts first first. */
  list(): Promise<RefusedNotice[]>;
  /**
   * Whoever was refused and may still be told waits again, to be sent to as if for the first time; whoever was reached, or
   * waits already, is not touched. Returns how many recipients. Those whose batch is being sent at this moment stay refused.
   */
  sendAgain(now: Instant): Promise<number>;
}
