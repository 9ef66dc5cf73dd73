import { setTimeout as wait } from 'node:timers/promises';
import { Crew } from '../crew.js';
import { withRun } from '../run.js';
import { inWords, type Ground, type Result } from '../scenario.js';
import { seeded } from '../messenger/chance.js';
import { bots as inBots, seconds } from '../words.js';

const BOTS = 4;
const PATIENCE = 60_000;
/** From a lesson's import to its bell; the planner looks every few seconds in it. */
const AHEAD_MS = 12_000;

/** Planners are killed while they plan hundreds of lessons at once: each person is told of each lesson once (R16). */
export const planners = (
  ground: Ground,
  { rounds, lessons, perGroup, kills }: { rounds: number; lessons: number; perGroup: number; kills: number },
): Promise<Result> =>
  withRun(ground, async (run) => {
    const chance = seeded(ground.seed);
    await run.people(lessons, perGroup);
    const crew = await Crew.gather(run, BOTS, 'killed', chance);
    for (let round = 0; round < rounds; round += 1) {
      const startsAt = Math.ceil((Date.now() + AHEAD_MS) / 1_000) * 1_000;
      await run.lessons(
        perGroup,
        Array.from({ length: lessons }, (_, group) => ({ group, startsAt })),
      );
      for (let kill = 0; kill < kills; kill += 1) {
        await wait((chance() * 2 * AHEAD_MS * 0.7) / kills);
        await crew.endOne();
      }
      await crew.back();
      await wait(startsAt - Date.now());
      await run.untilHeard(PATIENCE);
    }
    await run.stopBots();
    const verdict = await run.verdict();
    return {
      did: `${rounds} раз по ${lessons} занятий для ${perGroup} человек, ${inBots(BOTS)}, убито вокруг звонков: ${crew.ended}; дольше всех ждали ${seconds(verdict.slowestMs)}`,
      faults: [...crew.faults, ...inWords(verdict)],
    };
  });
