import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Chat } from '../../src/domain/chats.js';
import type { Lesson } from '../../src/domain/lessons.js';
import { peerKey } from '../../src/domain/recipients.js';
import { GRACE, type Notice } from '../../src/domain/notices.js';
import type { Binding, Person } from '../../src/domain/people.js';
import { MINUTE, SECOND, type Instant } from '../../src/domain/time.js';
import { createFindAudience } from '../../src/usecases/lesson-audience.js';
import { createNoticePlanner } from '../../src/usecases/plan-notices.js';
import { BELL, bound, CHAT, GROUP, lesson, parent, student, TEACHER, ZONE } from '../support/bell.js';

/** A college held in memory, in place of the database; `pause` lets a test put others in between any two calls. */
class College {
  lessons: Lesson[] = [lesson()];
  people: Person[] = [student(1), student(2), TEACHER, parent(1, [1])];
  bindings: Binding[] = [];
  chats: Chat[] = [];
  readonly notices = new Map<string, Notice>();
  queries = 0;
  parentsMayJoin = false;
  pause: () => Promise<void> = () => Promise.resolve();

  private async ask<T>(answer: () => T): Promise<T> {
    this.queries += 1;
    await this.pause();
    return answer();
  }

  planner() {
    const findAudience = createFindAudience({
      roster: {
        pupilsOf: (ids) =>
          this.ask(() =>
            this.people.flatMap((it) => (it.kind === 'student' && ids.includes(it.groupId) ? [it] : [])),
          ),
        guardiansOf: (ids) =>
          this.ask(() =>
            this.people.flatMap((it) =>
              it.kind === 'parent' && it.childIds.some((id) => ids.includes(id)) ? [it] : [],
            ),
          ),
        persons: (ids) => this.ask(() => this.people.filter((it) => ids.includes(it.id))),
        groups: () => this.ask(() => [GROUP, { ...GROUP, id: '102', name: 'ИС-102' }]),
      },
      bindings: {
        listeners: (ids) => this.ask(() => this.bindings.filter((it) => ids.includes(it.personId))),
      },
      chats: { byKeys: (keys) => this.ask(() => this.chats.filter((it) => keys.includes(it.key))) },
    });
    return createNoticePlanner({
      findAudience,
      zone: ZONE,
      parentsMayJoin: this.parentsMayJoin,
      changes: {
        look: () =>
          this.ask(() => ({ at: 0, version: JSON.stringify([this.people, this.bindings, this.chats]) })),
      },
      timetable: {
        remoteStarting: (from, to) =>
          this.ask(() =>
            this.lessons.filter((it) => it.mode === 'remote' && it.startsAt > from && it.startsAt <= to),
          ),
      },
      ledger: {
        plan: (notice) =>
          this.ask(() => {
            if (this.notices.has(notice.key)) return false;
            this.notices.set(notice.key, notice);
            return true;
          }),
        toldAlready: (id, startsAt) =>
          this.ask(
            () =>
              new Set(
                [...this.notices.values()].flatMap((it) =>
                  it.lessonId === id && it.startsAt === startsAt
                    ? it.peers.map((peer) => peerKey(it.channel, peer))
                    : [],
                ),
              ),
          ),
      },
    });
  }

  get heard(): string[] {
    return [...this.notices.values()].flatMap((notice) => notice.peers);
  }
}

let college: College;
let planner: ReturnType<College['planner']>;
const planAt = (now: Instant) => planner.planNotices(now);
const only = (notices: Iterable<Notice>): Notice => {
  const [notice, ...others] = notices;
  if (!notice || others.length > 0) throw new Error('one notice expected');
  return notice;
};

beforeEach(() => {
  college = new College();
  college.bindings = [bound(student(1), 11), bound(TEACHER, 12)];
  planner = college.planner();
});

