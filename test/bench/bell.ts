import type { Table } from '../../src/domain/tables.js';
import { momentOf } from '../../src/domain/time.js';
import { collegeTables, DAY, ZONE } from '../support/college-tables.js';
import { startHouse } from '../support/house.js';

const place = { file: 'bench', line: 1 };

/** The small college with `count` more students in one group. */
export const crowded = (count: number): Table[] =>
  collegeTables.map((table) =>
    table.name === 'students'
      ? {
          ...table,
          rows: [
            ...table.rows,
            ...Array.from({ length: count }, (_, index) => ({
              place,
              id: `9${index}`,
              lastName: `Синтетический${index}`,
              firstName: 'Студент',
              group: 'ИСП-24',
            })),
          ],
        }
      : table,
  );

/** From the bell (10:10 by the college's clock, which runs through it by itself) to the first and the last message at the messenger. */
export async function measureBell(databaseUri: string, recipients: number) {
  const house = await startHouse({ databaseUri, tables: crowded(recipients) });
  try {
    for (let index = 0; index < recipients; index += 1) {
      house.sandbox.world.addPerson({
        id: 10_000 + index,
        firstName: 'Студент',
        lastName: `${index}`,
        allowed: 'yes',
      });
    }
    const now = house.clock.now();
    await house.app.storage.bindings.bindMany(
      Array.from({ length: recipients }, (_, index) => ({
        account: { channel: 'vk' as const, id: String(10_000 + index) },
        personId: `student:9${index}`,
        kind: 'student' as const,
        boundAt: now,
        consent: { at: now, text: 'bench' },
        notify: true,
        remindFor: [],
        reachable: true,
      })),
    );
    const bell = momentOf(DAY, '10:10', ZONE);
    let first = 0;
    let last = 0;
    let seen = 0;
    const all = new Promise<void>((resolve) => {
      house.sandbox.world.on((event) => {
        if (event.type !== 'message' || event.message.fromId > 0) return;
        last = house.clock.now();
        first ||= last;
        seen += 1;
        if (seen === recipients) resolve();
      });
    });
    const before = house.sandbox.world.requests.length;
    // Whole seconds apart from the machine's clock, as a college's own clock is: jobs tick on the second.
    house.clock.moveTo(bell - 12_000 + (Date.now() % 1_000));
    await all;
    return {
      recipients,
      firstMs: first - bell,
      lastMs: last - bell,
      requests: house.sandbox.world.requests.slice(before).length,
    };
  } finally {
    await house.stop();
  }
}
