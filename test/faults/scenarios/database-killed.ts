import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { FIRST_PEER } from '../../bench/college.js';
import { Mongod } from '../mongod.js';
import { withRun, type Run } from '../run.js';
import { inWords, type Ground, type Result } from '../scenario.js';
import { seeded } from '../vk/chance.js';
import { apologies, CALLBACK, judge, post, says } from '../writing.js';

/** Between two syncs of the journal, ms: longer than by default, so that what is not in it yet is more than a few writes. */
const JOURNAL = ['--journalCommitInterval', '500'];
const PATIENCE = 60_000;
/** Those who write are strangers to the college, and hear of no lesson. */
const FIRST_STRANGER = FIRST_PEER + 1_000_000;
/** Two that are answered differently, so that the order shows. */
const WORDS = ['помощь', 'меню'];
/** An answer of the messenger takes up to twice this: something is always on its way when the database dies. */
const SLOW_MS = 200;
const AWAY_MS = 2_000;

export interface DatabaseSize {
  readonly groups: number;
  readonly perGroup: number;
  readonly seconds: number;
  readonly kills: number;
  /** People who write, twice each, in every second. */
  readonly writersPerSecond: number;
}

/** Strangers write the whole time; VK brings what they wrote until it hears «ok». @returns how many answers each is to get */
async function write(run: Run, size: DatabaseSize, heard: () => void): Promise<ReadonlyMap<number, number>> {
  const bots = [await run.bot(), await run.bot()];
  const words = new Map<number, number>();
  const deliver = async (person: number): Promise<void> => {
    for (const word of WORDS) {
      const update = says(person, word);
      for (let attempt = 0; ; attempt += 1) {
        const bot = bots[(person + attempt) % bots.length];
        if (bot && (await post(bot, update))) break;
        await wait(300);
      }
      heard();
    }
  };
  const writing: Promise<void>[] = [];
  for (let nth = 0; nth < size.seconds * size.writersPerSecond; nth += 1) {
    const person = FIRST_STRANGER + nth;
    words.set(person, WORDS.length);
    writing.push(deliver(person));
    await wait(1_000 / size.writersPerSecond);
  }
  await Promise.all(writing);
  return words;
}

/**
 * The only mongod, run as the product runs its own, is killed again and again, each time the moment VK has heard «ok», and comes
 * back on what it had in its journal: what the bots believe to be done is still done then.
 */
export async function databaseKilled(ground: Ground, size: DatabaseSize): Promise<Result> {
  const { groups, perGroup, seconds, kills } = size;
  const folder = await mkdtemp(join(tmpdir(), 'zvonok-mongod-'));
  const mongod = await Mongod.start(folder, JOURNAL);
  try {
    return await withRun(
      ground,
      async (run) => {
        const chance = seeded(ground.seed);
        await run.people(groups, perGroup);
        await run.messenger.slow(SLOW_MS);
        const bell = Math.ceil(Date.now() / 1_000 + 3) * 1_000;
        await run.lessons(
          perGroup,
          Array.from({ length: groups }, (_, group) => ({
            group,
            startsAt: bell + Math.floor((group * seconds) / groups) * 1_000,
          })),
        );
        let heard = (): void => undefined;
        const nextOk = (): Promise<void> =>
          new Promise((resolve) => {
            heard = resolve;
          });
        const killing = (async () => {
          for (let kill = 0; kill < kills; kill += 1) {
            await wait(((seconds * 1_000) / kills) * (0.3 + 0.4 * chance()));
            await nextOk();
            await mongod.kill();
            run.note('mongod killed');
            await wait(AWAY_MS * chance());
            await mongod.start();
            run.note('mongod runs again');
          }
        })();
        const words = await write(run, size, () => heard());
        await killing;
        await run.untilHeard(PATIENCE);
        const answers = await judge(run, words);
        await run.stopBots();
        const verdict = await run.verdict({ writers: words });
        const faults = [...inWords(verdict), ...run.watch.faults, ...answers.faults];
        if (run.watch.sum('sent') > verdict.heard) faults.push('metrics say more were told than were');
        return {
          did: `${groups * perGroup} people told and ${words.size * WORDS.length} messages of others answered, ${kills} kills of the only mongod, ${verdict.repeats} repeats dropped, ${apologies(await run.messenger.log())} apologies, slowest ${(verdict.slowestMs / 1_000).toFixed(1)} s`,
          faults,
        };
      },
      { databaseUri: mongod.uri('faults'), mongodLogs: [mongod.logFile], env: CALLBACK },
    );
  } finally {
    await mongod.kill();
    await rm(folder, { recursive: true, force: true });
  }
}
