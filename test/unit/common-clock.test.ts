import { afterEach, describe, expect, it } from 'vitest';
import { createCommonClock } from '../../src/app/common-clock.js';
import { createLogger } from '../../src/logger.js';

const MACHINE = 1_000_000;
const log = createLogger({ level: 'silent' });
let stop = (): void => undefined;
afterEach(() => stop());

/** A bot whose machine and database tell these times; the database takes `ms` to answer. */
async function clockOf(database: number, ms = 0) {
  let now = MACHINE;
  const machine = { now: () => now };
  const databaseTime = async () => {
    now += ms;
    return database + ms;
  };
  const common = createCommonClock({ machine, databaseTime, log });
  stop = common.stop;
  await common.start();
  now = MACHINE;
  return common.set(machine).now();
}

describe('people whose bot runs on a machine with a wrong clock', () => {
  it.each([300_000, -300_000])(
    'hear the bell by the time that all machines share, %s ms away',
    async (skew) => {
      expect(await clockOf(MACHINE + skew)).toBe(MACHINE + skew);
    },
  );

  it('hear it by the machine’s own time when the clocks agree but for the way to the database', async () => {
    expect(await clockOf(MACHINE + 900)).toBe(MACHINE);
  });

  it('hear it on time too when the database was slow to answer, as in an election', async () => {
    expect(await clockOf(MACHINE, 4_000)).toBe(MACHINE);
  });
});
