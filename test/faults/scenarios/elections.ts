import { setTimeout as wait } from 'node:timers/promises';
import type { BotProcess } from '../../support/bot-process.js';
import { ReplicaSet } from '../replica-set.js';
import { withRun, type Run } from '../run.js';
import { inWords, type Ground, type Result } from '../scenario.js';
import { metricsSay, millis, people } from '../words.js';

/** So long after the last primary is gone `/readyz` may still be asking. */
const NOTICED_MS = 3_500;
/** Nobody can be primary for so long. */
const WINDOW_MS = 7_000;
const RESUMES_MS = 2_000;
/** A primary that falls silent without closing anything is given up when the driver's own limit for an answer is over. */
const SILENCE_MS = 5_000;
/** There is something to send each second, and a machine that runs three databases may be late by another. */
const NEXT_BELL_MS = 2_000;
const PATIENCE = 60_000;

/** What happens to the database, in turn. */
type Blow = 'step-down' | 'primary killed' | 'no primary' | 'primary cut off';
const BLOWS: readonly Blow[] = ['step-down', 'primary killed', 'no primary', 'primary cut off'];
const IN_WORDS: Readonly<Record<Blow, string>> = {
  'step-down': 'главный уступает',
  'primary killed': 'главный убит',
  'no primary': 'главного нет',
  'primary cut off': 'главный отрезан',
};

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
  if (blow === 'primary cut off') {
    set.cutOff(primary);
    await set.primary(30_000, { besides: primary });
    return undefined;
  }
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
  return wrong.length > 0 ? [`/readyz отвечал 200, пока главного не было: ${wrong.length}`] : [];
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
          run.note(blow);
          const window = await deal(set, blow);
          const { accepted } = run.messenger;
          const from = performance.now();
          const resumed = await run.messenger.untilAccepted(accepted + 1, PATIENCE);
          const took = performance.now() - from;
          slowest = Math.max(slowest, took);
          set.rejoin();
          run.note(`${blow}: sending resumed after ${Math.round(took)} ms`);
          if (window) faults.push(...lies(run, bots, window));
          const noticed = blow === 'primary cut off' ? SILENCE_MS : 0;
          if (!resumed || took > noticed + RESUMES_MS + NEXT_BELL_MS)
            faults.push(`${IN_WORDS[blow]}: отправка возобновилась через ${millis(took)}`);
        }
        await run.untilHeard(PATIENCE);
        await run.stopBots();
        const verdict = await run.verdict();
        faults.push(...inWords(verdict));
        const told = run.watch.sum('sent');
        if (told > verdict.heard) faults.push(metricsSay(told, verdict.heard));
        return {
          did: `${people(groups * perGroup)}, три mongod, ударов: ${blows} (по очереди: ${BLOWS.map((blow) => IN_WORDS[blow]).join(', ')}); отправка возобновлялась не позже чем через ${millis(slowest)} после выбора главного`,
          faults,
        };
      },
      { databaseUri: set.uri('faults'), mongodLogs: set.logs },
    );
  } finally {
    await set.stop();
  }
}
