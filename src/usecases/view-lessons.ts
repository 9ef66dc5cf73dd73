import { byStart, phaseOf, type Lesson } from '../domain/lessons.js';
import { shortName } from '../domain/people.js';
import { addDays, dayOf, type Day, type Instant, type Zone } from '../domain/time.js';
import { viewpointsOf, type Viewpoint } from '../domain/viewpoints.js';
import type { Roster, Timetable } from '../ports.js';
import type { LessonView } from '../texts/lessons.js';
import type { Member } from '../domain/member.js';
import { mayJoin } from './join-lesson.js';

/** How far ahead «следующая» and «где физика» look. */
const AHEAD_DAYS = 14;

/** A curated group's timetable is looked at, not lived by: it answers «следующая» only for who has no lessons of their own. */
const concerning = (viewpoints: readonly Viewpoint[]): readonly Viewpoint[] => {
  const lived = viewpoints.filter(({ curated }) => !curated);
  return lived.length > 0 ? lived : viewpoints;
};

interface Deps {
  timetable: Pick<Timetable, 'ofGroups' | 'ofTeacher' | 'lesson'>;
  roster: Pick<Roster, 'groups' | 'persons'>;
  zone: Zone;
  parentsMayJoin: boolean;
}

/** Lessons as a person may see them, worded by `texts/lessons`. */
export function createViewLessons({ timetable, roster, zone, parentsMayJoin }: Deps) {
  const lessonsOf = ({ of }: Viewpoint, from: Day, to: Day): Promise<Lesson[]> =>
    of.kind === 'teacher'
      ? timetable.ofTeacher(of.personId, from, to)
      : timetable.ofGroups(of.groupIds, from, to);

  const dress = async (
    lessons: readonly Lesson[],
    viewpoint: Viewpoint,
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
      forTeacher: viewpoint.of.kind === 'teacher',
      phase: phaseOf(lesson, now),
      mayJoin: mayJoin(member, lesson, parentsMayJoin),
      viewpoint: viewpoint.id,
    }));
  };

  return {
    viewpoints: (member: Member): Viewpoint[] => viewpointsOf(member.persons, member.children, member.groups),

    /** The viewpoints that questions in words are about. */
    concerning: (member: Member): readonly Viewpoint[] =>
      concerning(viewpointsOf(member.persons, member.children, member.groups)),

    /** Lessons of one viewpoint, `from <= day <= to`. */
    async between(
      member: Member,
      viewpoint: Viewpoint,
      from: Day,
      to: Day,
      now: Instant,
    ): Promise<LessonView[]> {
      return dress(await lessonsOf(viewpoint, from, to), viewpoint, member, now);
    },

    /**
     * Lessons of today and the days after that concern a member (own ones and children's; of curated groups only where there
     * are no others), in order; cancelled ones are left out, today's that are over are not.
     */
    async ahead(member: Member, now: Instant): Promise<LessonView[]> {
      const today = dayOf(now, zone);
      const viewpoints = concerning(viewpointsOf(member.persons, member.children, member.groups));
      const perViewpoint = await Promise.all(
        viewpoints.map(async (viewpoint) => {
          const lessons = await lessonsOf(viewpoint, today, addDays(today, AHEAD_DAYS));
          const views = await dress(lessons, viewpoint, member, now);
          return viewpoints.length > 1 && viewpoint.of.kind === 'groups'
            ? views.map((view) => ({ ...view, whose: viewpoint.label }))
            : views;
        }),
      );
      return perViewpoint
        .flat()
        .filter(({ phase }) => phase !== 'cancelled')
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
      const [view] = await dress([lesson], viewpoint, member, now);
      return view;
    },
  };
}

export type ViewLessons = ReturnType<typeof createViewLessons>;
