import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Lesson } from '../../src/domain/lessons.js';
import { MINUTE } from '../../src/domain/time.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { FIRST_PEER, lessonAt, settle, timetable } from '../bench/college.js';
import { BotProcess, botEnvironment, runCommand, type BuildOptions } from '../support/bot-process.js';
import { Conservation } from './conservation.js';
import { keep } from './evidence.js';
import type { Ground, Result } from './scenario.js';
import { check, type Rules, type Verdict, type Wanted } from './vk/check.js';
import { Messenger } from './vk/messenger.js';
import { Watch } from './watch.js';

const TOKEN = 'proof-token';
export const GROUP_ID = 4_242;

export interface RunOptions {
  /** The address of a database that is this run's alone. */
  readonly databaseUri: string;
  /** How the bots reach it, when not directly. */
  readonly botsDatabaseUri?: string;
  readonly seed: number;
  /** The build under test; the product's own unless given. */
  readonly dist?: string | undefined;
  readonly env?: Readonly<Record<string, string>>;
  /** Logs of the mongods behind it. */
  readonly mongodLogs?: readonly string[];
}

/** One run of the proof: a messenger, a college in a database, and bot processes that come and go. */
export class Run {
  readonly #bots: BotProcess[] = [];
  readonly #notes: string[] = [];
  readonly #wanted: Wanted[] = [];
  readonly #gone = new Set<number>();
  readonly watch = new Watch();
  readonly conservation: Conservation;

  private constructor(
    readonly messenger: Messenger,
    readonly storage: Storage,
    readonly folder: string,
    readonly options: RunOptions,
  ) {
    this.conservation = new Conservation(options.databaseUri);
    this.conservation.start();
  }

  static async open(options: RunOptions): Promise<Run> {
    // First what may fail: nothing else is left behind then.
    const storage = await connectStorage(options.databaseUri);
    const folder = await mkdtemp(join(tmpdir(), 'zvonok-faults-'));
    const logFile = join(folder, 'messenger.log');
    const messenger = await Messenger.start({ logFile, seed: options.seed, token: TOKEN });
    return new Run(messenger, storage, folder, options);
  }

  /** A bot process that works; all of a run share one data folder, as on one machine. */
  async bot({
    env: more,
    ...how
  }: BuildOptions & { env?: Record<string, string> } = {}): Promise<BotProcess> {
    const { databaseUri, botsDatabaseUri = databaseUri, dist, env } = this.options;
    const environment = botEnvironment(this.messenger, TOKEN, GROUP_ID, botsDatabaseUri, this.folder);
    // What became of each recipient stands in the log at this level.
    const bot = new BotProcess({ ...environment, LOG_LEVEL: 'debug', ...env, ...more }, { dist, ...how });
    const nth = this.#bots.push(bot);
    this.note(`bot ${nth} begins, process ${bot.pid}`);
    void bot.ended().then(() => this.note(`bot ${nth} has ended`));
    await bot.ready();
    this.watch.follow(bot);
    return bot;
  }

  /** A command of the operator's, in a process of its own. @returns the JSON that it printed */
  async command(...args: string[]): Promise<unknown> {
    const { databaseUri, dist } = this.options;
    const env = botEnvironment(this.messenger, TOKEN, GROUP_ID, databaseUri, this.folder);
    this.note(`command ${args.join(' ')}`);
    return JSON.parse(await runCommand([...args, '--json'], env, dist));
  }

  /** Groups of students, all bound. */
  people(groups: number, perGroup: number): Promise<void> {
    return settle(this.storage, groups, perGroup);
  }