describe('the bell', () => {
  it('is prepared a little ahead and rings at the lesson’s start, until its end', async () => {
    expect(await planAt(BELL - 31 * SECOND)).toBe(0);
    expect(await planAt(BELL - 28 * SECOND)).toBe(2);
    expect(only(college.notices.values())).toMatchObject({
      key: `start:l1:${BELL}`,
      channel: 'vk',
      lessonId: 'l1',
      startsAt: BELL,
      peers: ['12', '11'],
      dueAt: BELL,
      expiresAt: BELL + 90 * MINUTE,
    });
  });

  it('makes up a tick that was missed, but leaves a lesson alone that began longer ago than the grace', async () => {
    await planAt(BELL + GRACE + SECOND);
    expect(college.notices.size).toBe(0);
    await planAt(BELL + GRACE);
    expect(only(college.notices.values()).dueAt).toBe(BELL + GRACE);
  });

  it('never rings for a lesson that has ended within the grace', async () => {
    college.lessons = [lesson({ endsAt: BELL + MINUTE })];
    await planAt(BELL + MINUTE);
    expect(college.notices.size).toBe(0);
  });

  it('tells a person bound after the start once, and those told before not again', async () => {
    await planAt(BELL);
    college.bindings.push(bound(student(2), 21));
    await planAt(BELL + 30 * SECOND);
    await planAt(BELL + 40 * SECOND);
    expect(college.heard.sort()).toEqual(['11', '12', '21']);
  });

  it('finds somebody bound in the grace’s last second by the look after it, and nobody later', async () => {
    await planAt(BELL);
    college.bindings.push(bound(student(2), 21));
    await planAt(BELL + GRACE + 4 * SECOND);
    college.bindings.push(bound(parent(1, [1]), 31));
    await planAt(BELL + GRACE + 6 * SECOND);
    expect(college.heard.sort()).toEqual(['11', '12', '21']);
  });

  it('tells nobody again after a restart', async () => {
    await planAt(BELL);
    planner = college.planner();
    expect(await planAt(BELL + 5 * SECOND)).toBe(0);
    college.bindings.push(bound(student(2), 21));
    expect(await planAt(BELL + 10 * SECOND)).toBe(1);
    expect(college.heard.sort()).toEqual(['11', '12', '21']);
  });

  it('rings again for a lesson that was moved', async () => {
    await planAt(BELL);
    college.lessons = [lesson({ startsAt: BELL + 20 * MINUTE })];
    expect(await planAt(BELL + 20 * MINUTE)).toBe(2);
  });

  it('asks one question when nothing starts, and no more of them for forty lessons than for one', async () => {
    await planAt(BELL - MINUTE);
    expect(college.queries).toBe(1);
    college.lessons = Array.from({ length: 40 }, (_, index) => lesson({ id: `l${index}` }));
    await planAt(BELL);
    expect(college.queries - 40).toBeLessThanOrEqual(10);
    const before = college.queries;
    await planAt(BELL + 5 * SECOND);
    expect(college.queries - before).toBeLessThanOrEqual(9);
  });

  it('asks two questions about lessons that ring, once nobody has come for two looks', async () => {
    for (const after of [0, 5]) await planAt(BELL + after * SECOND);
    const before = college.queries;
    await planAt(BELL + 10 * SECOND);
    expect(college.queries - before).toBe(2);
    college.bindings.push(bound(student(2), 21));
    await planAt(BELL + 15 * SECOND);
    expect(college.heard.sort()).toEqual(['11', '12', '21']);
  });

  it('tells those of the group a lesson was given to after its start', async () => {
    college.people.push(student(3, '102'));
    college.bindings.push(bound(student(3, '102'), 31));
    for (const after of [0, 5, 10]) await planAt(BELL + after * SECOND);
    college.lessons = [lesson({ groupId: '102' })];
    await planAt(BELL + 15 * SECOND);
    expect(college.heard.sort()).toEqual(['11', '12', '31']);
  });
});

