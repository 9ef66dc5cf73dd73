import { setTimeout as wait } from 'node:timers/promises';
import { Crew } from '../crew.js';
import { CALM, seeded, type Odds } from '../messenger/chance.js';
import { repeatsOf, type Repeats } from '../messenger/repeats.js';
import { withRun, type Run } from '../run.js';
import { inWords, merged, type Ground, type Result } from '../scenario.js';
import { bots as inBots, decimal, metricsSay, number, people as inPeople, seconds } from '../words.js';

const PER_GROUP = 25;
const BOTS = 3;
/** Telegram takes a message in about so long. */
const SLOW_MS = 30;
/** Three processes of which one is always away send more than so many a second. */
const PER_SECOND = 8;
const PATIENCE = 60_000;
/** Notices that a process may have under way when it ends: what the reference allows to come again. */
const UNDER_WAY = 3;
/** Counters are read so often, and what was counted after the last look dies with its process. */
const LOOK_MS = 1_000;
/** Longer than a lease of 15 s. */
const STOPPED_MS = 18_000;
/** A process that wakes up has found out what it missed, and sends again. */
const AWAKE_MS = 6_000;

/** A bad day: about every fifteenth message goes wrong in one way or another. */
const BAD_DAY: Odds = { ...CALM, errors: { 429: 0.005 }, lose: 0.02, reset: 0.02, badGateway: 0.02 };

interface Size {
  readonly people: number;
  readonly ends: number;
}

/** A bell for thousands in Telegram, which tells them one by one; meanwhile something is done to the bots. */
const broadcast = (
  ground: Ground,
  people: number,
  odds: Odds,
  during: (run: Run) => Promise<Result>,
): Promise<Result> =>
  withRun(
    ground,
    async (run) => {
      const groups = Math.ceil(people / PER_GROUP);
      await run.people(groups, PER_GROUP);
      await run.messenger.slow(SLOW_MS);
      await run.messenger.odds(odds);
      const startsAt = Math.ceil(Date.now() / 1_000 + 5) * 1_000;
      await run.lessons(
        PER_GROUP,
        Array.from({ length: groups }, (_, group) => ({ group, startsAt })),
      );
      return during(run);
    },
    { messengers: ['telegram'] },
  );

/** The end of a run: who heard, who heard twice, what the counters say. */
async function judged(
  run: Run,
  ends: readonly number[],
): Promise<{ repeats: Repeats; counted: number; faults: string[] }> {
  await run.untilHeard((1_000 * run.wanted().length) / PER_SECOND + PATIENCE);
  await run.stopBots();
  const repeats = repeatsOf(await run.messenger.log(), ends);
  const verdict = await run.verdict({ repeatsReach: true });
  const faults = inWords(verdict);
  const told = run.watch.sum('sent');
  const accepted = verdict.heard + repeats.all.length;
  if (told > accepted) faults.push(metricsSay(told, accepted));
  const [first] = repeats.causeless;
  if (first)
    faults.push(`дошло дважды без причины: ${repeats.causeless.length} (${first.peer} ${first.mark})`);
  const counted = run.watch.sum('repeated');
  const mustBeCounted = repeats.all.filter(
    ({ at }) => !ends.some((end) => end >= at && end - at < LOOK_MS),
  ).length;
  if (counted < mustBeCounted)
    faults.push(`по метрикам повторов ${number(counted)}, а дошло дважды ${number(repeats.all.length)}`);
  return { repeats, counted, faults };
}

/** What the ends alone made people hear twice. @returns it in words, and what is too much of it */
function ofEnds(
  { ofEnds: counts, ofLostAnswers }: Repeats,
  counted: number,
): { told: string; faults: string[] } {
  const sum = counts.reduce((one, other) => one + other, 0);
  const worst = Math.max(0, ...counts);
  const each = sum / Math.max(counts.length, 1);
  const faults: string[] = [];
  if (each > 1) faults.push(`за одно убийство дважды доходило в среднем ${decimal(each, 2)}`);
  if (worst > UNDER_WAY) faults.push(`за одно убийство дважды дошло ${worst}`);
  const lost = ofLostAnswers > 0 ? `; ещё ${number(ofLostAnswers)} из-за потерянных ответов` : '';
  return {
    told: `дошло дважды: ${number(sum)} (${decimal(each, 2)} за раз, не больше ${worst})${lost}; по метрикам повторных отправок: ${number(counted)}`,
    faults,
  };
}

/** Bots are killed while each message may be in Telegram's hands (R1, R6). */
export const telegramKills = (ground: Ground, { people, ends }: Size): Promise<Result> =>
  broadcast(ground, people, BAD_DAY, async (run) => {
    const chance = seeded(ground.seed);
    const crew = await Crew.gather(run, BOTS, 'killed', chance);
    const from = performance.now();
    await endEvenly(run, crew, people, ends, chance);
    const { repeats, counted, faults } = await judged(run, crew.killedAt);
    const took = performance.now() - from;
    const kills = ofEnds(repeats, counted);
    return {
      did: `${inPeople(people)} за ${seconds(took)}, ${inBots(BOTS)}, убито: ${crew.ended}; ${kills.told}`,
      faults: [...crew.faults, ...faults, ...kills.faults],
    };
  });

/** Each end comes somewhere in its part of the broadcast. */
async function endEvenly(
  run: Run,
  crew: Crew,
  people: number,
  ends: number,
  chance: () => number,
): Promise<void> {
  for (let nth = 0; nth < ends; nth += 1) {
    // The last part is left to the heirs.
    await run.messenger.untilAccepted(Math.ceil(((nth + chance()) * people) / (ends + 1)), PATIENCE);
    await crew.endOne();
  }
  await crew.back();
}

/** A stop loses nothing and repeats nothing (R18). */
const restarted = (ground: Ground, { people, ends }: Size): Promise<Result> =>
  broadcast(ground, people, CALM, async (run) => {
    const chance = seeded(ground.seed);
    const crew = await Crew.gather(run, BOTS, 'restarted', chance);
    await endEvenly(run, crew, people, ends, chance);
    const { repeats, counted, faults } = await judged(run, []);
    if (repeats.all.length + counted > 0)
      faults.push(`дошло дважды: ${repeats.all.length}, по метрикам: ${counted}`);
    return {
      did: `${inPeople(people)}, перезапущено: ${crew.ended}, дошло дважды: ${repeats.all.length}`,
      faults: [...crew.faults, ...faults],
    };
  });

/** A process sleeps longer than its lease: what it had in hand may come again, and nothing else (R3). */
const stopped = (ground: Ground, { people, ends }: Size): Promise<Result> =>
  broadcast(ground, people, CALM, async (run) => {
    const bots = await Promise.all([run.bot(), run.bot()]);
    await run.messenger.untilAccepted(1, PATIENCE);
    const stops: number[] = [];
    for (let nth = 0; nth < ends; nth += 1) {
      const sleeper = bots[nth % bots.length];
      await wait(AWAKE_MS);
      sleeper?.freeze();
      stops.push(Date.now());
      await wait(STOPPED_MS);
      sleeper?.thaw();
    }
    const { repeats, counted, faults } = await judged(run, stops);
    const kills = ofEnds(repeats, counted);
    return {
      did: `${inPeople(people)}, остановок дольше аренды: ${ends}; ${kills.told}`,
      faults: [...faults, ...kills.faults],
    };
  });

/** Two colleges at once, since Telegram's pace takes its time. */
export const telegramStops = async (
  ground: Ground,
  { restarts, stops }: { restarts: Size; stops: Size },
): Promise<Result> => merged(await Promise.all([restarted(ground, restarts), stopped(ground, stops)]));
