import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBell } from '../../jobs/ring-the-bell.js';
import { createScheduler, type Job } from '../../jobs/scheduler.js';
import { MINUTE, SECOND } from '../../src/domain/time.js';
import { createLogger } from '../../src/logger.js';

const START = Date.UTC(2026, 10, 25, 7, 0, 0);
const clock = { now: () => Date.now() };
let logged: string[];
const log = createLogger({ level: 'error', stream: { write: (line) => logged.push(line) } });
const job = (run: Job['run'], cron = '* * * * * *'): Job => ({ name: 'job', cron, run });
const gate = () => {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, passed };
};

beforeEach(() => {
  logged = [];
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('what runs on a clock', () => {
  it('runs every second, one run at a time, however long the messenger takes', async () => {
    const { open, passed } = gate();
    let runs = 0;
    const scheduler = createScheduler({
      jobs: [job(() => (++runs === 1 ? passed : Promise.resolve()))],
      clock,
      log,
    });
    scheduler.start();
    await vi.advanceTimersByTimeAsync(3 * SECOND);
    expect(runs).toBe(1);
    open();
    await vi.advanceTimersByTimeAsync(2 * SECOND);
    expect(runs).toBe(3);
    await scheduler.stop();
    await vi.advanceTimersByTimeAsync(5 * SECOND);
    expect(runs).toBe(3);
  });

  it('goes on after a run that failed, and says which job it was', async () => {
    let runs = 0;
    const scheduler = createScheduler({
      jobs: [job(() => (++runs === 1 ? Promise.reject(new Error('database away')) : Promise.resolve()))],
      clock,
      log,
    });
    scheduler.start();
    await vi.advanceTimersByTimeAsync(2 * SECOND);
    await scheduler.stop();
    expect(runs).toBe(2);
    expect(logged.join('')).toMatch(/"job":"job".*database away/);
  });

  it('makes up a tick that a busy process missed by one run', async () => {
    const ranAt: number[] = [];
    const scheduler = createScheduler({
      jobs: [job(async (now) => void ranAt.push(now), '0 * * * * *')],
      clock,
      log,
    });
    scheduler.start();
    vi.setSystemTime(START + 30 * SECOND);
    await vi.advanceTimersByTimeAsync(MINUTE);
    await scheduler.stop();
    expect(ranAt).toEqual([START + 90 * SECOND]);
  });

  it('runs everything at once, in order and at the moved time, when the demo’s clock is moved', async () => {
    let now = 1;
    const seen: string[] = [];
    const { open, passed } = gate();
    const jobs = [
      job(async (at) => {
        seen.push(`plan ${at}`);
        if (at === 1) await passed;
      }),
      job(async (at) => void seen.push(`send ${at}`)),
    ];
    const scheduler = createScheduler({ jobs, clock: { now: () => now }, log });
    const first = scheduler.tick();
    await vi.advanceTimersByTimeAsync(0);
    now = 2;
    const second = scheduler.tick();
    open();
    await Promise.all([first, second]);
    expect(seen[0]).toBe('plan 1');
    expect(seen.indexOf('plan 2')).toBeGreaterThan(0);
    expect(seen.lastIndexOf('send 2')).toBeGreaterThan(seen.indexOf('plan 2'));
  });

  it('waits at the stop for what is under way', async () => {
    const { open, passed } = gate();
    const scheduler = createScheduler({ jobs: [job(() => passed)], clock, log });
    scheduler.start();
    await vi.advanceTimersByTimeAsync(SECOND);
    let stopped = false;
    const stopping = scheduler.stop().then(() => {
      stopped = true;
    });
    await vi.advanceTimersByTimeAsync(SECOND);
    expect(stopped).toBe(false);
    open();
    await stopping;
    expect(stopped).toBe(true);
  });
});

describe('the bell’s ticks', () => {
  it('look for lessons every five seconds, at once after a moved clock or a failure, and send every second', async () => {
    const looks: number[] = [];
    let sends = 0;
    let failing = false;
    const bell = createBell({
      planNotices: async (now) => {
        looks.push(now);
        if (failing) throw new Error('database away');
        return 0;
      },
      deliverer: {
        roads: [{ channel: 'vk', deliver: async () => void (sends += 1) }],
        wake: () => undefined,
      },
    });
    let now = 100 * SECOND;
    const scheduler = createScheduler({ jobs: bell.jobs, clock: { now: () => now }, log });
    const tickAt = async (at: number) => {
      now = at * SECOND;
      await scheduler.tick();
    };
    for (const at of [100, 101, 104, 105, 106]) await tickAt(at);
    await tickAt(50);
    failing = true;
    await tickAt(60);
    failing = false;
    await tickAt(61);
    expect(looks.map((at) => at / SECOND)).toEqual([100, 105, 50, 60, 61]);
    expect(sends).toBe(8);
  });

  it('go on for one messenger while another takes minutes over its people', async () => {
    let [sends, begun] = [0, 0];
    const { open, passed } = gate();
    const bell = createBell({
      planNotices: async () => 0,
      deliverer: {
        roads: [
          { channel: 'telegram', deliver: () => ((begun += 1), passed) },
          { channel: 'vk', deliver: async () => void (sends += 1) },
        ],
        wake: () => undefined,
      },
    });
    const scheduler = createScheduler({ jobs: bell.jobs, clock, log });
    scheduler.start();
    await vi.advanceTimersByTimeAsync(5 * SECOND);
    expect(begun).toBe(1);
    expect(sends).toBeGreaterThanOrEqual(4);
    open();
    await scheduler.stop();
  });
});
