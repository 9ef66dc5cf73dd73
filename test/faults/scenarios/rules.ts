import { setTimeout as wait } from 'node:timers/promises';
import { FIRST_PEER, timetable } from '../../bench/college.js';
import { letItAge } from '../../bench/database.js';
import { withRun } from '../run.js';
import { inWords, merged, type Ground, type Result } from '../scenario.js';
import { CALM } from '../messenger/chance.js';
import { lessons as inLessons, metricsSay, millis, needless, people } from '../words.js';

const PEOPLE = 25;
const PATIENCE = 30_000;
/** Planning, a claim and a send take well under this. */
const MOMENT = 3_000;

const soon = (seconds = 1): number => Math.ceil(Date.now() / 1_000 + seconds) * 1_000;

/** When nothing goes wrong nothing is repeated: two processes never take the same notices (R16). */
export const calm = (ground: Ground, groups: number): Promise<Result> =>
  withRun(ground, async (run) => {
    await run.people(groups, PEOPLE);
    await run.messenger.slow(200);
    await Promise.all([run.bot(), run.bot()]);
    for (const startsAt of [soon(2), soon(5)])
      await run.lessons(
        PEOPLE,
        Array.from({ length: groups }, (_, group) => ({ group, startsAt })),
      );
    await run.untilHeard(PATIENCE);
    await wait(MOMENT);
    await run.stopBots();
    const verdict = await run.verdict();
    const told = run.watch.sum('sent');
    const faults = inWords(verdict);
    if (verdict.repeats > 0) faults.push(needless(verdict.repeats));
    if (told !== verdict.heard) faults.push(metricsSay(told, verdict.heard));
    return { did: `${people(groups * PEOPLE)}, два звонка, два процесса, всё исправно`, faults };
  });

/** Who has forbidden messages is tried once (R13). */
export const gone = (ground: Ground): Promise<Result> =>
  withRun(ground, async (run) => {
    await run.people(1, PEOPLE);
    await run.bot();
    const first = soon();
    await run.lessons(PEOPLE, [
      { group: 0, startsAt: first },
      { group: 0, startsAt: first + 8_000 },
    ]);
    const left = Array.from({ length: 5 }, (_, nth) => FIRST_PEER + nth);
    await run.gone(left);
    await run.untilHeard(PATIENCE);
    await wait(MOMENT);
    await run.stopBots();
    const faults = inWords(await run.verdict());
    if (run.watch.sum('gone') !== left.length)
      faults.push(`по метрикам недоступны: ${run.watch.sum('gone')}`);
    return { did: `${people(PEOPLE)}, запретили сообщения: ${left.length}; два звонка`, faults };
  });

/** Nobody is called to a lesson that is over (R12). */
export const expiry = (ground: Ground): Promise<Result> =>
  withRun(ground, async (run) => {
    await run.people(1, PEOPLE);
    await run.bot();
    const startsAt = soon();
    const endsAt = startsAt + 8_000;
    await run.messenger.odds({ ...CALM, errors: { 10: 1 } });
    await run.lessons(PEOPLE, [{ group: 0, startsAt, endsAt, wanted: false }]);
    await wait(endsAt - Date.now());
    await run.messenger.odds(CALM);
    await wait(3 * MOMENT);
    await run.stopBots();
    const faults = inWords(await run.verdict());
    const dropped = run.watch.sum('dropped');
    if (dropped !== PEOPLE) faults.push(`по метрикам отказались от ${dropped} из ${PEOPLE}`);
    return { did: `${people(PEOPLE)}, ошибки до конца занятия`, faults };
  });

/** The messenger's «slower» is obeyed (R11). One batch alone meets all of it, so that nothing else is on its way meanwhile. */
export const rests = (ground: Ground, codes: readonly number[]): Promise<Result> =>
  withRun(ground, async (run) => {
    await run.people(1, PEOPLE);
    await run.bot();
    await run.messenger.script(...codes.map((code) => ({ kind: 'error' as const, code })));
    await run.lessons(PEOPLE, [{ group: 0, startsAt: soon() }]);
    await run.untilHeard(codes.includes(29) ? 120_000 : PATIENCE);
    await run.stopBots();
    const verdict = await run.verdict({ restsAreKept: { onTheWayMs: 0 } });
    return { did: `ошибки всего токена: ${codes.join(', ')}`, faults: inWords(verdict) };
  });

/** What keeps notices waiting while their lessons change. */
const OBSTACLES = {
  /** The messenger takes one call of ten. */
  errors: { ...CALM, errors: { 10: 0.9 } },
  /** There are more of them than fit into the messenger's seconds. */
  crowd: CALM,
} as const;

/** Of all lessons two thirds are cancelled or moved while notices wait: a second later nobody hears the old news (R17). */
const changedMeanwhile = (
  ground: Ground,
  groups: number,
  obstacle: keyof typeof OBSTACLES,
): Promise<Result> =>
  withRun(ground, async (run) => {
    await run.people(groups, PEOPLE);
    await letItAge();
    await Promise.all([run.bot(), run.bot()]);
    await run.messenger.odds(OBSTACLES[obstacle]);
    // Whatever it takes to plan so many.
    const startsAt = soon(2 + groups / 400);
    const lessons = await run.lessons(
      PEOPLE,
      Array.from({ length: groups }, (_, group) => ({ group, startsAt, wanted: group % 3 === 0 })),
    );
    // Written just before the second in which those that did not fit into the first one leave.
    await wait(startsAt + 750 - Date.now());
    const cancelled = lessons.filter((_, group) => group % 3 === 1);
    const moved = lessons.filter((_, group) => group % 3 === 2);
    await timetable(run.storage, [
      ...cancelled.map((lesson) => ({ ...lesson, change: 'cancelled' as const })),
      ...moved.map((lesson) => ({ ...lesson, startsAt: lesson.startsAt + 3_600_000 })),
    ]);
    const now = Date.now();
    await wait(1_000);
    await run.messenger.odds(CALM);
    await run.untilHeard(PATIENCE);
    await wait(MOMENT);
    await run.stopBots();
    const changedAt = new Map([...cancelled, ...moved].map(({ subject }) => [subject, now]));
    const verdict = await run.verdict({ changedAt });
    const faults = inWords(verdict);
    if (run.watch.sum('dropped') === 0)
      faults.push('ни от чего не отказались: перемена пришла слишком поздно');
    return {
      did: `${inLessons(lessons.length)}, две трети отменены или перенесены посреди рассылки: ${verdict.overtakenMs === 0 ? 'после записи прежнего не услышал никто' : `последнее прежнее известие через ${millis(verdict.overtakenMs)} после записи`}`,
      faults,
    };
  });

export const changed = async (
  ground: Ground,
  { disturbed, crowded }: { disturbed: number; crowded: number },
): Promise<Result> =>
  merged([
    await changedMeanwhile(ground, disturbed, 'errors'),
    await changedMeanwhile(ground, crowded, 'crowd'),
  ]);
