import { linkProblem, type Lesson } from '../domain/lessons.js';
import type { AccountRef } from '../domain/people.js';
import type { Timetable, WhoIs } from '../ports.js';

interface Deps {
  whoIs: WhoIs;
  timetable: Timetable;
  callHosts: readonly string[];
}

export type OwnLesson = { kind: 'yours'; lesson: Lesson } | { kind: 'not-yours' } | { kind: 'gone' };

/** A lesson, if this account is its teacher. */
export function createOwnLesson({ whoIs, timetable }: Omit<Deps, 'callHosts'>) {
  return async (account: AccountRef, lessonId: string): Promise<OwnLesson> => {
    const [member, lesson] = await Promise.all([whoIs(account), timetable.lesson(lessonId)]);
    if (!lesson) return { kind: 'gone' };
    const own = member?.persons.some((person) => person.kind === 'teacher' && person.id === lesson.teacherId);
    return own ? { kind: 'yours', lesson } : { kind: 'not-yours' };
  };
}

export type LinkSet =
  | { kind: 'saved' }
  | { kind: 'bad'; problem: NonNullable<ReturnType<typeof linkProblem>> }
  | { kind: 'not-yours' }
  | { kind: 'gone' };

/** Gives or replaces a lesson's call link; https and hosts of the allow-list only. */
export function createSetLessonLink(deps: Deps) {
  const ownLesson = createOwnLesson(deps);
  return async (account: AccountRef, lessonId: string, link: string): Promise<LinkSet> => {
    const own = await ownLesson(account, lessonId);
    if (own.kind !== 'yours') return own;
    const problem = linkProblem(link, deps.callHosts);
    if (problem) return { kind: 'bad', problem };
    await deps.timetable.setLink(lessonId, link);
    return { kind: 'saved' };
  };
}

export type SetLessonLink = ReturnType<typeof createSetLessonLink>;
export type GetOwnLesson = ReturnType<typeof createOwnLesson>;
