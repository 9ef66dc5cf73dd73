import { setTimeout as wait } from 'node:timers/promises';
import { FIRST_PEER } from '../../bench/college.js';
import { withRun } from '../run.js';
import { inWords, type Ground, type Result } from '../scenario.js';
import { millis, people as inPeople, rings } from '../words.js';
import { polled, says } from '../writing.js';

/** As many batches as leave in a second, each lesson's its own. */
const GROUPS = 400;
const EVERY = 3_000;
/** Replies that are asked for in a second: fewer than are kept for them. */
const PER_SECOND = 3;
/** By then the processes have shared the pace. */
const SETTLED = 10_000;
/** Whoever waits behind a full second of notices waits longer. */
const SLOWEST_MS = 700;
const PATIENCE = 60_000;

const share = (sorted: readonly number[], part: number): number =>
  sorted[Math.floor((sorted.length - 1) * part)] ?? Infinity;

/** Bells that fill VK's second, while a few people write: their replies have places of their own, whichever process has them. */
export const reserve = (
  ground: Ground,
  { perGroup, bells }: { perGroup: number; bells: number },
): Promise<Result> =>
  withRun(ground, async (run) => {
    await run.people(GROUPS, perGroup);
    await Promise.all([run.bot(), run.bot(), run.bot()]);
    const first = Math.ceil((Date.now() + SETTLED) / 1_000) * 1_000;
    await run.lessons(
      perGroup,
      Array.from({ length: GROUPS * bells }, (_, nth) => ({
        group: nth % GROUPS,
        startsAt: first + Math.floor(nth / GROUPS) * EVERY,
      })),
    );
    const asked = new Map<number, number>();
    const count = ((bells * EVERY) / 1_000) * PER_SECOND;
    for (let nth = 0; nth < count; nth += 1) {
      await wait(first + (nth * 1_000) / PER_SECOND - Date.now());
      const peer = FIRST_PEER + GROUPS * perGroup + nth;
      asked.set(peer, performance.timeOrigin + performance.now());
      await run.messenger.write(polled(says(peer, 'помощь')));
    }
    await run.untilHeard(PATIENCE);
    await run.stopBots();

    const times: number[] = [];
    for (const entry of await run.messenger.log()) {
      const at = entry.is === 'accepted' ? asked.get(entry.peer) : undefined;
      if (at !== undefined) times.push(entry.at - at);
    }
    times.sort((one, other) => one - other);
    const [p50, p99, slowest] = [share(times, 0.5), share(times, 0.99), times.at(-1) ?? Infinity];
    const faults = inWords(await run.verdict({ writers: asked }));
    if (times.length !== asked.size) faults.push(`ответов ${times.length} на ${asked.size} сообщений`);
    if (slowest > SLOWEST_MS) faults.push(`самый долгий ответ — ${millis(slowest)}`);
    return {
      did: `${rings(bells)} на ${inPeople(GROUPS * perGroup)}, по ${PER_SECOND} сообщения боту в секунду: ответ p50 ${millis(p50)}, p99 ${millis(p99)}, самый долгий ${millis(slowest)}`,
      faults,
    };
  });
