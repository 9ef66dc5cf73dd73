import type { ChannelId } from '../src/domain/people.js';
import type { Instant } from '../src/domain/time.js';
import { PLAN_EVERY, type NoticePlanner } from '../src/usecases/plan-notices.js';
import type { Job } from './scheduler.js';

interface Deps {
  readonly planNotices: NoticePlanner['planNotices'];
  readonly deliverer: {
    readonly roads: readonly { readonly channel: ChannelId; deliver(): Promise<void> }[];
    wake(): void;
  };
}

export interface Bell {
  readonly jobs: readonly Job[];
  /** Makes a look due at the next tick, for a clock that stands. */
  lookAnew(): void;
}

const EVERY_SECOND = '* * * * * *';

/**
 * The bell: plans notices a little ahead, sends them the second they are due. A job for the planning and one for each
 * messenger, so that a slow one holds up nothing but itself. An idle tick costs one indexed query, and one more every `PLAN_EVERY`.
 */
export function createBell({ planNotices, deliverer }: Deps): Bell {
  let plannedAt = -Infinity;

  /** A clock that was moved, in either direction, makes a look due at once. */
  const lookIsDue = (now: Instant): boolean => Math.abs(now - plannedAt) >= PLAN_EVERY;

  return {
    jobs: [
      {
        name: 'plan-notices',
        cron: EVERY_SECOND,
        run: async (now) => {
          if (!lookIsDue(now)) return;
          plannedAt = now;
          try {
            if ((await planNotices(now)) > 0) deliverer.wake();
          } catch (error) {
            // Looked for again at the next tick.
            plannedAt = -Infinity;
            throw error;
          }
        },
      },
      ...deliverer.roads.map(({ channel, deliver }) => ({
        name: `deliver-notices-${channel}`,
        cron: EVERY_SECOND,
        run: deliver,
      })),
    ],
    lookAnew: () => {
      plannedAt = -Infinity;
    },
  };
}
