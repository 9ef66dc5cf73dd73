import { setTimeout as wait } from 'node:timers/promises';
import { FIRST_PEER } from '../../bench/college.js';
import { withRun, type Run } from '../run.js';
import { inWords, merged, type Ground, type Result } from '../scenario.js';
import { share } from '../share.js';
import type { Entry } from '../messenger/log.js';
import { millis, number, seconds as inSeconds } from '../words.js';

const PATIENCE = 90_000;
const LEASE_MS = 15_000;
/** What two cores shared by bots, database and messenger may add to any of these. */
const NOISE_MS = 3_000;
const SAME_TEXT_MS = 10_000;
const PERSONAL_MS = 20_000;
/** Batches that may be under way at once: 16 requests of 25. */
const UNDER_WAY = 400;
const RATE_KEPT = 0.9;
const RATE_OVER_MS = 2_500;

type Accepted = Extract<Entry, { is: 'accepted' }>;
const soon = (ms: number): number => Math.ceil((Date.now() + ms) / 1_000) * 1_000;
const acceptedOf = async (run: Run): Promise<Accepted[]> =>
  (await run.messenger.log()).filter((entry): entry is Accepted => entry.is === 'accepted');

/** A bot with nothing else to do hands a notice over when it is due (R8): a small lesson begins every second. */
export const idle = (ground: Ground, lessons: number): Promise<Result> =>
  withRun(ground, async (run) => {
    await run.people(lessons, 1);
    await Promise.all([run.bot(), run.bot()]);
    const first = soon(6_000);
    await run.lessons(
      1,
      Array.from({ length: lessons }, (_, group) => ({ group, startsAt: first + group * 1_000 })),
    );
    await wait(first + lessons * 1_000 - Date.now());
    await run.untilHeard(PATIENCE);
    await run.stopBots();
    const due = new Map(run.wanted().map(({ peer, from }) => [peer, from]));
    const times = (await acceptedOf(run)).map(({ peer, at }) => at - (due.get(peer) ?? at));
    const [p95, p99] = [share(times, 0.95), share(times, 0.99)];
    const faults = inWords(await run.verdict());
    if (p95 > 1_000 || p99 > 2_000) faults.push(`передано поздно: p95 ${millis(p95)}, p99 ${millis(p99)}`);
    return {
      did: `каждую секунду начинается занятие, всего ${number(lessons)}: до передачи VK p95 ${millis(p95)}, p99 ${millis(p99)}`,
      faults,
    };
  });

/** Thousands of one text at one moment (R9). */
const sameText = (ground: Ground, people: number): Promise<Result> =>
  withRun(ground, async (run) => {
    await run.people(1, people);
    await run.bot();
    const startsAt = soon(4_000);
    await run.lessons(people, [{ group: 0, startsAt }]);
    await run.untilHeard(PATIENCE);
    await run.stopBots();
    const verdict = await run.verdict();
    const faults = inWords(verdict);
    if (verdict.slowestMs > SAME_TEXT_MS)
      faults.push(`${number(people)} одинаковых ушли за ${inSeconds(verdict.slowestMs)}`);
    return { did: `${number(people)} одинаковых за ${inSeconds(verdict.slowestMs)}`, faults };
  });

/** Thousands at one moment, each with a text of its own; a second later as many more are due, and wait (R9). */
const personal = (ground: Ground, people: number): Promise<Result> =>
  withRun(ground, async (run) => {
    await run.people(people, 1);
    await run.bot();
    const startsAt = soon(10_000);
    const half = Math.floor(people / 2);
    await run.lessons(
      1,
      // The later ones come first in everything else.
      Array.from({ length: people }, (_, group) => ({
        group,
        startsAt: startsAt + (group < half ? 1_000 : 0),
      })),
    );
    await run.untilHeard(PATIENCE);
    await run.stopBots();
    const accepted = await acceptedOf(run);
    const isLater = ({ peer }: Accepted): boolean => peer - FIRST_PEER < half;
    // One that VK sends back comes again a moment later, so the last few say nothing.
    const early = accepted.filter((one) => !isLater(one));
    const nearlyAll = early[Math.floor(early.length * 0.95)]?.at ?? Infinity;
    const overtaken = accepted.filter((one) => isLater(one) && one.at < nearlyAll).length;
    const took = (accepted.at(-1)?.at ?? Infinity) - startsAt;
    const faults = inWords(await run.verdict());
    if (took > PERSONAL_MS) faults.push(`${number(people)} разных ушли за ${inSeconds(took)}`);
    if (overtaken > UNDER_WAY) faults.push(`раньше ранних ушло поздних: ${number(overtaken)}`);
    return { did: `${number(people)} разных за ${inSeconds(took)}`, faults };
  });

export const bursts = async (ground: Ground, people: number): Promise<Result> =>
  merged([await sameText(ground, people), await personal(ground, people)]);

/** One of three dies in the middle of thousands and does not come back: the others go on, and have its part when its lease is over (R10). */
export const heirs = (ground: Ground, people: number): Promise<Result> =>
  withRun(ground, async (run) => {
    await run.people(people, 1);
    const [first] = await Promise.all([run.bot(), run.bot(), run.bot()]);
    const startsAt = soon(10_000);
    await run.lessons(
      1,
      Array.from({ length: people }, (_, group) => ({ group, startsAt })),
    );
    await wait(startsAt - Date.now());
    await run.messenger.untilAccepted(Math.floor(people / 2), PATIENCE);
    const killedAt = Date.now();
    await first.kill();
    await run.untilHeard(PATIENCE);
    await run.stopBots();
    const accepted = await acceptedOf(run);
    // The first second is open to all at once, and no measure of how they go on.
    const steadyFrom = startsAt + 1_000;
    const window = killedAt - steadyFrom;
    const rate = (from: number, to: number): number =>
      (1_000 * accepted.filter(({ at }) => at >= from && at < to).length) / Math.max(to - from, 1);
    // What the two had of it: each of three has the same share.
    const own = (rate(steadyFrom, killedAt) * 2) / 3;
    const kept = rate(killedAt, killedAt + window);
    const told = `двое остальных слали по ${number(Math.round(kept))} в секунду, до того — по ${number(Math.round(own))}`;
    const last = (accepted.at(-1)?.at ?? Infinity) - killedAt;
    const faults = inWords(await run.verdict());
    if (last > LEASE_MS + 1_000 + NOISE_MS) faults.push(`доля убитого ушла через ${inSeconds(last)}`);
    // Less than this tells of a second's luck.
    if (window > RATE_OVER_MS && kept < RATE_KEPT * own) faults.push(told);
    return {
      did: `${number(people)} разных, один процесс из трёх убит: последние ушли через ${inSeconds(last)}, ${told}`,
      faults,
    };
  });
