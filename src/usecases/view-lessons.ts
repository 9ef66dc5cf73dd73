import { byStart, phaseOf, type Lesson } from '../domain/lessons.js';
import { shortName } from '../domain/people.js';
import { addDays, dayOf, type Day, type Instant, type Zone } from '../domain/time.js';
import { viewpointsOf, type Viewpoint } from '../domain/viewpoints.js';
import type { Roster, Timetable } from '../ports.js';
import type { LessonView } from '../texts/lessons.js';
import type { Member } from './who-is.js';

/** How far ahead «следующая» and «где физика» look. */
const AHEAD_DAYS = 14;

interface Deps {
  timetable: Timetable;
  roster: Roster;
  zone: Zone;
}

/** Lessons as a person may see them, worded by `texts/lessons`. */
export function createViewLessons({ timetable, roster, zone }: Deps) {
  const lessonsOf = ({ of }: Viewpoint, from: Day, to: Day): Promise<Lesson[]> =>
    of.kind === 'teacher'
      ? timetable.ofTeacher(of.personId, from, to)
      : timetable.ofGroups(of.groupIds, from, to);

  const dress = async (
    lessons: readonly Lesson[],
    forTeacher: boolean,
    member: Member,
    now: Instant,
  ): Promise<LessonView[]> => {
    const known = new Map(member.groups.map((group) => [group.id, group.name]));
    const unknownGroups = [...new Set(lessons.map(({ groupId }) => groupId))].filter((id) => !known.has(id));
    const namelessTeachers = lessons.flatMap(({ teacherName, teacherId }) =>
      !teacherName && teacherId ? [teacherId] : [],
    );
    const [groups, teachers] = await Promise.all([
      unknownGroups.length > 0 ? roster.groups(unknownGroups) : Promise.resolve([]),
      namelessTeachers.length > 0 ? roster.persons([...new Set(namelessTeachers)]) : Promise.resolve([]),
    ]);
    for (const group of groups) known.set(group.id, group.name);
    const names = new Map(teachers.map((person) => [person.id, shortName(person)]));
    return lessons.map((lesson) => ({
      lesson,
      groupName: known.get(lesson.groupId) ?? '',
      teacher: lesson.teacherName ?? names.get(lesson.teacherId ?? ''),
      zone,
      forTeacher,
      phase: phaseOf(lesson, now),
    }));
  };

  return {
    viewpoints: (member: Member): Viewpoint[] => viewpointsOf(member.persons, member.children, member.groups),

    /** Lessons of one viewpoint, `from <= day <= to`. */
    async between(
      member: Member,
      viewpoint: Viewpoint,
      from: Day,
      to: Day,
      now: Instant,
    ): Promise<LessonView[]> {
      return dress(await lessonsOf(viewpoint, from, to), viewpoint.of.kind === 'teacher', member, now);
    },

    /** Lessons from now on over all of a member's own viewpoints, in order; running ones are included, cancelled ones are not. */
    async ahead(member: Member, now: Instant): Promise<LessonView[]> {
      const today = dayOf(now, zone);
      const perViewpoint = await Promise.all(
        viewpointsOf(member.persons, member.children, member.groups).map(async (viewpoint) =>
          dress(
            await lessonsOf(viewpoint, today, addDays(today, AHEAD_DAYS)),
            viewpoint.of.kind === 'teacher',
            member,
            now,
          ),
        ),
      );
      const distinct = new Map(perViewpoint.flat().map((view) => [view.lesson.id, view]));
      return [...distinct.values()]
        .filter(({ lesson, phase }) => lesson.endsAt > now && phase !== 'cancelled')
        .sort((a, b) => byStart(a.lesson, b.lesson));
    },

    /** One lesson, if it is in sight of any of the member's viewpoints. */
    async one(member: Member, lessonId: string, now: Instant): Promise<LessonView | undefined> {
      const lesson = await timetable.lesson(lessonId);
      if (!lesson) return undefined;
      const viewpoint = viewpointsOf(member.persons, member.children, member.groups).find(({ of }) =>
        of.kind === 'teacher' ? of.personId === lesson.teacherId : of.groupIds.includes(lesson.groupId),
      );
      if (!viewpoint) return undefined;
      const [view] = await dress([lesson], viewpoint.of.kind === 'teacher', member, now);
      return view;
    },
  };
}

export type ViewLessons = ReturnType<typeof createViewLessons>;
