import { HOUR, MINUTE, SECOND } from '../../src/domain/time.js';
import { createFindAudience } from '../../src/usecases/lesson-audience.js';
import { createNoticePlanner } from '../../src/usecases/plan-notices.js';
import { lessonAt, settle, timetable, ZONE } from './college.js';
import { letItAge, openCounted } from './database.js';

export interface Planner {
  readonly people: number;
  readonly lessonsADay: number;
  /** A look while nothing rings, median ms. */
  readonly idleMs: number;
  readonly idleTrips: number;
  /** The process's first look that plans the notices of `RINGING` lessons, ms. */
  readonly firstPlanMs: number;
  /** Such looks at the bells after it, median ms. */
  readonly planMs: number;
  /** A look after it, while these lessons may still get late comers, median ms. */
  readonly againMs: number;
}

const PER_GROUP = 25;
export const RINGING = 40;
const LOOKS = 21;
/** Bells of `RINGING` lessons each, an hour apart. */
const BELLS = 8;
/** Lessons of the day begin in so many rows, two hours apart. */
const ROWS = 6;

const HALF_HOUR = 30 * MINUTE;
const QUARTER = 15 * MINUTE;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** How long the planner looks at a database with so many people and so many lessons a day. */
export async function measurePlanner(
  uri: string,
  { people, lessonsADay }: { people: number; lessonsADay: number },
): Promise<Planner> {
  const { storage, trips } = await openCounted(uri);
  try {
    const groups = people / PER_GROUP;
    await settle(storage, groups, PER_GROUP);
    await letItAge();
    const morning = Math.ceil(Date.now() / HOUR) * HOUR;
    const bells = Array.from({ length: BELLS }, (_, index) => morning + HALF_HOUR + index * HOUR);
    const [firstBell = morning, lastBell = morning] = [bells[0], bells.at(-1)];
    const ringing = bells.flatMap((bell, row) =>
      Array.from({ length: RINGING }, (_, index) =>
        lessonAt((row * RINGING + index) % groups, bell, `r${row}-${index}`),
      ),
    );
    await timetable(storage, [
      ...Array.from({ length: lessonsADay - ringing.length }, (_, index) =>
        lessonAt(index % groups, morning + (index % ROWS) * 2 * HOUR, `d${index}`),
      ),
      ...ringing,
    ]);
    const { roster, bindings, chats, noticeLedger: ledger } = storage;
    const findAudience = createFindAudience({ roster, bindings, chats });
    const planner = createNoticePlanner({
      timetable: storage.timetable,
      ledger,
      changes: storage.changes,
      findAudience,
      zone: ZONE,
      parentsMayJoin: false,
    });
    const look = async (now: number): Promise<number> => {
      const from = performance.now();
      await planner.planNotices(now);
      return performance.now() - from;
    };
    const looks = async (times: readonly number[]): Promise<number[]> => {
      const took: number[] = [];
      for (const now of times) took.push(await look(now));
      return took;
    };
    trips.reset();
    const idle = await looks(Array.from({ length: LOOKS }, () => firstBell - QUARTER));
    const idleTrips = trips.total() / LOOKS;
    const [firstPlanMs = 0, ...plans] = await looks(bells.map((bell) => bell - 5 * SECOND));
    const again = await looks(Array.from({ length: LOOKS }, () => lastBell + 5 * SECOND));
    return {
      people,
      lessonsADay,
      idleMs: median(idle),
      idleTrips,
      firstPlanMs,
      planMs: median(plans),
      againMs: median(again),
    };
  } finally {
    await storage.close();
  }
}
