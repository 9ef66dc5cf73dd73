import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  belongsTo,
  chatsOf,
  groupChat,
  parentsChat,
  subjectChat,
  type ChatSpec,
} from '../../src/domain/chats.js';
import type { Group, Person } from '../../src/domain/people.js';

const GROUPS = ['g1', 'g2', 'g3'];
const SUBJECTS = ['Математика', 'Физика', 'Ёлочное дело'];
const names = { lastName: 'Тестов', firstName: 'Тест', contacts: [] };

/** A small college of any shape: who curates, who teaches what to whom, whose child studies where. */
const college = fc.record({
  curators: fc.array(fc.constantFrom(undefined, 'teacher:1', 'teacher:2', 'staff:1'), {
    minLength: 3,
    maxLength: 3,
  }),
  homes: fc.array(fc.constantFrom(...GROUPS), { minLength: 4, maxLength: 4 }),
  childSets: fc.array(fc.subarray(['student:0', 'student:1', 'student:2', 'student:3']), {
    minLength: 2,
    maxLength: 2,
  }),
  taught: fc.array(
    fc.record({
      groupId: fc.constantFrom(...GROUPS),
      subject: fc.constantFrom(...SUBJECTS),
      teacherIds: fc.subarray(['teacher:1', 'teacher:2']),
    }),
    { maxLength: 6 },
  ),
});

describe('who belongs to a chat', () => {
  it('is the same, asked from the person’s side and from the chat’s', () => {
    fc.assert(
      fc.property(college, ({ curators, homes, childSets, taught }) => {
        const groups = GROUPS.map((id, index): Group => {
          const curatorId = curators[index];
          return { id, name: id.toUpperCase(), ...(curatorId !== undefined && { curatorId }) };
        });
        const students = homes.map(
          (groupId, index): Person => ({ kind: 'student', id: `student:${index}`, groupId, ...names }),
        );
        const people: Person[] = [
          ...students,
          { kind: 'teacher', id: 'teacher:1', ...names },
          { kind: 'teacher', id: 'teacher:2', ...names },
          { kind: 'staff', id: 'staff:1', role: 'curator', ...names },
          ...childSets.map(
            (childIds, index): Person => ({ kind: 'parent', id: `parent:${index}`, childIds, ...names }),
          ),
        ];
        const all: { chat: ChatSpec; group: Group }[] = groups.flatMap((group) => [
          { chat: groupChat(group), group },
          { chat: parentsChat(group), group },
          ...[
            ...new Set(taught.filter(({ groupId }) => groupId === group.id).map(({ subject }) => subject)),
          ].map((subject) => ({ chat: subjectChat(group, subject), group })),
        ]);
        for (const person of people) {
          const children =
            person.kind === 'parent' ? students.filter(({ id }) => person.childIds.includes(id)) : [];
          const listed = chatsOf({ person, groups, children, subjects: taught }).map(({ key }) => key);
          const belonging = all.filter(({ chat, group }) =>
            belongsTo(person, {
              chat,
              group,
              children: students.filter(
                (student) => student.kind === 'student' && student.groupId === group.id,
              ),
              teacherIds: taught
                .filter(({ groupId, subject }) => groupId === group.id && subject === chat.subject)
                .flatMap(({ teacherIds }) => teacherIds),
            }),
          );
          expect([...listed].sort()).toEqual(belonging.map(({ chat }) => chat.key).sort());
          expect(new Set(listed).size).toBe(listed.length);
        }
      }),
      { numRuns: 150 },
    );
  });
});
