import { MINUTE, type Day, type Instant } from './time.js';

export type LessonMode = 'onsite' | 'remote';
export type LessonChange = 'replaced' | 'cancelled' | 'moved';

export interface Lesson {
  /** Short (≤ 24 characters), stable over imports; safe in a button. */
  readonly id: string;
  readonly day: Day;
  readonly pair?: number;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly groupId: string;
  /** Empty text = the whole group. */
  readonly subgroup: string;
  readonly subject: string;
  /** Person id, when the roster knows the teacher. */
  readonly teacherId?: string;
  /** The teacher as the timetable names them. */
  readonly teacherName?: string;
  readonly room?: string;
  readonly building?: string;
  readonly mode: LessonMode;
  /** The call's address. Never leaves the server but through `joinRight`. */
  readonly link?: string;
  readonly change?: LessonChange;
  /** When the teacher pressed «Начать сейчас» before the bell. */
  readonly startedAt?: Instant;
}

/** A join link lives no longer than this, nor longer than the lesson: whoever issues and whoever reads it go by it. */
export const JOIN_LINK_LIFE = 10 * MINUTE;

export type Phase = 'before' | 'running' | 'over' | 'cancelled';

/** When a join button works: from the bell (or the teacher's «Начать сейчас»), `early` minutes sooner if the college says so, to the end. */
export function joinPhase(lesson: Lesson, now: Instant, earlyMinutes: number): Phase {
  if (lesson.change === 'cancelled') return 'cancelled';
  const opens = Math.min(lesson.startsAt - earlyMinutes * MINUTE, lesson.startedAt ?? Infinity);
  if (now < opens) return 'before';
  return now < lesson.endsAt ? 'running' : 'over';
}

/** Where the lesson itself stands, for lists: the early minutes don't count. */
export const phaseOf = (lesson: Lesson, now: Instant): Phase => joinPhase(lesson, now, 0);

/** By start, then group, then subgroup: the order people read a day in. */
export const byStart = (a: Lesson, b: Lesson): number =>
  a.startsAt - b.startsAt || a.groupId.localeCompare(b.groupId) || a.subgroup.localeCompare(b.subgroup);

/** Subjects compared: case, ё/е and spaces don't matter. */
export const subjectKey = (subject: string): string =>
  subject.toLowerCase().replaceAll('ё', 'е').replace(/\s+/g, ' ').trim();

/** Why a call link is refused, or nothing. https and a host (or its subdomain) of the allow-list, no credentials, no port. */
export function linkProblem(
  link: string,
  hosts: readonly string[],
): 'not-a-link' | 'not-https' | 'foreign-host' | undefined {
  const url = URL.canParse(link) ? new URL(link) : undefined;
  if (!url || link.length > 2_000 || /\s/.test(link)) return 'not-a-link';
  if (url.protocol !== 'https:') return 'not-https';
  if (url.username || url.password || url.port) return 'foreign-host';
  const known = hosts.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`));
  return known ? undefined : 'foreign-host';
}

/** Hosts of the calls that colleges use: VK's own calls and Sferum. */
export const CALL_HOSTS: readonly string[] = [
  'vk.com',
  'vk.ru',
  'vk.me',
  'sferum.ru',
  'vkvideo.ru',
  'mts-link.ru',
  'telemost.yandex.ru',
  'jazz.sber.ru',
  'salutejazz.ru',
];
