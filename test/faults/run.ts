import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Lesson } from '../../src/domain/lessons.js';
import { MINUTE } from '../../src/domain/time.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { FIRST_PEER, lessonAt, settle, timetable } from '../bench/college.js';
import { baseEnvironment, BotProcess, runCommand, type BuildOptions } from '../support/bot-process.js';
import { Conservation } from './conservation.js';
import { keep } from './evidence.js';
import type { Ground, Result } from './scenario.js';
import { check, type Rules, type Verdict, type Wanted } from './messenger/check.js';
import { Messenger, type MessengerName } from './messenger/messenger.js';
import { Watch } from './watch.js';

/** Telegram's tells the bot's number too. */
const TOKENS: Readonly<Record<MessengerName, string>> = {
  vk: 'proof-token',
  telegram: '7000000001:proof-token',
};
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
  /** VK alone unless given; the first is the run's main one. */
  readonly messengers?: readonly MessengerName[];
}

/** One run of the proof: a messenger, a college in a database, and bot processes that come and go. */
export class Run {
  readonly #bots: BotProcess[] = [];
  readonly #notes: string[] = [];
  readonly #wanted = new Map<MessengerName, Wanted[]>();
  readonly #gone = new Set<number>();
  readonly watch = new Watch();
  readonly conservation: Conservation;

  #channelOf = (_group: number): MessengerName => this.main;

  private constructor(
    readonly messengers: ReadonlyMap<MessengerName, Messenger>,
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
    const messengers = new Map<MessengerName, Messenger>();
    for (const channel of options.messengers ?? ['vk']) {
      const [logFile, token] = [join(folder, `${channel}.log`), TOKENS[channel]];
      messengers.set(channel, await Messenger.start({ channel, logFile, seed: options.seed, token }));
    }
    return new Run(messengers, storage, folder, options);
  }

  get main(): MessengerName {
    return this.messengers.keys().next().value ?? 'vk';
  }

  /** The main one. */
  get messenger(): Messenger {
    return this.of(this.main);
  }

  /** @throws Error when this run has no such messenger */
  of(channel: MessengerName): Messenger {
    const messenger = this.messengers.get(channel);
    if (!messenger) throw new Error(`no ${channel} in this run`);
    return messenger;
  }

  #environment(databaseUri: string): Record<string, string> {
    const [vk, telegram] = [this.messengers.get('vk'), this.messengers.get('telegram')];
    return {
      ...baseEnvironment(databaseUri, this.folder),
      ...(vk && { VK_TOKEN: TOKENS.vk, VK_GROUP_ID: String(GROUP_ID), VK_API_URL: vk.apiUrl }),
      ...(telegram && { TELEGRAM_TOKEN: TOKENS.telegram, TELEGRAM_API_URL: telegram.apiUrl }),
    };
  }

  /**
   * A bot process that works; all of a run share one data folder, as on one machine.
   * @param how `watched: false`: nobody but the scenario asks it for its metrics
   */
  async bot({
    env: more,
    watched = true,
    ...how
  }: BuildOptions & { env?: Record<string, string>; watched?: boolean } = {}): Promise<BotProcess> {
    const { databaseUri, botsDatabaseUri = databaseUri, dist, env } = this.options;
    const environment = this.#environment(botsDatabaseUri);
    // What became of each recipient stands in the log at this level.
    const bot = new BotProcess({ ...environment, LOG_LEVEL: 'debug', ...env, ...more }, { dist, ...how });
    const nth = this.#bots.push(bot);
    this.note(`bot ${nth} begins, process ${bot.pid}`);
    void bot.ended().then(() => this.note(`bot ${nth} has ended`));
    await bot.ready();
    if (watched) this.watch.follow(bot);
    return bot;
  }

  /** A command of the operator's, in a process of its own. @returns the JSON that it printed */
  async command(...args: string[]): Promise<unknown> {
    const { databaseUri, dist } = this.options;
    this.note(`command ${args.join(' ')}`);
    return JSON.parse(await runCommand([...args, '--json'], this.#environment(databaseUri), dist));
  }

  /** Groups of students, all bound in the main messenger, or where `channelOf` says by the group's number. */
  people(groups: number, perGroup: number, channelOf?: (group: number) => MessengerName): Promise<void> {
    if (channelOf) this.#channelOf = channelOf;
    return settle(this.storage, groups, perGroup, this.#channelOf);
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
      const wanted = this.wanted(this.#channelOf(wish.group));
      for (let nth = 0; nth < perGroup; nth += 1) {
        const peer = FIRST_PEER + wish.group * perGroup + nth;
        if (this.#gone.has(peer)) continue;
        wanted.push({ peer, mark: lesson.subject, from: lesson.startsAt, until: lesson.endsAt });
      }
    }
    return made;
  }

  /** These people have forbidden messages, and are not waited for. */
  async gone(peers: readonly number[]): Promise<void> {
    await this.messenger.gone(peers);
    for (const peer of peers) this.#gone.add(peer);
    const wanted = this.wanted();
    wanted.splice(0, wanted.length, ...wanted.filter(({ peer }) => !this.#gone.has(peer)));
  }

  /** Who is to hear what in this messenger; grows with lessons. */
  wanted(channel: MessengerName = this.main): Wanted[] {
    const wanted = this.#wanted.get(channel) ?? [];
    this.#wanted.set(channel, wanted);
    return wanted;
  }

  async verdict(rules: Partial<Rules> = {}, channel: MessengerName = this.main): Promise<Verdict> {
    const log = await this.of(channel).log();
    return check(log, { messenger: channel, wanted: this.wanted(channel), goneGraceMs: 3_000, ...rules });
  }

  /** Resolves when nobody is left waiting there, or after `patienceMs`; what is wrong is for the verdict to say. */
  async untilHeard(patienceMs: number, channel: MessengerName = this.main): Promise<void> {
    const until = performance.now() + patienceMs;
    const messenger = this.of(channel);
    // Before so many were accepted the log need not be read.
    await messenger.untilAccepted(this.wanted(channel).length, patienceMs);
    for (;;) {
      const { accepted } = messenger;
      const verdict = await this.verdict({}, channel);
      const left = until - performance.now();
      if (!verdict.faults.has('lost') || left <= 0) return;
      await messenger.untilAccepted(accepted + 1, Math.min(left, 5_000));
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
    await Promise.all([...this.messengers.values()].map((messenger) => messenger.stop()));
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
        'wanted.json': JSON.stringify(Object.fromEntries(this.#wanted)),
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
