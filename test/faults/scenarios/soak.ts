import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { MINUTE, SECOND } from '../../../src/domain/time.js';
import { FIRST_PEER } from '../../bench/college.js';
import type { BotProcess } from '../../support/bot-process.js';
import { growthOf, readLook, type Look } from '../growth.js';
import { withRun, type Run } from '../run.js';
import { inWords, type Ground, type Result } from '../scenario.js';
import { share } from '../share.js';
import { seeded } from '../messenger/chance.js';
import { dialogsOf } from '../messenger/check.js';
import { decimal, millis, number } from '../words.js';
import { CALLBACK, post, says } from '../writing.js';

const PER_SECOND = 50;
const PER_GROUP = 25;
/** Half of the groups only listen, so that what they hear is notices alone; the people of the other half write. */
const GROUPS = 100;
const LISTEN = GROUPS / 2;
const WRITERS = LISTEN * PER_GROUP;
const WORDS = ['сегодня', 'завтра', 'чаты', 'настройки', 'помощь'];
/** Every tenth message is the first of somebody whom nobody knows: what is kept of each stranger would grow. */
const STRANGERS = 10;
const FIRST_STRANGER = 10_000_000;
const BELL_EVERY = 5_000;
const LOOK_EVERY = 5_000;
const PATIENCE = 30_000;
/** Caches and pools fill, and the compiler warms up: of a long run twenty minutes. */
const WARM_UP = 1 / 3;
const WARM_UP_MAX = 20 * MINUTE;
/**
 * The reference's, for two hours. Memory swings by megabytes, so that in minutes nobody can tell so slow a growth from none: a run
 * fails when it is sure, by twice the error of its own measure, that there is more. In ten minutes that shows some hundreds of bytes
 * lost with every message, in two hours some tens.
 */
const GROWTH_MB = 1;
const SURE = 2;
const ACTIVE_MAX = 5;
const LAG_MS = 50;

/** Lessons of the listening groups in turn, one every few seconds. */
async function bells(run: Run, lasting: number): Promise<void> {
  const first = Math.ceil(Date.now() / 1_000 + 10) * 1_000;
  await run.lessons(
    PER_GROUP,
    Array.from({ length: Math.floor(lasting / BELL_EVERY) }, (_, nth) => ({
      group: nth % LISTEN,
      startsAt: first + nth * BELL_EVERY,
    })),
  );
}

/** People write, fifty messages a second. @returns how many each has written and VK got rid of */
async function talk(bot: BotProcess, lasting: number, seed: number): Promise<ReadonlyMap<number, number>> {
  const chance = seeded(seed);
  const written = new Map<number, number>();
  const posts: Promise<void>[] = [];
  const begun = performance.now();
  for (let nth = 0; nth < (PER_SECOND * lasting) / 1_000; nth += 1) {
    const isStranger = nth % STRANGERS === 0;
    const person = isStranger
      ? FIRST_STRANGER + nth
      : FIRST_PEER + LISTEN * PER_GROUP + Math.floor(chance() * WRITERS);
    const word = isStranger ? 'Начать' : (WORDS[nth % WORDS.length] ?? '');
    posts.push(
      post(bot, says(person, word)).then((taken) => {
        if (taken) written.set(person, (written.get(person) ?? 0) + 1);
      }),
    );
    const due = begun + ((nth + 1) * 1_000) / PER_SECOND;
    if (due > performance.now()) await wait(due - performance.now());
  }
  await Promise.all(posts);
  return written;
}

async function look(bot: BotProcess, lasting: number): Promise<readonly Look[]> {
  const looks: Look[] = [];
  for (const until = performance.now() + lasting; performance.now() < until; ) {
    await wait(LOOK_EVERY);
    const response = await fetch(`${bot.url}/metrics`);
    looks.push(readLook(await response.text(), performance.now()));
  }
  return looks;
}

/** What the looks after the warm-up say, in words, and what must not be. */
function judgeLooks(looks: readonly Look[]): { said: string; faults: string[] } {
  const memory = growthOf(looks.map(({ at, residentMb: value }) => ({ at, value })));
  const third = Math.floor(looks.length / 3);
  const active = (some: readonly Look[]): number =>
    share(
      some.map((one) => one.active),
      0.5,
    );
  const [before, after] = [active(looks.slice(0, third)), active(looks.slice(-third))];
  const lag = share(
    looks.map(({ lagP99 }) => lagP99),
    0.95,
  );
  const grows = `${decimal(memory.perHour)} ± ${decimal(memory.error)} МБ в час`;
  const faults: string[] = [];
  if (memory.perHour - SURE * memory.error > GROWTH_MB) faults.push(`память прибывает: ${grows}`);
  if (Math.abs(after - before) > ACTIVE_MAX)
    faults.push(`таймеров и соединений было ${before}, стало ${after}`);
  if (lag > LAG_MS) faults.push(`задержка цикла событий p99 ${millis(lag)}`);
  return {
    said: `память ${grows} (${decimal(looks.at(-1)?.residentMb ?? 0, 0)} МБ в конце), таймеров и соединений ${before} и ${after}, задержка цикла событий p99 ${millis(lag)}`,
    faults,
  };
}

/** Fifty messages a second for many minutes: what the process holds stays what it was, and it is never busy for long (R21). */
export const soak = (ground: Ground, minutes: number): Promise<Result> =>
  withRun(
    ground,
    async (run) => {
      await run.people(GROUPS, PER_GROUP);
      const bot = await run.bot({ env: { LOG_LEVEL: 'info' }, watched: false });
      const lasting = minutes * MINUTE;
      const warmUp = Math.min(lasting * WARM_UP, WARM_UP_MAX);
      await bells(run, lasting);
      const begun = performance.now();
      const [written, looks] = await Promise.all([talk(bot, lasting, ground.seed), look(bot, lasting)]);
      await writeFile(join(run.folder, 'looks.json'), JSON.stringify(looks));
      await run.untilHeard(PATIENCE);
      await run.stopBots();

      const { said, faults } = judgeLooks(looks.filter(({ at }) => at - begun > warmUp));
      const { dialogs } = dialogsOf(await run.messenger.log());
      const unanswered = [...written].filter(([person, count]) => (dialogs.get(person)?.length ?? 0) < count);
      const taken = [...written.values()].reduce((sum, count) => sum + count, 0);
      if (taken < (PER_SECOND * lasting) / SECOND) faults.push(`принято сообщений: ${number(taken)}`);
      if (unanswered.length > 0) faults.push(`не получили ответа: ${unanswered.length}`);
      faults.push(...inWords(await run.verdict({ writers: written })));
      return {
        did: `${minutes} мин по ${PER_SECOND} сообщений в секунду (${number(taken)}), из них первые ${decimal(warmUp / MINUTE)} мин на разогрев: ${said}`,
        faults,
      };
    },
    { env: CALLBACK },
  );
