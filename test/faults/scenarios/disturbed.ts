import { setTimeout as wait } from 'node:timers/promises';
import { FIRST_PEER } from '../../bench/college.js';
import type { BotProcess } from '../../support/bot-process.js';
import { withRun, type Run } from '../run.js';
import { inWords, type Ground, type Result } from '../scenario.js';
import { CALM, seeded, type Odds } from '../vk/chance.js';

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

export interface Size {
  readonly groups: number;
  readonly perGroup: number;
  /** Lessons begin over so many seconds. */
  readonly seconds: number;
  /** Processes ended meanwhile. */
  readonly ends: number;
  readonly bots: number;
}

/** `killed`: by SIGKILL, on a bad day of the messenger; `restarted`: by SIGTERM, as a service manager does, on a good one. */
type How = 'killed' | 'restarted';

/**
 * Ends processes one after another while everything is told, mostly when the messenger has just accepted something. They come
 * again a moment later; of those killed some only when their leases have ended.
 */
async function endNowAndThen(run: Run, bots: BotProcess[], size: Size, how: How): Promise<string[]> {
  const chance = seeded(run.options.seed);
  const faults: string[] = [];
  const pause = (size.seconds * 1_000) / size.ends;
  const begun = performance.now();
  const coming: Promise<void>[] = [];
  const end = async (bot: BotProcess): Promise<void> => {
    if (how === 'killed') return bot.kill();
    await run.watch.last();
    const from = performance.now();
    const code = await bot.stop();
    const took = performance.now() - from;
    if (code !== 0) faults.push(`a bot told to stop ended with ${code}`);
    if (took > STOP_MAX_MS) faults.push(`a bot took ${Math.round(took)} ms to stop`);
    return undefined;
  };
  for (let done = 0; done < size.ends; ) {
    const due = begun + pause * (done + chance());
    await wait(Math.max(due - performance.now(), 20));
    const running = bots.flatMap((bot, index) => (bot.running ? [index] : []));
    const index = running[Math.floor(chance() * running.length)];
    const bot = index === undefined ? undefined : bots[index];
    if (index === undefined || !bot) continue;
    await run.messenger.untilAccepted(run.messenger.accepted + 1, pause / 2);
    await wait(chance() * SLOW_MS);
    done += 1;
    const away = how === 'killed' && size.bots > 2 && chance() < 0.1 ? 17_000 : chance() * 1_000;
    coming.push(
      end(bot)
        .then(() => wait(away))
        .then(async () => {
          bots[index] = await run.bot();
        }),
    );
  }
  await Promise.all(coming);
  return faults;
}

/** Everybody hears every lesson once, whichever process ends (R1, R6, R18). */
export const disturbed = (ground: Ground, size: Size, how: How): Promise<Result> =>
  withRun({ databaseUri: ground.database(), seed: ground.seed, dist: ground.dist }, async (run) => {
    const { groups, perGroup, seconds } = size;
    await run.people(groups, perGroup);
    await run.messenger.odds(how === 'killed' ? BAD_DAY : CALM);
    await run.messenger.slow(SLOW_MS);
    const bots = await Promise.all(Array.from({ length: size.bots }, () => run.bot()));
    const bell = Math.ceil(Date.now() / 1_000 + 2) * 1_000;
    await run.lessons(
      perGroup,
      Array.from({ length: groups }, (_, group) => ({
        group,
        startsAt: bell + Math.floor((group * seconds) / groups) * 1_000,
      })),
    );
    const people = groups * perGroup;
    const gone = Array.from(
      { length: Math.floor(people / GONE_EACH) },
      (_, nth) => FIRST_PEER + nth * GONE_EACH,
    );
    await run.gone(gone);
    await wait(bell - Date.now());
    const faults = await endNowAndThen(run, bots, size, how);
    await run.untilHeard(PATIENCE);
    await run.stopBots();

    const log = await run.messenger.log();
    const cut = log.filter((entry) => entry.is === 'ended' && entry.how === 'left').length;
    const verdict = await run.verdict({ goneGraceMs: how === 'killed' ? 60_000 : 3_000 });
    faults.push(...inWords(verdict), ...run.watch.faults);
    const told = run.watch.sum('sent');
    if (told > verdict.heard) faults.push(`metrics say ${told} were told, the messenger ${verdict.heard}`);
    if (how === 'restarted' && verdict.repeats > 0)
      faults.push(`${verdict.repeats} recipients were sent to again`);
    return {
      did: `${people} people, ${size.bots} bots, ${size.ends} ${how}, ${cut} requests cut off, ${verdict.requests} requests, ${verdict.repeats} repeats dropped, slowest ${(verdict.slowestMs / 1_000).toFixed(1)} s`,
      faults,
    };
  });
