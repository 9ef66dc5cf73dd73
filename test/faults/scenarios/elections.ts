import { setTimeout as wait } from 'node:timers/promises';
import type { BotProcess } from '../../support/bot-process.js';
import { ReplicaSet } from '../replica-set.js';
import { withRun, type Run } from '../run.js';
import { inWords, type Ground, type Result } from '../scenario.js';

/** So long after the last primary is gone `/readyz` may still be asking. */
const NOTICED_MS = 3_500;
/** Nobody can be primary for so long. */
const WINDOW_MS = 7_000;
const RESUMES_MS = 2_000;
/** There is something to send each second, and a machine that runs three databases may be late by another. */
const NEXT_BELL_MS = 2_000;
const PATIENCE = 60_000;

/** What happens to the database, in turn. */
type Blow = 'step-down' | 'primary killed' | 'no primary';
const BLOWS: readonly Blow[] = ['step-down', 'primary killed', 'no primary'];

export interface ElectionsSize {
  readonly groups: number;
  readonly perGroup: number;
  readonly seconds: number;
  readonly blows: number;
}

/** Deals one blow and waits until there is a primary again. @returns when nobody was primary, if that was the blow */
async function deal(set: ReplicaSet, blow: Blow): Promise<{ from: number; to: number } | undefined> {
  if (blow === 'step-down') {
    await set.stepDown();
    await set.primary();
    return undefined;
  }
  const primary = await set.primary();
  const fallen = blow === 'no primary' ? [primary, (primary + 1) % 3] : [primary];
  await Promise.all(fallen.map((index) => set.kill(index)));
  const from = Date.now();
  if (blow === 'primary killed') {
    await set.primary();
    await set.restart(primary);
    return undefined;
  }
  await wait(WINDOW_MS);
  const to = Date.now();
  await Promise.all(fallen.map((index) => set.restart(index)));
  await set.primary();
  return { from, to };
}

/** Whether anybody called the bot ready while there was no primary. */
function lies(run: Run, bots: readonly BotProcess[], { from, to }: { from: number; to: number }): string[] {
  const wrong = bots
    .flatMap((bot) => run.watch.looks(bot))
    .filter(({ at, ready }) => ready === 200 && at > from + NOTICED_MS && at < to - NOTICED_MS);
  return wrong.length > 0 ? [`/readyz said 200 ${wrong.length} times while there was no primary`] : [];
}

/** The database elects, loses its primary, has none for a while; everybody is told once all the same (R5, R24). */
export async function elections(ground: Ground, size: ElectionsSize): Promise<Result> {
  const set = await ReplicaSet.start();
  try {
    return await withRun(
      ground,
      async (run) => {
        const { groups, perGroup, seconds, blows } = size;
        await run.people(groups, perGroup);
        const bots = await Promise.all([run.bot(), run.bot()]);
        const bell = Math.ceil(Date.now() / 1_000 + 2) * 1_000;
        await run.lessons(
          perGroup,
          Array.from({ length: groups }, (_, group) => ({
            group,
            startsAt: bell + Math.floor((group * seconds) / groups) * 1_000,
          })),
        );
        const faults: string[] = [];
        let slowest = 0;
        for (let nth = 0; nth < blows; nth += 1) {
          await wait(Math.max(bell + ((nth + 0.3) * seconds * 1_000) / blows - Date.now(), 0));
          const blow = BLOWS[nth % BLOWS.length] ?? 'step-down';
          const window = await deal(set, blow);
          const { accepted } = run.messenger;
          const from = performance.now();
          const resumed = await run.messenger.untilAccepted(accepted + 1, PATIENCE);
          const took = performance.now() - from;
          slowest = Math.max(slowest, took);
          if (window) faults.push(...lies(run, bots, window));
          if (!resumed || took > RESUMES_MS + NEXT_BELL_MS)
            faults.push(`${blow}: sending resumed after ${Math.round(took)} ms`);
        }
        await run.untilHeard(PATIENCE);
        await run.stopBots();
        const verdict = await run.verdict();
        faults.push(...inWords(verdict), ...run.watch.faults);
        if (run.watch.sum('sent') > verdict.heard) faults.push('metrics say more were told than were');
        return {
          did: `${groups * perGroup} people, three mongods, ${blows} blows (${BLOWS.join(', ')} in turn), sending resumed within ${Math.round(slowest)} ms of a primary`,
          faults,
        };
      },
      { databaseUri: set.uri('faults'), mongodLogs: set.logs },
    );
  } finally {
    await set.stop();
  }
}
