import type { Lesson } from '../../src/domain/lessons.js';
import type { ChannelId } from '../../src/domain/people.js';
import { dayOf, MINUTE, type Instant } from '../../src/domain/time.js';
import type { World } from '../../src/sandbox/world.js';
import type { Storage } from '../../src/storage/connect.js';
import { fillRoster, student } from './college.js';

const GROUP = { id: '1', name: 'ИСП-24' };
const none = { put: [], remove: [] };

/** One group of students, each bound to the account of the same number in this messenger. */
export async function settleClass(
  storage: Storage,
  channel: ChannelId,
  world: World,
  ids: readonly number[],
): Promise<void> {
  const persons = ids.map((id) => student(String(id), `Синтетический${id}`, 'Студент', GROUP.id));
  await fillRoster(storage.rosterStore, { persons, groups: [GROUP] });
  for (const id of ids) world.addPerson({ id, firstName: 'Студент', lastName: String(id), allowed: 'yes' });
  await storage.bindings.bindMany(
    ids.map((id) => ({
      account: { channel, id: String(id) },
      personId: `student:${id}`,
      kind: 'student',
      boundAt: 0,
      consent: { at: 0, text: 'test' },
      notify: true,
      remindFor: [],
      reachable: true,
    })),
  );
}

/** The group has a remote lesson in this subject. */
export async function addLesson(
  storage: Storage,
  subject: string,
  startsAt: Instant,
  more: Partial<Lesson> = {},
): Promise<void> {
  const lesson: Lesson = {
    id: subject,
    day: dayOf(startsAt, 'Europe/Moscow'),
    startsAt,
    endsAt: startsAt + 90 * MINUTE,
    groupId: GROUP.id,
    subgroup: '',
    subject,
    mode: 'remote',
    ...more,
  };
  await storage.rosterStore.apply(
    { persons: none, groups: none, lessons: { put: [lesson], remove: [] } },
    () => undefined,
  );
}
