import { Agent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import { VK } from 'vk-io';
import { renderMessage } from '../../src/channels/vk/render.js';
import type { Notice } from '../../src/domain/notices.js';
import type { Instant } from '../../src/domain/time.js';
import { tellingOf } from '../../src/domain/notices.js';
import { startMessages } from '../../src/texts/notices.js';
import { FIRST_PEER, lessonAt, settle, timetable, ZONE } from './college.js';
import { stopwatch } from './cpu.js';
import { letItAge } from './database.js';
import type { Messenger } from './messenger.js';
import { openOurs } from './ours.js';
import { type Heard, sharedNow, TOKEN } from './protocol.js';

/** One way of telling so many people something, as it went. */
export interface Row {
  readonly work: string;
  readonly way: string;
  readonly people: number;
  /** People really told; fewer than `people` where the rest is reckoned. */
  readonly measured: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly cpuPerPerson: number;
  readonly tripsPerPerson: number;
  readonly requests: number;
  /** Recipients that one messages.send could have had: 100, or a lesson's people. */
  readonly perSend: number;
  /** Milliseconds. */
  readonly messengerCpuPerPerson: number;
  readonly twice: number;
  readonly missed: number;
  readonly tooFast: number;
  readonly busiestSecond: number;
  readonly note: string;
}

export const SINGLE = 'vk-io, по одному';
export const PARALLEL = 'vk-io, parallel';
export const OURS = 'Звонок';

/** Long enough for the stand-in to forget the last second, so that every way starts with a full one. */
const BREATH = 2_500;
/** The watch is set in the other process a moment before anything is sent. */
const MOMENT = 50;

const rowOf = (
  heard: Heard,
  rest: Pick<
    Row,
    'work' | 'way' | 'people' | 'measured' | 'perSend' | 'cpuPerPerson' | 'tripsPerPerson' | 'note'
  >,
  startedAt: number,
): Row => {
  const times = rest.people / rest.measured;
  const firstMs = heard.first - startedAt;
  return {
    ...rest,
    firstMs,
    lastMs: firstMs + (heard.last - heard.first) * times,
    requests: Math.round(heard.requests * times),
    twice: heard.twice,
    missed: rest.measured - heard.people,
    tooFast: heard.tooFast,
    busiestSecond: heard.busiestSecond,
    messengerCpuPerPerson: heard.cpuMs / rest.measured,
  };
};

/** What other bots do: a `messages.send` a person through vk-io, all handed over at once; no database, nothing remembered. */
export async function measureLoop(
  messenger: Messenger,
  wish: { work: string; people: number; measured: number; perSend: number; mode: 'sequential' | 'parallel' },
): Promise<Row> {
  await wait(BREATH);
  const agent = new Agent({ keepAlive: true });
  const vk = new VK({
    token: TOKEN,
    apiBaseUrl: messenger.apiUrl,
    apiLimit: 20,
    apiMode: wish.mode,
    // vk-io asks for an https agent by type and takes either.
    agent: agent as HttpsAgent,
  });
  const lesson = lessonAt(0, Date.now());
  const message = renderMessage(
    startMessages({ lesson, groupName: 'ИСП-0', zone: ZONE, parentsMayJoin: false }).people,
  );
  const random = Math.floor(Math.random() * 2 ** 31);
  const all = messenger.watch(wish.measured, 120_000);
  await wait(MOMENT);
  const cpu = stopwatch();
  const startedAt = sharedNow();
  await Promise.all(
    Array.from({ length: wish.measured }, (_, index) =>
      vk.api.messages.send({ ...message, peer_id: FIRST_PEER + index, random_id: random }),
    ),
  );
  const heard = await all;
  const row = rowOf(
    heard,
    {
      work: wish.work,
      way: wish.mode === 'parallel' ? PARALLEL : SINGLE,
      people: wish.people,
      measured: wish.measured,
      perSend: wish.perSend,
      cpuPerPerson: cpu() / wish.measured,
      tripsPerPerson: 0,
      note: wish.measured < wish.people ? `измерено на ${wish.measured}` : '',
    },
    startedAt,
  );
  agent.destroy();
  return row;
}

/** Ours: everybody's lesson begins at the same moment; planner and deliverer run by their own timers. */
export async function measureBell(
  databaseUri: string,
  messenger: Messenger,
  wish: { work: string; lessons: number; perLesson: number },
): Promise<Row> {
  const people = wish.lessons * wish.perLesson;
  const ours = await openOurs(databaseUri, messenger);
  try {
    await settle(ours.storage, wish.lessons, wish.perLesson);
    await letItAge();
    // Time enough for planning, which may begin half a minute before the bell.
    const bell: Instant = (Math.floor(Date.now() / 1_000) + 12) * 1_000;
    await timetable(
      ours.storage,
      Array.from({ length: wish.lessons }, (_, index) => lessonAt(index, bell)),
    );
    ours.trips.reset();
    const bellShared = sharedNow() + bell - Date.now();
    const all = messenger.watch(people, 120_000 + bell - Date.now());
    const wholeCpu = stopwatch();
    ours.scheduler.start();
    await wait(bell - Date.now() - 100);
    const planTrips = ours.trips.total();
    const planCpu = wholeCpu();
    const heard = await all;
    // The outcome's write is part of the work.
    await ours.deliverDue();
    const trips = ours.trips.total();
    const cpu = wholeCpu();
    return rowOf(
      heard,
      {
        work: wish.work,
        way: OURS,
        people,
        measured: people,
        perSend: wish.perLesson,
        cpuPerPerson: cpu / people,
        tripsPerPerson: trips / people,
        note: `до звонка: ${Math.round(ours.planningMs())} мс, ${planTrips} запросов к базе, ${Math.round(planCpu)} мс процессора`,
      },
      bellShared,
    );
  } finally {
    await ours.stop();
  }
}

/** Ours: one text to everybody, through the ledger. */
export async function measureAnnouncement(
  databaseUri: string,
  messenger: Messenger,
  wish: { work: string; people: number },
): Promise<Row> {
  const ours = await openOurs(databaseUri, messenger);
  try {
    await settle(ours.storage, 1, wish.people);
    await letItAge();
    await wait(BREATH);
    const now = Date.now();
    const lesson = lessonAt(0, now);
    await timetable(ours.storage, [lesson]);
    const notice: Notice = {
      key: `announcement:${lesson.id}`,
      channel: 'vk',
      lessonId: lesson.id,
      startsAt: lesson.startsAt,
      telling: tellingOf(lesson),
      audience: 'people',
      message: startMessages({ lesson, groupName: 'ИСП-0', zone: ZONE, parentsMayJoin: false }).people,
      peers: Array.from({ length: wish.people }, (_, index) => String(FIRST_PEER + index)),
      readAt: now,
      dueAt: now,
      expiresAt: lesson.endsAt,
    };
    ours.trips.reset();
    const all = messenger.watch(wish.people, 180_000);
    await wait(MOMENT);
    const cpu = stopwatch();
    const startedAt = sharedNow();
    await ours.storage.noticeLedger.plan(notice);
    const plannedMs = sharedNow() - startedAt;
    await ours.deliverDue();
    const heard = await all;
    return rowOf(
      heard,
      {
        work: wish.work,
        way: OURS,
        people: wish.people,
        measured: wish.people,
        perSend: 100,
        cpuPerPerson: cpu() / wish.people,
        tripsPerPerson: ours.trips.total() / wish.people,
        note: `запись в журнал: ${Math.round(plannedMs)} мс`,
      },
      startedAt,
    );
  } finally {
    await ours.stop();
  }
}
