import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { withRun } from '../run.js';
import { inWords, type Ground, type Result } from '../scenario.js';
import { needless, people } from '../words.js';

const PEOPLE = 25;
const PATIENCE = 40_000;
const MOMENT = 3_000;
const PRELOAD = fileURLToPath(new URL('../skew.mjs', import.meta.url));

/** Machines disagree about the time: the bell is rung when it is due all the same, once, whoever rings it (R15). */
export const skewed = (ground: Ground, groups: number, skews: readonly number[]): Promise<Result> =>
  withRun(ground, async (run) => {
    await run.people(groups, PEOPLE);
    await run.messenger.slow(200);
    await run.bot();
    for (const skew of skews)
      await run.bot({ nodeArgs: ['--import', PRELOAD], env: { ZVONOK_TEST_SKEW_MS: String(skew) } });
    const bell = Math.ceil(Date.now() / 1_000 + 5) * 1_000;
    await run.lessons(
      PEOPLE,
      Array.from({ length: groups }, (_, group) => ({ group, startsAt: bell + (group % 8) * 1_000 })),
    );
    await run.untilHeard(PATIENCE);
    await wait(MOMENT);
    await run.stopBots();
    const verdict = await run.verdict();
    const faults = inWords(verdict);
    if (verdict.repeats > 0) faults.push(needless(verdict.repeats));
    return {
      did: `${people(groups * PEOPLE)}, часы двух процессов ошибаются на ${skews.map((skew) => skew / 1_000).join(' и ')} с, третьего верны`,
      faults,
    };
  });
