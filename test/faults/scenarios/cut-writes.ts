import { withRun } from '../run.js';
import { startProxy } from '../proxy.js';
import { inWords, type Ground, type Result } from '../scenario.js';
import { seeded } from '../messenger/chance.js';
import { metricsSay, number, people } from '../words.js';

const PATIENCE = 120_000;

/** The connection to the database is cut after a write was applied, for a part of all writes (R4). */
export async function cutWrites(
  ground: Ground,
  { groups, perGroup, seconds, share }: { groups: number; perGroup: number; seconds: number; share: number },
): Promise<Result> {
  const databaseUri = ground.database();
  const address = new URL(databaseUri);
  const proxy = await startProxy(Number(address.port), seeded(ground.seed));
  address.port = String(proxy.port);
  try {
    return await withRun(
      ground,
      async (run) => {
        await run.people(groups, perGroup);
        await Promise.all([run.bot(), run.bot()]);
        proxy.cutWrites(share);
        const bell = Math.ceil(Date.now() / 1_000 + 1) * 1_000;
        await run.lessons(
          perGroup,
          Array.from({ length: groups }, (_, group) => ({
            group,
            startsAt: bell + Math.floor((group * seconds) / groups) * 1_000,
          })),
        );
        await run.untilHeard(seconds * 1_000 + PATIENCE);
        proxy.cutWrites(0);
        await run.stopBots();
        const { writes, cuts } = proxy.counts();
        const verdict = await run.verdict();
        const faults = inWords(verdict);
        const told = run.watch.sum('sent');
        if (told > verdict.heard) faults.push(metricsSay(told, verdict.heard));
        if (cuts === 0) faults.push('ни одна запись не оборвана');
        return {
          did: `${people(groups * perGroup)}; оборвано после выполнения записей: ${cuts} из ${number(writes)}; отброшено повторов: ${number(verdict.repeats)}`,
          faults,
        };
      },
      { databaseUri, botsDatabaseUri: address.href },
    );
  } finally {
    proxy.stop();
  }
}
