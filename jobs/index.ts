import type { Bell } from './ring-the-bell.js';
import type { Job } from './scheduler.js';

/** Everything that runs on a clock, in the order in which a tick of all runs them. */
export const createJobs = ({
  bell,
  keepChats,
}: {
  readonly bell: Bell;
  readonly keepChats: Job;
}): readonly Job[] => [...bell.jobs, keepChats];
