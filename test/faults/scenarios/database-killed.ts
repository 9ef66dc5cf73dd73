import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { FIRST_PEER } from '../../bench/college.js';
import type { BotProcess } from '../../support/bot-process.js';
import { Mongod } from '../mongod.js';
import { withRun, type Run } from '../run.js';
import { inWords, type Ground, type Result } from '../scenario.js';
import { seeded } from '../messenger/chance.js';
import { apologies, CALLBACK, judge, post, says } from '../writing.js';
import { metricsSay, number, people, seconds as inSeconds } from '../words.js';

const PATIENCE = 60_000;
/** Those who write are strangers to the college, and hear of no lesson. */
const FIRST_STRANGER = FIRST_PEER + 1_000_000;
/** Two that are answered differently, so that the order shows. */
const WORDS = ['помощь', 'меню'];
/** An answer of the messenger takes up to twice this: something is always on its way when the database dies. */
const SLOW_MS = 200;
const AWAY_MS = 2_000;

/** People who write at once, just before the database dies: what they wrote is not a moment old then. */
const AT_ONCE = 10;

export interface DatabaseSize {
  readonly groups: number;
  readonly perGroup: number;
  readonly seconds: number;
  readonly kills: number;
}

/** Strangers who write twice each; VK brings what they wrote until it hears «ok». */
class Writers {
  /** How many answers each is to get. */
  readonly words = new Map<number, number>();
  readonly #bots: readonly BotProcess[];

  constructor(bots: readonly BotProcess[]) {
    this.#bots = bots;
  }

  /** @param heard VK has heard «ok» for the second word, while the first is hardly answered */
  async write(heard: () => void = () => undefined): Promise<void> {
    const person = FIRST_STRANGER + this.words.size;
    this.words.set(person, WORDS.length);
    for (const word of WORDS) {
      const update = says(person, word);
      for (let attempt = 0; ; attempt += 1) {
        const bot = this.#bots[(person + attempt) % this.#bots.length];
        if (bot && (await post(bot, update))) break;
        await wait(300);
      }
    }
    heard();
  }
}

/** Kills the database the moment the first of several has heard «ok», and starts it again a little later. */
async function killIn(run: Run, mongod: Mongod, writers: Writers, awayMs: number): Promise<void> {
  let killed: Promise<void> | undefined;
  const written = Array.from({ length: AT_ONCE }, () =>
    writers.write(() => {
      killed ??= mongod.kill().then(async () => {
        run.note('mongod killed');
        await wait(awayMs);
        await mongod.start();
        run.note('mongod runs again');
      });
    }),
  );
  await Promise.all(written);
  await killed;
}

/**
 * The only mongod, run as the product runs its own, is killed again and again, each time the moment VK has heard «ok», and comes
 * back on what it had in its journal: what the bots believe to be done is still done then.
 */
export async function databaseKilled(ground: Ground, size: DatabaseSize): Promise<Result> {
  const { groups, perGroup, seconds, kills } = size;
  const folder = await mkdtemp(join(tmpdir(), 'zvonok-mongod-'));
  const mongod = await Mongod.start(folder);
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
        const writers = new Writers([await run.bot(), await run.bot()]);
        const between = (seconds * 1_000) / kills;
        for (let kill = 0; kill < kills; kill += 1) {
          await Promise.all([writers.write(), wait(between * (0.3 + 0.4 * chance()))]);
          await killIn(run, mongod, writers, AWAY_MS * chance());
        }
        const { words } = writers;
        await run.untilHeard(PATIENCE);
        const answers = await judge(run, words);
        await run.stopBots();
        const verdict = await run.verdict({ writers: words });
        const faults = [...inWords(verdict), ...answers.faults];
        const told = run.watch.sum('sent');
        if (told > verdict.heard) faults.push(metricsSay(told, verdict.heard));
        return {
          did: `${people(groups * perGroup)} услышали, отвечено на сообщения других: ${number(words.size * WORDS.length)}; убийств mongod: ${kills}; отброшено повторов: ${number(verdict.repeats)}; извинений вместо ответа: ${apologies(await run.messenger.log())}; дольше всех ждали ${inSeconds(verdict.slowestMs)}`,
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
