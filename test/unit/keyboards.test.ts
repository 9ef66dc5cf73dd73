import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderMessage } from '../../src/channels/vk/render.js';
import { dayPage, lessonCard, weekPage } from '../../src/commands/lesson-pages.js';
import { byStart, type Lesson } from '../../src/domain/lessons.js';
import type { OutMessage } from '../../src/domain/messages.js';
import type { Group, Person } from '../../src/domain/people.js';
import { MINUTE, momentOf } from '../../src/domain/time.js';
import { readKeyboard } from '../../src/sandbox/keyboard.js';
import { choices, mainMenu, strangerMenu } from '../../src/texts/menus.js';
import { createViewLessons } from '../../src/usecases/view-lessons.js';
import type { Member } from '../../src/domain/member.js';

const DAY = '2026-11-25';
const ZONE = 'Europe/Moscow';
const NOON = momentOf(DAY, '12:00', ZONE);
const names = { lastName: 'Тестов', contacts: [] };
const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 });

const lesson = fc.record({
  subject: words,
  start: fc.nat(23 * 60),
  groupIndex: fc.nat(11),
  remote: fc.boolean(),
  cancelled: fc.boolean(),
  room: words,
});

/** A teacher who also curates and has children: as many viewpoints, lessons and long names as chance gives. */
const fixture = fc.record({
  lessons: fc.array(lesson, { maxLength: 40 }),
  children: fc.array(words, { maxLength: 9 }),
  groupName: words,
  curated: fc.nat(12),
});

function college({
  lessons,
  children,
  groupName,
  curated,
}: typeof fixture extends fc.Arbitrary<infer T> ? T : never) {
  const groups = Array.from(
    { length: 12 },
    (_, index): Group => ({
      id: `g${index}`,
      name: `${groupName}${index}`,
      ...(index < curated && { curatorId: 'teacher:1' }),
    }),
  );
  const all = lessons
    .map(({ subject, start, groupIndex, remote, cancelled, room }, index): Lesson => {
      const startsAt = momentOf(DAY, '0:00', ZONE) + start * MINUTE;
      return {
        id: `lesson-${index}`.padEnd(24, 'x'),
        day: DAY,
        startsAt,
        endsAt: startsAt + 45 * MINUTE,
        groupId: `g${groupIndex}`,
        subgroup: '',
        subject,
        teacherId: 'teacher:1',
        room,
        mode: remote ? 'remote' : 'onsite',
        ...(cancelled && { change: 'cancelled' as const }),
      };
    })
    .sort(byStart);
  const kids = children.map(
    (firstName, index): Person => ({
      kind: 'student',
      id: `student:${index}`,
      firstName,
      groupId: `g${index}`,
      ...names,
    }),
  );
  const member: Member = {
    account: { channel: 'vk', id: '1' },
    bindings: [],
    persons: [
      { kind: 'teacher', id: 'teacher:1', firstName: 'Олег', ...names },
      { kind: 'parent', id: 'parent:1', firstName: 'Олег', childIds: kids.map(({ id }) => id), ...names },
    ],
    children: kids,
    groups,
  };
  const viewLessons = createViewLessons({
    zone: ZONE,
    parentsMayJoin: true,
    timetable: {
      lesson: async (id) => all.find((one) => one.id === id),
      ofGroups: async (ids, from, to) =>
        all.filter((one) => ids.includes(one.groupId) && one.day >= from && one.day <= to),
      ofTeacher: async (id, from, to) =>
        all.filter((one) => one.teacherId === id && one.day >= from && one.day <= to),
    },
    roster: { groups: async (ids) => groups.filter(({ id }) => ids.includes(id)), persons: async () => [] },
  });
  return { member, viewLessons, all, context: { now: NOON, deps: { viewLessons, zone: ZONE } } };
}

/** As VK would take it, or the reason why not. */
function vkTakes(message: OutMessage): void {
  const params = renderMessage(message);
  expect(String(params['message']).length).toBeGreaterThan(0);
  expect(String(params['message']).length).toBeLessThanOrEqual(4_096);
  const keyboard = readKeyboard(String(params['keyboard']));
  expect(keyboard.buttons.flat().length).toBeGreaterThan(0);
}

describe('a page with its buttons is what VK takes', () => {
  it('a day, a week and a card, however full and whoever looks', async () => {
    await fc.assert(
      fc.asyncProperty(fixture, async (facts) => {
        const { member, viewLessons, all, context } = college(facts);
        for (const viewpoint of viewLessons.viewpoints(member)) {
          vkTakes(await dayPage(context, member, viewpoint, DAY));
          vkTakes(await weekPage(context, member, viewpoint, '2026-11-23'));
        }
        for (const { id } of all.slice(0, 3)) {
          const view = await viewLessons.one(member, id, NOON);
          expect(view).toBeDefined();
          if (view) vkTakes(lessonCard(member, view, 'Заметка'));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('the menus and a dialog’s choices', () => {
    vkTakes({ text: 'Меню', keyboard: mainMenu() });
    vkTakes({ text: 'Меню', keyboard: strangerMenu() });
    fc.assert(
      fc.property(fc.array(words, { maxLength: 5 }), fc.boolean(), (labels, withBack) => {
        vkTakes({
          text: 'Кто вы?',
          keyboard: choices(
            labels.map((label, index) => [label, `who:${index}`] as const),
            withBack,
          ),
        });
      }),
    );
  });
});
