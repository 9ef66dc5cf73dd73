import { setTimeout as wait } from 'node:timers/promises';
import { withRun } from '../run.js';
import { inWords, type Ground, type Result } from '../scenario.js';
import { seeded } from '../vk/chance.js';
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
    const bots = await Promise.all(Array.from({ length: BOTS }, () => run.bot()));
    let killed = 0;
    for (let round = 0; round < rounds; round += 1) {
      const startsAt = Math.ceil((Date.now() + AHEAD_MS) / 1_000) * 1_000;
      await run.lessons(
        perGroup,
        Array.from({ length: lessons }, (_, group) => ({ group, startsAt })),
      );
      const coming: Promise<void>[] = [];
      for (let kill = 0; kill < kills; kill += 1) {
        await wait((chance() * 2 * AHEAD_MS * 0.7) / kills);
        const index = Math.floor(chance() * BOTS);
        const bot = bots[index];
        if (!bot?.running) continue;
        killed += 1;
        await bot.kill();
        coming.push(
          run.bot().then((heir) => {
            bots[index] = heir;
          }),
        );
      }
      await Promise.all(coming);
      await wait(startsAt - Date.now());
      await run.untilHeard(PATIENCE);
    }
    await run.stopBots();
    const verdict = await run.verdict();
    return {
      did: `${rounds} раз по ${lessons} занятий для ${perGroup} человек, ${inBots(BOTS)}, убито до звонков: ${killed}; дольше всех ждали ${seconds(verdict.slowestMs)}`,
      faults: inWords(verdict),
    };
  });
