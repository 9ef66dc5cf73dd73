import type { LessonDraft } from './import-lesson-rows.js';
import { fullerSubject, sameSubject, teacherKey } from './import-match.js';
import type { Lesson } from './lessons.js';

function subjectOf(before: Lesson | undefined, draft: LessonDraft, fillOnly: boolean): string {
  if (!before) return draft.subject;
  if (sameSubject(before.subject, draft.subject)) return fullerSubject(before.subject, draft.subject);
  return fillOnly ? before.subject : draft.subject;
}

/** The teacher after a row: a name that doesn't tell who it is gives way to the same teacher known for certain. */
function teacherOf(
  before: Lesson | undefined,
  draft: LessonDraft,
  fillOnly: boolean,
): Pick<Lesson, 'teacherId' | 'teacherName'> {
  const silent = draft.teacherName === undefined && draft.teacherId === undefined;
  const known = before?.teacherId ?? before?.teacherName;
  const sameName = () =>
    before?.teacherName &&
    draft.teacherName &&
    teacherKey(before.teacherName) === teacherKey(draft.teacherName);
  const stays = silent || (fillOnly && known) || (before?.teacherId && !draft.teacherId && sameName());
  const { teacherId, teacherName } = (stays ? before : draft) ?? draft;
  return { ...(teacherId && { teacherId }), ...(teacherName && { teacherName }) };
}

/** Lays a row over a lesson. In one import the first table's word counts and later ones fill the gaps. */
export function laidOver(
  before: Lesson | undefined,
  id: string,
  draft: LessonDraft,
  fillOnly: boolean,
): Lesson {
  const pick = (known: string | undefined, given: string | undefined) =>
    fillOnly ? known || given : given === undefined ? known : given;
  const sameStart = before?.startsAt === draft.startsAt;
  const times = fillOnly && before ? before : draft;
  const pair = fillOnly
    ? (before?.pair ?? draft.pair)
    : (draft.pair ?? (sameStart ? before?.pair : undefined));
  const room = pick(before?.room, draft.room);
  const building = pick(before?.building, draft.building);
  const link = pick(before?.link, draft.link);
  const change = fillOnly ? (before?.change ?? draft.change) : (draft.change ?? before?.change);
  const startedAt = sameStart ? before?.startedAt : undefined;
  return {
    id,
    day: times.day,
    ...(pair && { pair }),
    startsAt: times.startsAt,
    endsAt: times.endsAt,
    groupId: before && fillOnly ? before.groupId : draft.groupId,
    subgroup: (fillOnly ? before?.subgroup : draft.subgroup || before?.subgroup) ?? '',
    subject: subjectOf(before, draft, fillOnly),
    ...teacherOf(before, draft, fillOnly),
    ...(room && { room }),
    ...(building && { building }),
    mode: (fillOnly ? before?.mode : draft.mode) ?? before?.mode ?? 'onsite',
    ...(link && { link }),
    ...(change && change !== 'none' && { change }),
    ...(startedAt && { startedAt }),
  };
}
