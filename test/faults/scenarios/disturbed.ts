import { setTimeout as wait } from 'node:timers/promises';
import { FIRST_PEER } from '../../bench/college.js';
import { Crew, type How } from '../crew.js';
import { withRun, type Run } from '../run.js';
import { inWords, type Ground, type Result } from '../scenario.js';
import { CALM, seeded, type Odds } from '../messenger/chance.js';
import { bots as inBots, metricsSay, needless, number, people as inPeople, seconds } from '../words.js';

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

/**
 * Lessons begin in waves, and in each some processes end when the messenger has just accepted something. They come again a moment
 * later; of those killed some only when their leases have ended.
 */
async function wavesOfLessons(run: Run, crew: Crew, size: Size, chance: () => number): Promise<void> {
  const { groups, perGroup, ends, endsAtOnce = 1 } = size;
  const waves = Math.max(Math.ceil(ends / endsAtOnce), 1);
  for (let wave = 0; wave < waves; wave += 1) {
    // With everybody dead nobody can be caught at work.
    const now = Math.min(endsAtOnce, ends - crew.ended);
    await crew.atLeast(now);
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
    if (now === 0) break;
    await run.messenger.untilAccepted(accepted + 1, WAVE_MS);
    // Its answer is on its way back just then, or what was behind it is on its way there.
    await wait(chance() * SLOW_MS);
    for (let nth = 0; nth < now; nth += 1) {
      const outlivesLease = crew.how === 'killed' && size.bots > 2 && chance() < 0.05;
      await crew.endOne({ awayMs: outlivesLease ? 17_000 : chance() * 1_000 });
    }
  }
  await crew.back();
}

/** Everybody hears every lesson once, whichever process ends: killed on a bad day of the messenger, restarted on a good one (R1, R6, R18). */
export const disturbed = (ground: Ground, size: Size, how: How): Promise<Result> =>
  withRun(ground, async (run) => {
    const people = size.groups * size.perGroup;
    await run.people(size.groups, size.perGroup);
    await run.messenger.odds(how === 'killed' ? BAD_DAY : CALM);
    await run.messenger.slow(SLOW_MS);
    await run.gone(
      Array.from({ length: Math.floor(people / GONE_EACH) }, (_, nth) => FIRST_PEER + nth * GONE_EACH),
    );
    const chance = seeded(ground.seed);
    const crew = await Crew.gather(run, size.bots, how, chance);
    await wavesOfLessons(run, crew, size, chance);
    await run.untilHeard(PATIENCE);
    await run.stopBots();

    const log = await run.messenger.log();
    const { faults } = crew;
    const cut = log.filter((entry) => entry.is === 'ended' && entry.how === 'left').length;
    // Whoever is killed with VK's word «gone» in hand forgets it, and in a run of kills the next one may be killed with it too.
    const verdict = await run.verdict({ goneGraceMs: how === 'killed' ? PATIENCE : 3_000 });
    faults.push(...inWords(verdict));
    const told = run.watch.sum('sent');
    if (told > verdict.heard) faults.push(metricsSay(told, verdict.heard));
    if (how === 'restarted' && verdict.repeats > 0) faults.push(needless(verdict.repeats));
    return {
      did: `${inPeople(people)}, ${inBots(size.bots)}, ${how === 'killed' ? 'убито' : 'перезапущено'}: ${crew.ended}; запросов: ${number(verdict.requests)}, из них оборвано на полпути: ${cut}; отброшено повторов: ${number(verdict.repeats)}; дольше всех ждали ${seconds(verdict.slowestMs)}`,
      faults,
    };
  });
