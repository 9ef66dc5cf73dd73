import { schedule, type ScheduledTask } from 'node-cron';
import type { Instant } from '../src/domain/time.js';
import type { Logger } from '../src/logger.js';
import type { Clock } from '../src/ports.js';

/** Something that runs on a clock. It asks the database what is due: a tick is a hint, a missed one loses nothing. */
export interface Job {
  readonly name: string;
  /** Five or six fields, seconds first when six. */
  readonly cron: string;
  run(now: Instant): Promise<void>;
}

export interface Scheduler {
  start(): void;
  /** Runs every job once, in the list's order, at the clock's present moment; for a clock that has just been moved. */
  tick(): Promise<void>;
  /** No further run begins; resolves when the running ones are done. */
  stop(): Promise<void>;
}

interface Deps {
  readonly jobs: readonly Job[];
  readonly clock: Clock;
  readonly log: Logger;
}

/** Gives each job its ticks: one run of a job at a time, errors logged and never thrown. */
export function createScheduler({ jobs, clock, log }: Deps): Scheduler {
  let stopped = false;
  const tasks: ScheduledTask[] = [];

  const runners = jobs.map((job) => {
    let running: Promise<void> | undefined;

    const run = async (): Promise<void> => {
      try {
        await job.run(clock.now());
      } catch (error) {
        log.error({ job: job.name, err: error }, 'job failed');
      }
    };
    /** Begins a run, or joins the one under way. */
    const begin = (): Promise<void> => {
      if (stopped) return Promise.resolve();
      running ??= run().finally(() => {
        running = undefined;
      });
      return running;
    };
    return {
      job,
      begin,
      /** A run that began no earlier than this call. */
      beginAnew: async (): Promise<void> => {
        await running;
        await begin();
      },
      settled: async (): Promise<void> => running,
    };
  });

  // The timer's own remarks (overlaps, late ticks) are no news: the next tick does the work.
  const quiet = {
    info: (text: string) => log.debug(text),
    warn: (text: string) => log.debug(text),
    debug: (text: string | Error) => log.debug(text),
    error: (text: string | Error) => log.error(text),
  };

  return {
    start: () => {
      for (const { job, begin } of runners) {
        const task = schedule(job.cron, begin, {
          name: job.name,
          noOverlap: true,
          logger: quiet,
          suppressMissedWarning: true,
        });
        // A process too busy to tick in time makes up for all that it missed by one run.
        task.on('execution:missed', begin);
        tasks.push(task);
      }
    },
    tick: async () => {
      for (const { beginAnew } of runners) await beginAnew();
    },
    stop: async () => {
      stopped = true;
      for (const task of tasks) await task.destroy();
      await Promise.all(runners.map((runner) => runner.settled()));
    },
  };
}
