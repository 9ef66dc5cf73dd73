import { subjectKey } from './lessons.js';
import type { Group, Person } from './people.js';

export type ChatKind = 'group' | 'subject' | 'parents';

/** A chat that the roster calls for, whether it exists in the messenger yet or not. */
export interface ChatSpec {
  /** `group:101` · `parents:101` · `subject:101:математика`. */
  readonly key: string;
  readonly kind: ChatKind;
  readonly groupId: string;
  readonly groupName: string;
  readonly subject?: string;
  readonly title: string;
}

/** A chat as made in the messenger. */
export interface Chat extends ChatSpec {
  readonly peerId: number;
  /** Title last set in the messenger; differs from `title` until the rename is done. */
  readonly shownTitle: string;
}

/** A subject that a group is taught, and by whom. */
export interface TaughtSubject {
  readonly groupId: string;
  readonly subject: string;
  readonly teacherIds: readonly string[];
}

const TITLE_MAX = 100;

/** The chat of a group. */
export const groupChat = (group: Group): ChatSpec => ({
  key: `group:${group.id}`,
  kind: 'group',
  groupId: group.id,
  groupName: group.name,
  title: `Группа ${group.name}`,
});

/** The chat of a group's parents. */
export const parentsChat = (group: Group): ChatSpec => ({
  key: `parents:${group.id}`,
  kind: 'parents',
  groupId: group.id,
  groupName: group.name,
  title: `Родители ${group.name}`,
});

/** The chat of one subject in one group. */
export const subjectChat = (group: Group, subject: string): ChatSpec => ({
  key: `subject:${group.id}:${subjectKey(subject)}`,
  kind: 'subject',
  groupId: group.id,
  groupName: group.name,
  subject,
  title: `${group.name} · ${subject}`.slice(0, TITLE_MAX),
});

/** What is known of a person when their chats are listed. */
export interface ChatFacts {
  readonly person: Person;
  readonly groups: readonly Group[];
  readonly children: readonly Person[];
  readonly subjects: readonly TaughtSubject[];
}

/** The chats a person belongs to (contract): groups first, then parents', then subjects by title. */
export function chatsOf({ person, groups, children, subjects }: ChatFacts): ChatSpec[] {
  const byId = new Map(groups.map((group) => [group.id, group]));
  const curated = groups.filter((group) => group.curatorId === person.id);
  const own = person.kind === 'student' ? groups.filter((group) => group.id === person.groupId) : [];
  const childGroups = new Set(children.flatMap((child) => (child.kind === 'student' ? [child.groupId] : [])));
  const ofChildren = person.kind === 'parent' ? groups.filter((group) => childGroups.has(group.id)) : [];
  const taught = subjects.filter(
    (subject) =>
      (person.kind === 'student' && subject.groupId === person.groupId) ||
      subject.teacherIds.includes(person.id),
  );
  const subjectChats = taught.flatMap(({ groupId, subject }) => {
    const group = byId.get(groupId);
    return group ? [subjectChat(group, subject)] : [];
  });
  const all = [
    ...[...own, ...curated].map(groupChat),
    ...[...ofChildren, ...curated].map(parentsChat),
    ...subjectChats.sort((a, b) => a.title.localeCompare(b.title, 'ru', { numeric: true })),
  ];
  return [...new Map(all.map((chat) => [chat.key, chat])).values()];
}

/** What is known of a chat when its members are checked. */
export interface MembershipFacts {
  readonly chat: ChatSpec;
  readonly group: Group;
  readonly children: readonly Person[];
  readonly teacherIds: readonly string[];
}

/** Whether a person belongs to a chat: the same rule as `chatsOf`, asked from the chat's side. */
export function belongsTo(person: Person, { chat, group, children, teacherIds }: MembershipFacts): boolean {
  const curates = group.curatorId === person.id;
  switch (chat.kind) {
    case 'group':
      return curates || (person.kind === 'student' && person.groupId === chat.groupId);
    case 'subject':
      return (person.kind === 'student' && person.groupId === chat.groupId) || teacherIds.includes(person.id);
    case 'parents':
      return (
        curates ||
        (person.kind === 'parent' &&
          children.some(
            (child) =>
              child.kind === 'student' &&
              child.groupId === chat.groupId &&
              person.childIds.includes(child.id),
          ))
      );
  }
}
