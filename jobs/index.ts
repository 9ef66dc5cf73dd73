import type { Bell } from './ring-the-bell.js';
import type { Job } from './scheduler.js';

/** Everything that runs on a clock, in the order in which a tick of all runs them. */
export const createJobs = (parts: {
  readonly bell: Bell;
  readonly keepChats: Job;
  readonly finishImport: Job;
}): readonly Job[] => [...parts.bell.jobs, parts.keepChats, parts.finishImport];
