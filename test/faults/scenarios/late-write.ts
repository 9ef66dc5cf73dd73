import { setTimeout as wait } from 'node:timers/promises';
import { startProxy } from '../proxy.js';
import { withRun } from '../run.js';
import { inWords, type Ground, type Result } from '../scenario.js';
import { metricsSay, people } from '../words.js';

const PEOPLE = 40;
const PATIENCE = 40_000;
/** A lease of 15 s, and a tick or two. */
const TAKEN_OVER_MS = 20_000;
const MOMENT = 1_000;

/**
 * A process has sent, and what it writes of that reaches the database only when its lease has ended and another is sending the
 * same: the late write must change nothing, or these people are counted twice (R3).
 */
export async function lateWrite(ground: Ground): Promise<Result> {
  const databaseUri = ground.database();
  const address = new URL(databaseUri);
  const proxy = await startProxy(Number(address.port));
  address.port = String(proxy.port);
  try {
    return await withRun(
      ground,
      async (run) => {
        const { messenger } = run;
        await run.people(1, PEOPLE);
        await run.bot({ env: { MONGODB_URI: address.href } });
        await messenger.script({ kind: 'hold', accepts: 'before' });
        const first = messenger.held(PATIENCE);
        await run.lessons(PEOPLE, [{ group: 0, startsAt: Math.ceil(Date.now() / 1_000 + 1) * 1_000 }]);
        await first;
        proxy.keepBack();
        await messenger.release();
        await messenger.script({ kind: 'hold', accepts: 'before' });
        const second = messenger.held(TAKEN_OVER_MS);
        await run.bot();
        const isTakenOver = await second;
        proxy.letGo();
        await wait(MOMENT);
        await messenger.release();
        await run.untilHeard(PATIENCE);
        await wait(MOMENT);
        await run.stopBots();
        const verdict = await run.verdict();
        const faults = inWords(verdict);
        const told = run.watch.sum('sent');
        if (!isTakenOver) faults.push('никто не продолжил');
        if (told !== verdict.heard) faults.push(metricsSay(told, verdict.heard));
        return { did: `${people(PEOPLE)}, запись об отправке дошла до базы позже аренды`, faults };
      },
      { databaseUri },
    );
  } finally {
    proxy.stop();
  }
}