describe('what it says', () => {
  const textOf = async (...changes: Partial<Lesson>[]) => {
    college.lessons = [lesson(Object.assign({}, ...changes))];
    await planAt(BELL);
    return [...college.notices.values()].map((notice) => notice.message.text);
  };

  it('carries the news in the first line and nothing secret anywhere', async () => {
    expect(await textOf()).toEqual([
      'Началось занятие: Математика\nГруппа ИС-101 · Шаблонов П. П. · до 11:30',
    ]);
    expect(JSON.stringify([...college.notices.values()])).not.toContain('call/join');
  });

  it('offers one button, the official one', async () => {
    await textOf();
    expect(only(college.notices.values()).message.keyboard).toEqual({
      place: 'inline',
      rows: [
        [
          {
            kind: 'press',
            label: 'Присоединиться с видео',
            action: { do: 'join', lesson: 'l1' },
            tone: 'primary',
          },
        ],
      ],
    });
  });

  it('says that the link is yet to come when there is none', async () => {
    const { link: _, ...withoutLink } = lesson();
    college.lessons = [withoutLink];
    await planAt(BELL);
    expect(only(college.notices.values()).message.text).toMatch(/\nСсылка появится позже: нажмите кнопку/);
  });

  it('speaks to parents of their child and names the group', async () => {
    college.bindings = [bound(parent(1, [1]), 31)];
    expect(await textOf({ subgroup: '2' })).toEqual([
      'У ребёнка началось дистанционное занятие: Математика\nГруппа ИС-101, подгруппа 2 · Шаблонов П. П. · до 11:30',
    ]);
  });

  it('offers parents the button where the college lets them in, and else nothing that would be refused', async () => {
    const { link: _, ...withoutLink } = lesson();
    college.bindings = [bound(parent(1, [1]), 31)];
    college.lessons = [withoutLink];
    await planAt(BELL);
    const { text, keyboard } = only(college.notices.values()).message;
    expect(text).not.toContain('кнопку');
    expect(keyboard).toBeUndefined();

    college.notices.clear();
    college.parentsMayJoin = true;
    await college.planner().planNotices(BELL);
    const open = only(college.notices.values()).message;
    expect(open.text).toContain('нажмите кнопку');
    expect(open.keyboard?.rows.flat().map(({ label }) => label)).toEqual(['Присоединиться с видео']);
  });

  it('lets no subject or name mention anybody', async () => {
    const [text] = await textOf({ subject: '@all [id1|x]', teacherName: '*id1 (Аня)' });
    expect(text).not.toMatch(/@all|\[id|\*id/);
  });
});

describe('several planners at once', () => {
  it('tell everybody once, whatever the order of their steps and whoever comes in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.constantFrom('student', 'parent', 'both', 'chat'), { maxLength: 4 }),
        async (scheduler, comers) => {
          const shared = new College();
          shared.people = [
            ...[1, 2, 3, 4, 5].map((id) => student(id)),
            TEACHER,
            parent(1, [1]),
            parent(2, [2]),
          ];
          shared.bindings = [bound(student(1), 11), bound(parent(1, [1]), 31)];
          shared.pause = () => scheduler.schedule(Promise.resolve());
          const planners = [shared.planner(), shared.planner(), shared.planner()];
          const runs = planners.flatMap((one) => [one.planNotices(BELL), one.planLesson(lesson(), BELL)]);
          const arrivals = comers.map((comer, index) =>
            scheduler.schedule(Promise.resolve()).then(() => {
              if (comer === 'chat') shared.chats = [CHAT];
              if (comer === 'student' || comer === 'both')
                shared.bindings.push(bound(student(index + 2), 50 + index));
              if (comer === 'parent' || comer === 'both')
                shared.bindings.push(bound(parent(2, [2]), 50 + index));
            }),
          );
          await scheduler.waitFor(Promise.all([...runs, ...arrivals]));
          await scheduler.waitFor(shared.planner().planNotices(BELL + SECOND));

          const expected = new Set([
            ...shared.bindings.map((it) => it.account.id),
            ...shared.chats.map((it) => String(it.peerId)),
          ]);
          expect(shared.heard.sort()).toEqual([...expected].sort());
        },
      ),
      { numRuns: 150 },
    );
  });
});
