import { setTimeout as wait } from 'node:timers/promises';
import { FIRST_PEER } from '../../bench/college.js';
import { Crew } from '../crew.js';
import { startProxy } from '../proxy.js';
import { withRun } from '../run.js';
import type { Ground, Result } from '../scenario.js';
import { CALM, seeded } from '../messenger/chance.js';
import { CALLBACK, judge, post, says, type Update } from '../writing.js';
import { needless, number, people as inPeople } from '../words.js';

/** Two that are answered differently, so that the order shows. */
const WORDS = ['помощь', 'меню'];
const BOTS = 4;
/** The last kills come while people still write. */
const IN_TIME = 0.9;

/** Every update is answered once, though VK delivers it up to five times and bots are killed in between (R19). */
export const inboxKills = (
  ground: Ground,
  { people, kills, perSecond }: { people: number; kills: number; perSecond: number },
): Promise<Result> =>
  withRun(
    ground,
    async (run) => {
      const chance = seeded(ground.seed);
      await run.messenger.slow(100);
      await run.messenger.odds({ ...CALM, lose: 0.03, reset: 0.03 });
      const crew = await Crew.gather(run, BOTS, 'killed', chance);
      let deliveries = 0;

      const deliver = async (update: Update): Promise<void> => {
        for (;;) {
          const times = 1 + Math.floor(chance() * 5);
          deliveries += times;
          const { working } = crew;
          const targets = Array.from({ length: times }, () => working[Math.floor(chance() * working.length)]);
          const heard = await Promise.all(
            targets.map((bot) => (bot ? post(bot, update) : Promise.resolve(false))),
          );
          if (heard.includes(true)) return;
          await wait(200);
        }
      };
      const killing = (async () => {
        const pause = ((people / perSecond) * 1_000) / kills;
        const from = performance.now();
        for (let kill = 0; kill < kills; kill += 1) {
          // By a timetable: what a kill waited for is made up for by the next ones.
          await wait(Math.max(from + (kill + 0.5 + chance()) * pause * IN_TIME - performance.now(), 0));
          // The last of them goes on: with nobody there nothing is delivered.
          await crew.endOne({ spared: 1 });
        }
        await crew.back();
      })();
      const sending: Promise<void>[] = [];
      const words = new Map<number, number>();
      for (let nth = 0; nth < people; nth += 1) {
        const person = FIRST_PEER + nth;
        words.set(person, WORDS.length);
        sending.push(
          (async () => {
            for (const word of WORDS) await deliver(says(person, word));
          })(),
        );
        await wait(1_000 / perSecond);
      }
      await Promise.all(sending);
      await killing;
      const { faults } = await judge(run, words);
      await run.stopBots();
      return {
        did: `событий ${number(people * WORDS.length)}, доставлено ${number(deliveries)} раз; убито процессов: ${crew.ended}`,
        faults: [...crew.faults, ...faults],
      };
    },
    { env: CALLBACK },
  );

/** What one person writes is handled by one process at a time, in order, whichever took it. */
export const inboxCalm = (ground: Ground, people: number): Promise<Result> =>
  withRun(
    ground,
    async (run) => {
      await run.messenger.slow(100);
      const bots = await Promise.all([run.bot(), run.bot()]);
      const each = 6;
      const words = new Map<number, number>();
      await Promise.all(
        Array.from({ length: people }, async (_, nth) => {
          const person = FIRST_PEER + nth;
          words.set(person, each);
          for (let word = 0; word < each; word += 1) {
            const bot = bots[word % 2];
            if (bot) await post(bot, says(person, WORDS[word % 2] ?? ''));
          }
        }),
      );
      const { faults, repeats } = await judge(run, words);
      await run.stopBots();
      if (repeats > 0) faults.push(needless(repeats));
      return { did: `${inPeople(people)} пишут по ${each} раз двум процессам по очереди`, faults };
    },
    { env: CALLBACK },
  );

/** With a silent database VK does not hear «ok», sends again, and nothing is lost when the bot dies meanwhile. */
export const inboxSilence = async (ground: Ground, people: number): Promise<Result> => {
  const databaseUri = ground.database();
  const address = new URL(databaseUri);
  const proxy = await startProxy(Number(address.port), seeded(ground.seed));
  address.port = String(proxy.port);
  try {
    return await withRun(
      ground,
      async (run) => {
        const bot = await run.bot();
        const updates = Array.from({ length: people }, (_, nth) => says(FIRST_PEER + nth, 'помощь'));
        proxy.fallSilent();
        const heard = await Promise.all(updates.map((update) => post(bot, update)));
        await bot.kill();
        proxy.speak();
        const heir = await run.bot();
        for (const [index, update] of updates.entries()) if (!heard[index]) await post(heir, update);
        const { faults } = await judge(run, new Map(updates.map((_, nth) => [FIRST_PEER + nth, 1])));
        await run.stopBots();
        return { did: `событий при молчащей базе: ${people}, затем процесс убит`, faults };
      },
      { databaseUri, botsDatabaseUri: address.href, env: CALLBACK },
    );
  } finally {
    proxy.stop();
  }
};
