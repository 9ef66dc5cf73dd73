import { setTimeout as wait } from 'node:timers/promises';
import { withRun, type Run } from '../run.js';
import { inWords, type Ground, type Result } from '../scenario.js';
import { people } from '../words.js';

const PEOPLE = 25;
const PATIENCE = 30_000;

/** A bell at which the only bot is killed with its request in the messenger's hands; another comes at once. */
async function killInHand(run: Run, group: number, accepts: 'before' | 'after'): Promise<void> {
  const bot = await run.bot();
  await run.messenger.script({ kind: 'hold', accepts });
  const held = run.messenger.held(PATIENCE);
  await run.lessons(PEOPLE, [{ group, startsAt: Math.ceil(Date.now() / 1_000 + 1) * 1_000 }]);
  await held;
  await bot.kill();
  await run.messenger.release();
  const heir = await run.bot();
  await run.untilHeard(PATIENCE);
  await wait(1_000);
  await heir.stop();
}

/** A process dies between sending and recording: after the messenger accepted, then before it did. */
export const cutOff = (ground: Ground): Promise<Result> =>
  withRun(ground, async (run) => {
    await run.people(2, PEOPLE);
    await killInHand(run, 0, 'before');
    await killInHand(run, 1, 'after');
    const verdict = await run.verdict();
    const faults = inWords(verdict);
    if (faults.length === 0 && verdict.repeats !== PEOPLE)
      faults.push(`повторов пришло ${verdict.repeats}, а должно было ${PEOPLE}`);
    return { did: `${people(2 * PEOPLE)}, дважды процесс убит, пока его запрос у VK`, faults };
  });