  /** Puts lessons into the timetable; each is to be heard once by these people, from its start to its end. */
  async lessons(
    perGroup: number,
    lessons: readonly { group: number; startsAt: number; endsAt?: number; wanted?: boolean }[],
  ): Promise<readonly Lesson[]> {
    const made = lessons.map(({ group, startsAt, endsAt = startsAt + 90 * MINUTE }) => {
      const id = `занятие-${group}-${startsAt}`;
      return { ...lessonAt(group, startsAt, id), endsAt, subject: id };
    });
    await timetable(this.storage, made);
    for (const [index, lesson] of made.entries()) {
      const wish = lessons[index];
      if (!wish || wish.wanted === false) continue;
      for (let nth = 0; nth < perGroup; nth += 1) {
        const peer = FIRST_PEER + wish.group * perGroup + nth;
        if (this.#gone.has(peer)) continue;
        this.#wanted.push({ peer, mark: lesson.subject, from: lesson.startsAt, until: lesson.endsAt });
      }
    }
    return made;
  }

  /** These people have forbidden messages, and are not waited for. */
  async gone(peers: readonly number[]): Promise<void> {
    await this.messenger.gone(peers);
    for (const peer of peers) this.#gone.add(peer);
    const left = this.#wanted.filter(({ peer }) => !this.#gone.has(peer));
    this.#wanted.splice(0, this.#wanted.length, ...left);
  }

  get wanted(): readonly Wanted[] {
    return this.#wanted;
  }

  async verdict(rules: Partial<Rules> = {}): Promise<Verdict> {
    return check(await this.messenger.log(), { wanted: this.#wanted, goneGraceMs: 3_000, ...rules });
  }

  /** Resolves when nobody is left waiting, or after `patienceMs`; what is wrong is for the verdict to say. */
  async untilHeard(patienceMs: number): Promise<void> {
    const until = performance.now() + patienceMs;
    for (;;) {
      const { accepted } = this.messenger;
      const verdict = await this.verdict();
      const left = until - performance.now();
      if (!verdict.faults.has('lost') || left <= 0) return;
      await this.messenger.untilAccepted(accepted + 1, Math.min(left, 5_000));
    }
  }

  async stopBots(): Promise<void> {
    await this.watch.last();
    await Promise.all(this.#bots.map((bot) => (bot.thaw(), bot.stop())));
    await this.conservation.stop();
  }

  /** Something was done to the run just now; told when it went wrong. */
  note(what: string): void {
    this.#notes.push(`${new Date().toISOString()} ${what}`);
  }

  async close(): Promise<void> {
    this.watch.stop();
    await Promise.all(this.#bots.map((bot) => bot.kill()));
    await this.conservation.stop();
    await this.storage.close();
    await this.messenger.stop();
  }

  forget(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  /** The messenger's log, what each bot said, the database and its log, and what was done when. @returns the folder */
  async remains(faults: readonly string[]): Promise<string> {
    const bots = this.#bots.map((bot, nth) => [`bot-${nth + 1}.log`, bot.output.join('')]);
    const { databaseUri, mongodLogs = [] } = this.options;
    await keep({
      folder: this.folder,
      databaseUri,
      mongodLogs,
      files: {
        ...Object.fromEntries(bots),
        'faults.txt': faults.join('\n'),
        'done.txt': this.#notes.join('\n'),
        'wanted.json': JSON.stringify(this.#wanted),
      },
    });
    return this.folder;
  }
}

/**
 * Opens a run, does the work, and leaves nothing behind, unless something went wrong. A run that itself breaks is a fault too.
 *
 * @param more what is different about this run's surroundings
 */
export async function withRun(
  ground: Ground,
  work: (run: Run) => Promise<Result>,
  more: Partial<RunOptions> = {},
): Promise<Result> {
  const { seed, dist, mongodLogs } = ground;
  const databaseUri = more.databaseUri ?? ground.database();
  const run = await Run.open({ seed, dist, mongodLogs: mongodLogs ?? [], ...more, databaseUri });
  let result: Result;
  try {
    result = await work(run);
  } catch (error) {
    run.note(error instanceof Error ? (error.stack ?? '') : '');
    result = { did: 'прервано', faults: [error instanceof Error ? error.message : String(error)] };
  }
  await run.close();
  result = { ...result, faults: [...result.faults, ...run.watch.faults, ...run.conservation.faults] };
  if (result.faults.length > 0 && ground.keepsRemains === true)
    return { ...result, remains: await run.remains(result.faults) };
  await run.forget();
  return result;
}
