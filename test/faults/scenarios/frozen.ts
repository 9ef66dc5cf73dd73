import { setTimeout as wait } from 'node:timers/promises';
import { withRun } from '../run.js';
import { inWords, merged, type Ground, type Result } from '../scenario.js';
import { CALM } from '../messenger/chance.js';
import { counted } from '../../../src/texts/formats.js';
import { metricsSay, people } from '../words.js';

const PEOPLE = 40;
const PATIENCE = 40_000;
/** A lease of 15 s, and a tick or two. */
const TAKEN_OVER_MS = 20_000;
/** A thawed process reads its answer and writes it down well within this. */
const AWAKE_MS = 2_000;

/**
 * A process is stopped (SIGSTOP) with an answer on its way to it; when its lease has ended another sends what is left, and the
 * first wakes in the middle of that. What it then writes must count for nothing.
 */
const inTurn = (ground: Ground, times: number): Promise<Result> =>
  withRun(ground, async (run) => {
    await run.people(times, PEOPLE);
    const late: string[] = [];
    let sleeper = await run.bot();
    for (let time = 0; time < times; time += 1) {
      const { messenger } = run;
      await messenger.odds({ ...CALM, peerTrouble: 0.5 });
      await messenger.script({ kind: 'hold', accepts: 'before' });
      const first = messenger.held(PATIENCE);
      await run.lessons(PEOPLE, [{ group: time, startsAt: Math.ceil(Date.now() / 1_000 + 1) * 1_000 }]);
      await first;
      sleeper.freeze();
      await messenger.odds(CALM);
      await messenger.script({ kind: 'hold', accepts: 'before' });
      const second = messenger.held(TAKEN_OVER_MS);
      await messenger.release();
      const heir = await run.bot();
      if (!(await second)) late.push(`за процессом, остановленным ${time + 1}-м, никто не продолжил`);
      sleeper.thaw();
      await wait(AWAKE_MS);
      await messenger.release();
      await run.untilHeard(PATIENCE);
      await wait(AWAKE_MS);
      await run.watch.last();
      await sleeper.stop();
      sleeper = heir;
    }
    await run.stopBots();
    const verdict = await run.verdict();
    const told = run.watch.sum('sent');
    const faults = [...inWords(verdict), ...late];
    if (told !== verdict.heard) faults.push(metricsSay(told, verdict.heard));
    return {
      did: people(times * PEOPLE),
      faults,
    };
  });

/** Several colleges at once, since a lease takes its time. */
export async function frozen(
  ground: Ground,
  { times, colleges }: { times: number; colleges: number },
): Promise<Result> {
  const results = await Promise.all(Array.from({ length: colleges }, () => inTurn(ground, times)));
  const stops = times * colleges;
  return {
    ...merged(results),
    did: `${people(stops * PEOPLE)}, остановок дольше аренды: ${stops} (${counted(colleges, 'колледж', 'колледжа', 'колледжей')} сразу)`,
  };
}
