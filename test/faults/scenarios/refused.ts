import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { counted } from '../../../src/texts/formats.js';
import { withRun, type Run } from '../run.js';
import { inWords, type Ground, type Result } from '../scenario.js';
import { markOf } from '../messenger/check.js';
import type { Entry } from '../messenger/log.js';
import { lessons as inLessons, metricsSay, millis, needless } from '../words.js';

const PER_GROUP = 2;
const PATIENCE = 60_000;
const SETTLED = 3_000;
/** Between bells: whole seconds in which the last one is over. */
const APART = 10_000;
const TRIES_MAX = 6;
/** What the poison may cost the others: a share of their pace, and what two cores shared by bot, database and messenger add. */
const SHARE = 0.05;
const NOISE_MS = 500;
/** VK counts by the second: one request more than fills it waits for the next. */
const NEXT_SECOND_MS = 1_000;
/** One request to learn why, and one for whoever is left over by it. */
const ASKING = 2;

const report = z.object({ ok: z.literal(true), again: z.number() });
const sendAgain = async (run: Run): Promise<number> =>
  report.parse(await run.command('refused', '--send')).again;

interface Bell {
  /** Until the last of the good ones was heard. */
  readonly tookMs: number;
  readonly requests: number;
}

const bellIn = (log: readonly Entry[], startsAt: number): Bell => ({
  tookMs: Math.max(
    ...log.flatMap((entry) =>
      entry.is === 'accepted' && markOf(entry.text)?.endsWith(`-${startsAt}`) === true
        ? [entry.at - startsAt]
        : [],
    ),
  ),
  requests: log.filter(
    (entry) =>
      entry.is === 'request' && entry.peers > 0 && entry.at >= startsAt && entry.at < startsAt + APART,
  ).length,
});
const told = ({ tookMs, requests }: Bell): string =>
  `${millis(tookMs)} (${counted(requests, 'запрос', 'запроса', 'запросов')})`;

/**
 * A message that VK refuses, among hundreds of good ones (R14): it is given up at once and the others are as quick as at the bell
 * before; when VK takes it, the operator's command sends it once, however often it is called.
 */
export const refused = (ground: Ground, neighbours: number): Promise<Result> =>
  withRun(ground, async (run) => {
    await run.people(neighbours + 1, PER_GROUP);
    await run.bot();
    const first = Math.ceil(Date.now() / 1_000 + 10) * 1_000;
    // The first bell warms everything up, the second is as it should be, the third has the poison in its midst.
    const [calm, poisoned] = [first + APART, first + 2 * APART];
    const groups = Array.from({ length: neighbours }, (_, group) => ({ group }));
    for (const startsAt of [first, calm, poisoned])
      await run.lessons(
        PER_GROUP,
        groups.map(({ group }) => ({ group, startsAt })),
      );
    const [poison] = await run.lessons(PER_GROUP, [{ group: neighbours, startsAt: poisoned }]);
    if (poison === undefined) throw new Error('no poison');
    await run.messenger.poison(poison.subject);
    await run.messenger.untilAccepted(3 * neighbours * PER_GROUP, PATIENCE);
    await wait(SETTLED);

    const log = await run.messenger.log();
    const [before, beside] = [bellIn(log, calm), bellIn(log, poisoned)];
    const tries = log.filter(({ is }) => is === 'refused').length / PER_GROUP;

    await run.messenger.poison('');
    const sent = await sendAgain(run);
    await run.untilHeard(PATIENCE);
    const sentTwice = await sendAgain(run);
    await wait(SETTLED);
    await run.stopBots();

    const verdict = await run.verdict();
    const faults = inWords(verdict);
    if (tries > TRIES_MAX) faults.push(`отказанное пробовали ${tries} раз`);
    if (beside.tookMs > before.tookMs * (1 + SHARE) + NEXT_SECOND_MS + NOISE_MS)
      faults.push(
        `рядом с отказанным остальные слышали за ${millis(beside.tookMs)}, без него за ${millis(before.tookMs)}`,
      );
    if (beside.requests - before.requests > Math.max(ASKING, before.requests * SHARE))
      faults.push(`отказанное стоило запросов: ${beside.requests - before.requests} при ${before.requests}`);
    if (sent !== PER_GROUP || sentTwice !== 0)
      faults.push(`команда отправила ${sent}, потом ещё ${sentTwice}`);
    if (verdict.repeats > 0) faults.push(needless(verdict.repeats));
    const { watch } = run;
    if (watch.sum('sent') !== verdict.heard) faults.push(metricsSay(watch.sum('sent'), verdict.heard));
    if (watch.sum('dropped') !== PER_GROUP || watch.sum('redriven') !== PER_GROUP)
      faults.push(`по метрикам отказано ${watch.sum('dropped')}, отправлено снова ${watch.sum('redriven')}`);
    return {
      did: `${inLessons(neighbours)} с отказанным среди них услышали за ${told(beside)}, без него за ${told(before)}; отказанное пробовали раз: ${tries}, команда отправила его ${sent} получателям, второй раз — ${sentTwice}`,
      faults,
    };
  });
