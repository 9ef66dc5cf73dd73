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
/** The first of them asks so long after the bell. */
const AFTER_BELL = 100;
/** Of those who write in a bell's second half are answered within this: behind its notices they would wait for its end. */
const HALF_MS = 350;
/** A busy machine may hold up one. */
const SLOWEST_MS = 2_000;
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
      await wait(first + AFTER_BELL + (nth * 1_000) / PER_SECOND - Date.now());
      const peer = FIRST_PEER + GROUPS * perGroup + nth;
      asked.set(peer, performance.timeOrigin + performance.now());
      await run.messenger.write(polled(says(peer, 'помощь')));
    }
    await run.untilHeard(PATIENCE);
    await run.stopBots();

    const replies: { readonly at: number; readonly took: number }[] = [];
    for (const entry of await run.messenger.log()) {
      const at = entry.is === 'accepted' ? asked.get(entry.peer) : undefined;
      if (at !== undefined) replies.push({ at, took: entry.at - at });
    }
    replies.sort((one, other) => one.took - other.took);
    const times = replies.map(({ took }) => took);
    const inBell = replies.flatMap(({ at, took }) => ((at - first) % EVERY < 1_000 ? [took] : []));
    const [half, p99, slowest] = [share(inBell, 0.5), share(times, 0.99), share(times, 1)];
    const faults = inWords(await run.verdict({ writers: asked }));
    if (times.length !== asked.size) faults.push(`ответов ${times.length} на ${asked.size} сообщений`);
    if (half > HALF_MS) faults.push(`в секунду звонка половина ждала ответа дольше ${millis(half)}`);
    if (slowest > SLOWEST_MS) faults.push(`самый долгий ответ — ${millis(slowest)}`);
    return {
      did: `${rings(bells)} на ${inPeople(GROUPS * perGroup)}, по ${PER_SECOND} сообщения боту в секунду: в секунду звонка половина ответов за ${millis(half)}; всех ответов p99 ${millis(p99)}, самый долгий ${millis(slowest)}`,
      faults,
    };
  });
