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
  /** The look that plans the notices of `RINGING` lessons, ms. */
  readonly planMs: number;
  /** A look after it, while these lessons may still get late comers, median ms. */
  readonly againMs: number;
}

const PER_GROUP = 25;
export const RINGING = 40;
const LOOKS = 21;
/** Lessons of the day begin in so many rows, two hours apart. */
const ROWS = 6;

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
    const bell = morning + HOUR;
    await timetable(storage, [
      ...Array.from({ length: lessonsADay - RINGING }, (_, index) =>
        lessonAt(index % groups, morning + (index % ROWS) * 2 * HOUR, `d${index}`),
      ),
      ...Array.from({ length: RINGING }, (_, index) => lessonAt(index % groups, bell, `r${index}`)),
    ]);
    const { roster, bindings, chats, noticeLedger: ledger } = storage;
    const findAudience = createFindAudience({ roster, bindings, chats });
    const planner = createNoticePlanner({
      timetable: storage.timetable,
      ledger,
      changes: storage.changes,
      findAudience,
      zone: ZONE,
    });
    const look = async (now: number): Promise<number> => {
      const from = performance.now();
      await planner.planNotices(now);
      return performance.now() - from;
    };
    const median = async (now: number): Promise<number> => {
      const times: number[] = [];
      for (let at = 0; at < LOOKS; at += 1) times.push(await look(now));
      return times.sort((a, b) => a - b)[Math.floor(LOOKS / 2)] ?? 0;
    };
    trips.reset();
    const idleMs = await median(bell - 30 * MINUTE);
    const idleTrips = trips.total() / LOOKS;
    const planMs = await look(bell - 5 * SECOND);
    const againMs = await median(bell + 5 * SECOND);
    return { people, lessonsADay, idleMs, idleTrips, planMs, againMs };
  } finally {
    await storage.close();
  }
}
