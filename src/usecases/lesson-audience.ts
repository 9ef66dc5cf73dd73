import { groupChat } from '../domain/chats.js';
import type { Lesson } from '../domain/lessons.js';
import { shortName, type Group } from '../domain/people.js';
import { recipientsOf, type Listener, type Recipients } from '../domain/recipients.js';
import type { Bindings, Chats, Roster } from '../ports.js';

/** Whom a lesson concerns now, and how its notice names it. */
export interface LessonAudience {
  readonly recipients: readonly Recipients[];
  readonly groupName?: string | undefined;
  /** As the timetable prints the teacher, else by the roster. */
  readonly teacher?: string | undefined;
}

/** By lesson id. */
export type FindAudience = (lessons: readonly Lesson[]) => Promise<ReadonlyMap<string, LessonAudience>>;

interface Deps {
  readonly roster: Pick<Roster, 'pupilsOf' | 'guardiansOf' | 'persons' | 'groups'>;
  readonly bindings: Pick<Bindings, 'listeners'>;
  readonly chats: Pick<Chats, 'byKeys'>;
}

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
const idsOf = (people: readonly { readonly id: string }[]): string[] => people.map((person) => person.id);

/** `[key, value]` pairs gathered by key. */
const gather = <T>(pairs: readonly (readonly [string, T])[]): ReadonlyMap<string, readonly T[]> => {
  const byKey = new Map<string, T[]>();
  for (const [key, value] of pairs) {
    const values = byKey.get(key);
    if (values) values.push(value);
    else byKey.set(key, [value]);
  }
  return byKey;
};

/**
 * Recipients of many lessons at once, as things stand at this moment: seven queries however many lessons there are. The
 * planner asks it when a notice is made, the deliverer once more right before it leaves.
 */
export function createFindAudience({ roster, bindings, chats }: Deps): FindAudience {
  return async (lessons) => {
    if (lessons.length === 0) return new Map();
    const groupIds = distinct(lessons.map((lesson) => lesson.groupId));
    const teacherIds = distinct(lessons.flatMap((lesson) => lesson.teacherId ?? []));
    const [groups, teachers, students] = await Promise.all([
      roster.groups(groupIds),
      roster.persons(teacherIds),
      roster.pupilsOf(groupIds),
    ]);
    const [parents, own, made] = await Promise.all([
      roster.guardiansOf(idsOf(students)),
      bindings.listeners(distinct([...teacherIds, ...idsOf(students)])),
      chats.byKeys(groups.map((group) => groupChat(group).key)),
    ]);
    const bound = [...own, ...(parents.length > 0 ? await bindings.listeners(idsOf(parents)) : [])];
    const groupsById = new Map(groups.map((group) => [group.id, group]));
    const teachersById = new Map(teachers.map((teacher) => [teacher.id, teacher]));
    const chatsByKey = new Map(made.map((chat) => [chat.key, chat]));
    const studentsByGroup = gather(students.map((it) => [it.groupId, it] as const));
    const parentsByChild = gather(parents.flatMap((it) => it.childIds.map((id) => [id, it] as const)));
    const boundByPerson = gather<Listener>(bound.map((binding) => [binding.personId, binding]));
    const chatOf = (group: Group | undefined) => (group ? chatsByKey.get(groupChat(group).key) : undefined);

    return new Map(
      lessons.map((lesson) => {
        const group = groupsById.get(lesson.groupId);
        const teacher = lesson.teacherId ? teachersById.get(lesson.teacherId) : undefined;
        const pupils = studentsByGroup.get(lesson.groupId) ?? [];
        const theirs = distinct(pupils.flatMap((pupil) => parentsByChild.get(pupil.id) ?? []));
        const concerned = [...(teacher ? [teacher.id] : []), ...idsOf(pupils), ...idsOf(theirs)];
        const audience: LessonAudience = {
          groupName: group?.name,
          teacher: lesson.teacherName ?? (teacher && shortName(teacher)),
          recipients: recipientsOf({
            lesson,
            students: pupils,
            parents: theirs,
            bindings: distinct(concerned).flatMap((id) => boundByPerson.get(id) ?? []),
            chat: chatOf(group),
          }),
        };
        return [lesson.id, audience];
      }),
    );
  };
}
