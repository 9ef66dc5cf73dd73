import { setTimeout as wait } from 'node:timers/promises';
import { FIRST_PEER } from '../../bench/college.js';
import type { BotProcess } from '../../support/bot-process.js';
import { withRun, type Run } from '../run.js';
import { inWords, type Ground, type Result } from '../scenario.js';
import { CALM, seeded, type Odds } from '../vk/chance.js';
import {
  bots as inBots,
  metricsSay,
  millis,
  needless,
  number,
  people as inPeople,
  seconds,
} from '../words.js';

/** A bad day of the messenger: about every sixth request goes wrong in one way or another. */
const BAD_DAY: Odds = {
  errors: { 6: 0.02, 9: 0.01, 10: 0.03 },
  lose: 0.04,
  reset: 0.02,
  hang: 0.003,
  badGateway: 0.02,
  innerFalse: 0.03,
  peerTrouble: 0.005,
};
/** The dead process's lease, VK's longest rest and a try or two after it. */
const PATIENCE = 120_000;
/** An answer of the messenger takes up to this before it accepts, and up to this after it. */
const SLOW_MS = 300;
/** Every hundredth has forbidden messages. */
const GONE_EACH = 100;
const STOP_MAX_MS = 10_000;
/** A wave is planned at the planner's next look and accepted in part well within this. */
const WAVE_MS = 10_000;

export interface Size {
  readonly groups: number;
  readonly perGroup: number;
  /** Processes ended, so many at once; the lessons begin in as many waves, so that each dies at work, however fast the machine is. */
  readonly ends: number;
  readonly endsAtOnce?: number;
  readonly bots: number;
}

/** `killed`: by SIGKILL, on a bad day of the messenger; `restarted`: by SIGTERM, as a service manager does, on a good one. */
type How = 'killed' | 'restarted';

/** Ends a process in the way asked for. @returns what was wrong with its end */
async function end(run: Run, bot: BotProcess, how: How): Promise<string[]> {
  if (how === 'killed') {
    await bot.kill();
    return [];
  }
  await run.watch.last();
  const from = performance.now();
  const code = await bot.stop();
  const took = performance.now() - from;
  return [
    ...(code === 0 ? [] : [`остановленный процесс закончил с кодом ${code}`]),
    ...(took <= STOP_MAX_MS ? [] : [`процесс останавливался ${millis(took)}`]),
  ];
}

/**
 * Lessons begin in waves, and in each some processes end when the messenger has just accepted something. They come again a moment
 * later; of those killed some only when their leases have ended. @returns how many ended, and what was wrong with it
 */
async function wavesOfLessons(
  run: Run,
  bots: BotProcess[],
  size: Size,
  how: How,
): Promise<{ ended: number; faults: string[] }> {
  const { groups, perGroup, ends, endsAtOnce = 1 } = size;
  const chance = seeded(run.options.seed);
  const faults: string[] = [];
  const coming = new Set<Promise<void>>();
  const waves = Math.max(Math.ceil(ends / endsAtOnce), 1);
  let ended = 0;

  const endOne = (bot: BotProcess, index: number): void => {
    const away = how === 'killed' && size.bots > 2 && chance() < 0.1 ? 17_000 : chance() * 1_000;
    ended += 1;
    const back: Promise<void> = end(run, bot, how)
      .then((wrong) => {
        faults.push(...wrong);
        return wait(away);
      })
      .then(async () => {
        bots[index] = await run.bot();
        coming.delete(back);
      });
    coming.add(back);
  };

  for (let wave = 0; wave < waves; wave += 1) {
    const first = Math.floor((wave * groups) / waves);
    const count = Math.floor(((wave + 1) * groups) / waves) - first;
    const { accepted } = run.messenger;
    const startsAt = Math.ceil(Date.now() / 1_000 + 1) * 1_000;
    await run.lessons(
      perGroup,
      Array.from({ length: count }, (_, nth) => ({
        group: first + nth,
        startsAt: startsAt + (nth % 2) * 1_000,
      })),
    );
    if (ends === 0) break;
    await run.messenger.untilAccepted(accepted + 1, WAVE_MS);
    await wait(2 * chance() * SLOW_MS);
    const running = [...bots.entries()].filter(([, bot]) => bot.running);
    for (let nth = 0; nth < endsAtOnce && running.length > 0; nth += 1) {
      const [chosen] = running.splice(Math.floor(chance() * running.length), 1);
      if (chosen) endOne(chosen[1], chosen[0]);
    }
    // With everybody dead nobody can be caught at work.
    if (running.length === 0) await Promise.race(coming);
  }
  await Promise.all(coming);
  return { ended, faults };
}

/** Everybody hears every lesson once, whichever process ends (R1, R6, R18). */
export const disturbed = (ground: Ground, size: Size, how: How): Promise<Result> =>
  withRun(ground, async (run) => {
    const people = size.groups * size.perGroup;
    await run.people(size.groups, size.perGroup);
    await run.messenger.odds(how === 'killed' ? BAD_DAY : CALM);
    await run.messenger.slow(SLOW_MS);
    await run.gone(
      Array.from({ length: Math.floor(people / GONE_EACH) }, (_, nth) => FIRST_PEER + nth * GONE_EACH),
    );
    const bots = await Promise.all(Array.from({ length: size.bots }, () => run.bot()));
    const { ended, faults } = await wavesOfLessons(run, bots, size, how);
    await run.untilHeard(PATIENCE);
    await run.stopBots();

    const log = await run.messenger.log();
    const cut = log.filter((entry) => entry.is === 'ended' && entry.how === 'left').length;
    // Whoever is killed with VK's word «gone» in hand forgets it, and in a run of kills the next one may be killed with it too.
    const verdict = await run.verdict({ goneGraceMs: how === 'killed' ? PATIENCE : 3_000 });
    faults.push(...inWords(verdict));
    const told = run.watch.sum('sent');
    if (told > verdict.heard) faults.push(metricsSay(told, verdict.heard));
    if (how === 'restarted' && verdict.repeats > 0) faults.push(needless(verdict.repeats));
    return {
      did: `${inPeople(people)}, ${inBots(size.bots)}, ${how === 'killed' ? 'убито' : 'перезапущено'}: ${ended}; запросов: ${number(verdict.requests)}, из них оборвано на полпути: ${cut}; отброшено повторов: ${number(verdict.repeats)}; дольше всех ждали ${seconds(verdict.slowestMs)}`,
      faults,
    };
  });
