import { phaseOf } from '../domain/lessons.js';
import type { AccountRef } from '../domain/people.js';
import { dayOf, type Instant, type Zone } from '../domain/time.js';
import type { Bindings, NoticeLedger, Timetable } from '../ports.js';
import type { NoticePlanner } from './plan-notices.js';

/** What «Начать сейчас» did. `people`: accounts told; `already`: how the notice sent before has gone so far. */
export type StartLessonResult =
  | { readonly kind: 'started'; readonly people: number }
  | {
      readonly kind: 'already';
      readonly planned: number;
      readonly sent: number;
      readonly gone: number;
      readonly pending: number;
    }
  | { readonly kind: 'over' | 'cancelled' | 'not-yours' | 'not-remote' | 'too-early' };

export type StartLesson = (account: AccountRef, lessonId: string, now: Instant) => Promise<StartLessonResult>;

interface Deps {
  readonly timetable: Pick<Timetable, 'lesson' | 'markStarted'>;
  readonly bindings: Pick<Bindings, 'ofAccount'>;
  readonly ledger: Pick<NoticeLedger, 'summary'>;
  readonly planLesson: NoticePlanner['planLesson'];
  /** Sends what is due without waiting for the next tick. */
  readonly deliverNow: () => void;
  readonly zone: Zone;
}

/**
 * A lesson's own teacher rings for it before the bell: the notice goes at once, under the very key that the bell would
 * use, so the bell later tells only those who came in between, and any number of presses tells everyone once.
 */
export function createStartLesson({
  timetable,
  bindings,
  ledger,
  planLesson,
  deliverNow,
  zone,
}: Deps): StartLesson {
  return async (account, lessonId, now) => {
    const [lesson, bound] = await Promise.all([timetable.lesson(lessonId), bindings.ofAccount(account)]);
    // An unknown lesson and a foreign one sound alike: a forged button learns nothing.
    if (!lesson || !bound.some((binding) => binding.personId === lesson.teacherId))
      return { kind: 'not-yours' };
    const phase = phaseOf(lesson, now);
    if (phase === 'cancelled' || phase === 'over') return { kind: phase };
    if (lesson.mode !== 'remote') return { kind: 'not-remote' };
    if (lesson.day !== dayOf(now, zone)) return { kind: 'too-early' };

    // Marked first: whoever presses the arriving button must find the door open.
    if (now < lesson.startsAt) await timetable.markStarted(lesson.id, now);
    const { first, people } = await planLesson(lesson, now);
    deliverNow();
    if (first || people === 0) return { kind: 'started', people };
    return { kind: 'already', ...(await ledger.summary(lesson.id, lesson.startsAt)) };
  };
}
