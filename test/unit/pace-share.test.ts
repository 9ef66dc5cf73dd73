import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { seeded } from '../faults/messenger/chance.js';
import { PaceHouse, type Event } from '../support/pace-house.js';

const PROCESSES = 4;
const STEP = 20;
const HEALS_WITHIN = 15_000;
/** What left in the last second weighs, and so does what was a third of one on its way. */
const WINDOW = 1_300;

const ms = fc.integer({ min: 0, max: 9_000 });
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ kind: fc.constantFrom('born', 'born', 'killed', 'stopped', 'answers', 'answers') }),
  fc.record({ kind: fc.constantFrom('frozen', 'cut', 'slow'), ms }),
);
const story = fc.array(
  fc.record({ after: fc.integer({ min: 0, max: 3_000 }), nth: fc.nat(PROCESSES - 1), event }),
  { minLength: 5, maxLength: 20 },
);

describe('the pace that processes share', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearInterval', 'clearTimeout', 'Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is never above what VK allows, whoever is born, dies, freezes, has no database or begins to answer people; and all of it is dealt soon after', async () => {
    await fc.assert(
      fc.asyncProperty(story, fc.integer(), async (events, seed) => {
        const house = new PaceHouse(seeded(seed), WINDOW);
        const pass = async (time: number): Promise<void> => {
          for (let passed = 0; passed < time; passed += STEP) {
            await vi.advanceTimersByTimeAsync(STEP);
            expect(house.use()).toBeLessThanOrEqual(20);
          }
        };
        house.happen(0, { kind: 'born' });
        for (const { after, nth, event } of events) {
          await pass(after);
          house.happen(nth, event);
        }
        // Whatever was wrong is over by then.
        await pass(9_000);
        house.happen(1, { kind: 'born' });
        house.happen(2, { kind: 'born' });
        house.happen(1, { kind: 'answers' });
        await pass(HEALS_WITHIN);
        const shares = house.shares();
        const sum = [...shares.values()].reduce((total, { perSecond }) => total + perSecond, 0);
        expect(sum).toBe(20);
        const { perSecond = 0, forNotices = 0 } = shares.get(1) ?? {};
        expect(perSecond - forNotices).toBe(4);
        vi.clearAllTimers();
      }),
      { numRuns: 60 },
    );
  });
});
