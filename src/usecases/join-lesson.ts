import { capabilities } from '../domain/capabilities.js';
import { JOIN_LINK_LIFE, joinPhase, type Lesson } from '../domain/lessons.js';
import type { AccountRef, Group, Person } from '../domain/people.js';
import type { Instant } from '../domain/time.js';
import type { Security, Timetable, WhoIs } from '../ports.js';
import type { Member } from '../domain/member.js';

interface Deps {
  whoIs: WhoIs;
  timetable: Timetable;
  security: Security;
  earlyMinutes: number;
  parentsMayJoin: boolean;
  /** How the outside reaches the join page; without it the call's own link is given. */
  publicUrl: () => string | undefined;
}

/** What an account may do with a lesson's call at this moment. Rights are told before times: a stranger learns neither. */
export type JoinRight =
  | { kind: 'open'; lesson: Lesson; link: string; group?: Group }
  | { kind: 'unbound' | 'forbidden' | 'gone' }
  | { kind: 'before' | 'over' | 'cancelled' | 'no-link' | 'not-remote'; lesson: Lesson };

/** Whether the lesson is one of the member's: to such people its join button is shown, and opens at the lesson's time. */
export const mayJoin = (
  { persons, children }: Pick<Member, 'persons' | 'children'>,
  lesson: Lesson,
  parentsMayJoin: boolean,
): boolean => persons.some((person) => belongs(person, children, lesson, parentsMayJoin));

/** In the lesson's group, or its teacher, or a parent of the group where the college lets parents in. */
function belongs(
  person: Person,
  children: readonly Person[],
  lesson: Lesson,
  parentsMayJoin: boolean,
): boolean {
  switch (person.kind) {
    case 'student':
      return person.groupId === lesson.groupId;
    case 'teacher':
      return person.id === lesson.teacherId;
    case 'parent':
      return (
        parentsMayJoin &&
        children.some(
          (child) =>
            child.kind === 'student' &&
            child.groupId === lesson.groupId &&
            person.childIds.includes(child.id),
        )
      );
    case 'staff':
      return false;
  }
}

/** Authorises a press or an opened join link: who, which lesson, when. */
export function createAuthoriseJoin({
  whoIs,
  timetable,
  earlyMinutes,
  parentsMayJoin,
}: Omit<Deps, 'security' | 'publicUrl'>) {
  return async (account: AccountRef, lessonId: string, now: Instant): Promise<JoinRight> => {
    const [member, lesson] = await Promise.all([whoIs(account), timetable.lesson(lessonId)]);
    if (!member) return { kind: 'unbound' };
    if (!lesson) return { kind: 'gone' };
    return joinRight(member, lesson, now, { earlyMinutes, parentsMayJoin });
  };
}

/** The pure decision behind a press. */
export function joinRight(
  member: Member,
  lesson: Lesson,
  now: Instant,
  rules: { earlyMinutes: number; parentsMayJoin: boolean },
): JoinRight {
  if (!mayJoin(member, lesson, rules.parentsMayJoin)) return { kind: 'forbidden' };
  if (lesson.mode !== 'remote') return { kind: 'not-remote', lesson };
  const phase = joinPhase(lesson, now, rules.earlyMinutes);
  if (phase !== 'running') return { kind: phase, lesson };
  if (!lesson.link) return { kind: 'no-link', lesson };
  const group = member.groups.find(({ id }) => id === lesson.groupId);
  return { kind: 'open', lesson, link: lesson.link, ...(group && { group }) };
}

/** `no-page`: the address would have to stand in a message, and only the join page's may. */
export type Joining = JoinRight | { kind: 'no-page' };

/** A press of «Присоединиться с видео»: the address to open, which is personal and short-lived. */
export function createJoinLesson(deps: Deps) {
  const authorise = createAuthoriseJoin(deps);
  return async (account: AccountRef, lessonId: string, now: Instant): Promise<Joining> => {
    const right = await authorise(account, lessonId, now);
    const publicUrl = deps.publicUrl();
    if (right.kind !== 'open') return right;
    if (!publicUrl) return capabilities[account.channel].opensLinks ? right : { kind: 'no-page' };
    const until = Math.min(now + JOIN_LINK_LIFE, right.lesson.endsAt);
    const token = deps.security.signJoin({ account, lessonId, until });
    return { ...right, link: `${publicUrl.replace(/\/$/, '')}/j/${token}` };
  };
}

export type AuthoriseJoin = ReturnType<typeof createAuthoriseJoin>;
export type JoinLesson = ReturnType<typeof createJoinLesson>;
