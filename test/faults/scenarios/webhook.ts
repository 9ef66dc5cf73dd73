import { setTimeout as wait } from 'node:timers/promises';
import { FIRST_PEER } from '../../bench/college.js';
import { withRun } from '../run.js';
import type { Ground, Result } from '../scenario.js';
import { share } from '../share.js';
import { CALLBACK, postBody, says, updateBody } from '../writing.js';
import { millis, number } from '../words.js';

/** The reference's, on a quiet machine; a short run shows only that nothing is far off. */
const P99_MS = 200;
const P99_BUSY_MS = 1_000;
const REFUSED_WITHIN_MS = 100;
const REFUSALS = 20;
const TOO_LARGE = 64 * 1_024 + 1;

/** VK calls two hundred times a second: each is answered at once, and what is no update is refused at once (R20). */
export const webhook = (
  ground: Ground,
  { perSecond, seconds, quiet }: { perSecond: number; seconds: number; quiet: boolean },
): Promise<Result> =>
  withRun(
    ground,
    async (run) => {
      const bot = await run.bot({ env: { LOG_LEVEL: 'info' } });
      const statuses = new Map<number, number>();
      const times: number[] = [];
      const ask = async (body: string): Promise<{ status: number; ms: number }> => {
        const from = performance.now();
        const { status } = await postBody(bot, body);
        return { status, ms: performance.now() - from };
      };
      const calls: Promise<void>[] = [];
      const begun = performance.now();
      for (let nth = 0; nth < perSecond * seconds; nth += 1) {
        calls.push(
          ask(updateBody(says(FIRST_PEER + nth, 'помощь'))).then(({ status, ms }) => {
            statuses.set(status, (statuses.get(status) ?? 0) + 1);
            times.push(ms);
          }),
        );
        const due = begun + ((nth + 1) * 1_000) / perSecond;
        if (due > performance.now()) await wait(due - performance.now());
      }
      await Promise.all(calls);
      const malformed: number[] = [];
      const faults: string[] = [];
      for (let nth = 0; nth < REFUSALS; nth += 1) {
        const { status, ms } = await ask('{"type":"message_new",');
        if (status !== 400) faults.push(`на негодный JSON отвечено ${status}`);
        malformed.push(ms);
      }
      const large = await ask(JSON.stringify({ filler: 'a'.repeat(TOO_LARGE) }));
      await run.stopBots();

      const [p50, p99, refusals] = [share(times, 0.5), share(times, 0.99), share(malformed, 0.95)];
      if (large.status !== 413) faults.push(`на тело больше 64 КиБ отвечено ${large.status}`);
      if (p99 > (quiet ? P99_MS : P99_BUSY_MS)) faults.push(`p99 ${millis(p99)}`);
      if (refusals > REFUSED_WITHIN_MS) faults.push(`негодный JSON отклонён через ${millis(refusals)}`);
      const wrong = [...statuses].filter(([status]) => status !== 200);
      for (const [status, count] of wrong) faults.push(`с кодом ${status} отвечено событий: ${count}`);
      return {
        did: `событий ${number(times.length)}, по ${perSecond} в секунду: p50 ${millis(p50)}, p99 ${millis(p99)}; негодные отклонены за ${millis(refusals)}`,
        faults,
      };
    },
    { env: CALLBACK },
  );
