import type { Lesson } from '../domain/lessons.js';
import { accountKey } from '../domain/people.js';
import { peerKey } from '../domain/recipients.js';
import { HOUR, type Instant } from '../domain/time.js';
import type { Bindings, NoticeLedger, Roster, Timetable } from '../ports.js';
import type { FindAudience } from '../usecases/lesson-audience.js';

const AHEAD = 7 * 24 * HOUR;
/** No lesson goes on for longer. */
const LONGEST = 12 * HOUR;

interface Deps {
  readonly timetable: Pick<Timetable, 'remoteStarting'>;
  readonly roster: Pick<Roster, 'studentsOf'>;
  readonly bindings: Pick<Bindings, 'ofPersons'>;
  readonly ledger: Pick<NoticeLedger, 'toldAlready'>;
  readonly findAudience: FindAudience;
}

/**
 * Where the sandbox's «К началу пары» goes: the start of the nearest remote lesson of which a bound student has not heard
 * yet, else anybody bound, else of the nearest at all, so that the visitor sees a notice come. What was told
 * before a restart counts as heard, though the sandbox's clock begins anew.
 * @returns epoch ms; `undefined` without remote lessons in the week after `now`
 */
export function createNextBell({ timetable, roster, bindings, ledger, findAudience }: Deps) {
  const accountsOfStudents = async ({ groupId }: Lesson): Promise<ReadonlySet<string>> => {
    const students = await roster.studentsOf([groupId]);
    const bound = await bindings.ofPersons(students.map(({ id }) => id));
    return new Set(bound.map(({ account }) => accountKey(account)));
  };

  return async (now: Instant): Promise<Instant | undefined> => {
    const lessons = await timetable.remoteStarting(now, now + AHEAD);
    const audiences = await findAudience(lessons);
    let anybodys: Instant | undefined;
    for (const lesson of lessons) {
      const told = await ledger.toldAlready(lesson.id, lesson.startsAt);
      const recipients = audiences.get(lesson.id)?.recipients ?? [];
      const peers = recipients.flatMap((one) => one.peers.map((peer) => peerKey(one.channel, peer)));
      const waiting = peers.filter((peer) => !told.has(peer));
      if (waiting.length === 0) continue;
      const students = await accountsOfStudents(lesson);
      if (waiting.some((peer) => students.has(peer))) return lesson.startsAt;
      anybodys ??= lesson.startsAt;
    }
    return anybodys ?? lessons[0]?.startsAt;
  };
}

/**
 * Where the sandbox's «К концу пары» goes: the end of the remote lesson of somebody bound that goes on or comes next, else of
 * any.
 * @returns epoch ms; `undefined` without remote lessons in the week after `now`
 */
export function createNextEnd({ timetable, findAudience }: Pick<Deps, 'timetable' | 'findAudience'>) {
  return async (now: Instant): Promise<Instant | undefined> => {
    const lessons = await timetable.remoteStarting(now - LONGEST, now + AHEAD);
    const ending = lessons
      .filter(({ endsAt }) => endsAt > now)
      .sort((one, other) => one.endsAt - other.endsAt);
    const audiences = await findAudience(ending);
    const somebodys = ending.find(
      ({ id }) => audiences.get(id)?.recipients.some(({ peers }) => peers.length > 0) === true,
    );
    return (somebodys ?? ending[0])?.endsAt;
  };
}
