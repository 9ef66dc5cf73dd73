import { chatsOf, type ChatSpec } from '../domain/chats.js';
import type { Roster, Timetable } from '../ports.js';
import type { Member } from '../domain/member.js';

/** The chats a member belongs to, over all roles, each once. */
export function createListChats({ timetable, roster }: { timetable: Timetable; roster: Roster }) {
  return async (member: Member): Promise<ChatSpec[]> => {
    const studied = member.persons.flatMap((person) => (person.kind === 'student' ? [person.groupId] : []));
    const teachers = member.persons.filter((person) => person.kind === 'teacher');
    const [ofGroups, ...ofTeachers] = await Promise.all([
      studied.length > 0 ? timetable.subjectsOfGroups(studied) : Promise.resolve([]),
      ...teachers.map((person) => timetable.subjectsOfTeacher(person.id)),
    ]);
    const subjects = [ofGroups, ...ofTeachers].flat();
    const known = new Set(member.groups.map(({ id }) => id));
    const others = [...new Set(subjects.map(({ groupId }) => groupId))].filter((id) => !known.has(id));
    const groups = others.length > 0 ? [...member.groups, ...(await roster.groups(others))] : member.groups;
    const all = member.persons.flatMap((person) =>
      chatsOf({ person, groups, children: member.children, subjects }),
    );
    return [...new Map(all.map((chat) => [chat.key, chat])).values()];
  };
}

export type ListChats = ReturnType<typeof createListChats>;
