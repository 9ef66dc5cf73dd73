import type { Lesson } from '../../src/domain/lessons.js';
import type { Binding, ChannelId, Group, Person } from '../../src/domain/people.js';
import { dayOf, MINUTE, type Instant } from '../../src/domain/time.js';
import type { Storage } from '../../src/storage/connect.js';

export const ZONE = 'Europe/Moscow';
/** The messenger's number of the first person of a bench. */
export const FIRST_PEER = 10_000;
const BIND_AT_ONCE = 5_000;
const none = { put: [], remove: [] };

const groupOf = (index: number): string => `g${index}`;
const student = (index: number, groupId: string): Person => ({
  id: `student:${index}`,
  kind: 'student',
  lastName: `Синтетический${index}`,
  firstName: 'Студент',
  contacts: [],
  groupId,
});
const binding = (index: number, channel: ChannelId): Binding => ({
  account: { channel, id: String(FIRST_PEER + index) },
  personId: `student:${index}`,
  kind: 'student',
  boundAt: 0,
  consent: { at: 0, text: 'bench' },
  notify: true,
  remindFor: [],
  reachable: true,
});

/**
 * Groups of so many students, every student bound to an account that may be written to.
 *
 * @param channelOf where a group's students are, by its number
 */
export async function settle(
  storage: Storage,
  groups: number,
  perGroup: number,
  channelOf: (group: number) => ChannelId = () => 'vk',
): Promise<void> {
  const groupDocs: Group[] = Array.from({ length: groups }, (_, index) => ({
    id: groupOf(index),
    name: `ИСП-${index}`,
  }));
  const total = groups * perGroup;
  const students = Array.from({ length: total }, (_, index) =>
    student(index, groupOf(Math.floor(index / perGroup))),
  );
  await storage.rosterStore.apply(
    { groups: { put: groupDocs, remove: [] }, persons: { put: students, remove: [] }, lessons: none },
    () => undefined,
  );
  for (let from = 0; from < total; from += BIND_AT_ONCE) {
    const count = Math.min(BIND_AT_ONCE, total - from);
    await storage.bindings.bindMany(
      Array.from({ length: count }, (_, nth) =>
        binding(from + nth, channelOf(Math.floor((from + nth) / perGroup))),
      ),
    );
  }
}

/** A remote lesson of the group with this number. */
export const lessonAt = (group: number, startsAt: Instant, id = `l${group}-${startsAt}`): Lesson => ({
  id,
  day: dayOf(startsAt, ZONE),
  startsAt,
  endsAt: startsAt + 90 * MINUTE,
  groupId: groupOf(group),
  subgroup: '',
  subject: 'Информационные технологии в профессиональной деятельности',
  teacherName: 'Шаблонов П. П.',
  mode: 'remote',
  link: 'https://sferum.ru/?call_link=BENCH',
});

/** Puts lessons into the timetable. */
export const timetable = (storage: Storage, lessons: readonly Lesson[]): Promise<void> =>
  storage.rosterStore.apply(
    { groups: none, persons: none, lessons: { put: lessons, remove: [] } },
    () => undefined,
  );
