import { problemAt, unknownGroup } from './import-groups.js';
import { groupKey, matchGroupName, teacherKey } from './import-match.js';
import { reasons } from './import-reasons.js';
import { paddedTime, type PairTimes } from './import-times.js';
import { linkProblem, type LessonMode } from './lessons.js';
import { shortName, type Group, type Person } from './people.js';
import type { ImportProblem, LessonRow, Place } from './tables.js';
import { momentOf, type Day, type Instant, type Zone } from './time.js';

/** A lesson as one row describes it, its group, teacher and time found. Absent = the row doesn't say; `''` = it says none. */
export interface LessonDraft {
  readonly place: Place;
  readonly id?: string;
  readonly day: Day;
  readonly pair?: number;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly groupId: string;
  readonly subgroup: string;
  readonly subject: string;
  readonly teacherId?: string;
  readonly teacherName?: string;
  readonly room?: string;
  readonly building?: string;
  readonly mode?: LessonMode;
  readonly link?: string;
  readonly change?: LessonRow['change'];
}

/** Teachers by id and by «surname and initials», where only one has them. */
export class Teachers {
  readonly #byId = new Map<string, Person>();
  readonly #byName = new Map<string, Person | undefined>();

  constructor(people: readonly Person[]) {
    for (const person of people) {
      if (person.kind !== 'teacher') continue;
      this.#byId.set(person.id, person);
      const key = teacherKey([person.lastName, person.firstName, person.middleName ?? ''].join(' '));
      if (key) this.#byName.set(key, this.#byName.has(key) ? undefined : person);
    }
  }

  get any(): boolean {
    return this.#byId.size > 0;
  }
  byId(id: string): Person | undefined {
    return this.#byId.get(`teacher:${id}`);
  }
  byName(text: string): Person | undefined {
    const key = teacherKey(text);
    return key ? this.#byName.get(key) : undefined;
  }
}

/** The group of a timetable's row; answers are remembered, for a timetable repeats its groups thousands of times. */
export class GroupNames {
  readonly #answers = new Map<string, ReturnType<typeof matchGroupName<Group>>>();

  constructor(readonly groups: readonly Group[]) {}

  match(name: string): ReturnType<typeof matchGroupName<Group>> {
    const known = this.#answers.get(name);
    const answer = known ?? matchGroupName(name, this.groups);
    if (!known) this.#answers.set(name, answer);
    return answer;
  }

  problem(name: string): string {
    const match = this.match(name);
    return match.kind === 'several'
      ? reasons.ambiguousGroup(name, match.names)
      : unknownGroup(name, this.groups);
  }
}

/** Moments of wall-clock times; a timetable has few different ones, and each costs calendar arithmetic. */
export class Moments {
  readonly #known = new Map<string, Instant>();

  constructor(private readonly zone: Zone) {}

  of(day: Day, time: string): Instant {
    const key = `${day} ${time}`;
    const known = this.#known.get(key) ?? momentOf(day, time, this.zone);
    this.#known.set(key, known);
    return known;
  }
}

export interface LessonContext {
  readonly moments: Moments;
  readonly groups: GroupNames;
  readonly teachers: Teachers;
  readonly times: PairTimes;
  readonly callHosts: readonly string[];
  readonly zone: Zone;
}

/** A lesson's start and end (`HH:mm`), or the column and the reason why there are none. */
function timesOf(
  row: LessonRow,
  groupId: string,
  times: PairTimes,
): { start: string; end: string } | [string, string] {
  const ofPair = row.pair && (!row.start || !row.end) ? times.of(row.pair, row.day, groupId) : undefined;
  const start = row.start ? paddedTime(row.start) : ofPair?.start;
  const end = row.end ? paddedTime(row.end) : ofPair?.end;
  if (!start) return row.pair ? ['pair', reasons.noTime(row.pair)] : ['pair', reasons.noPairNorTime()];
  if (!end) return ['end', reasons.noEnd()];
  return end > start ? { start, end } : ['end', reasons.endBeforeStart()];
}

/** «(1 п/г)» after a group's name. */
const subgroupOf = (rest: string): string => /(\d)-?Я?(?:П\/?Г|ПОДГР)/.exec(rest)?.[1] ?? '';

/** Words in the place of a room that say «remote» and name no room. */
const NO_ROOM = /^(?:до|дист\.?|дистант|дистанционно|онлайн|online|remote|[-–—]+)$/i;

/** One row checked and resolved; every reason against it, not only the first. */
export function lessonDraft(row: LessonRow, context: LessonContext): LessonDraft | ImportProblem[] {
  const problems: ImportProblem[] = [];
  const refuse = (column: string, reason: string) => problems.push(problemAt(row.place, column, reason));

  const match = context.groups.match(row.group);
  if (match.kind !== 'found') refuse('group', context.groups.problem(row.group));
  const groupId = match.kind === 'found' ? match.group.id : '';

  const times = timesOf(row, groupId, context.times);
  if (Array.isArray(times)) refuse(...times);

  const byId = row.teacherId ? context.teachers.byId(row.teacherId) : undefined;
  // Without any teachers in the roster there is nothing to check the id against; the name is kept.
  if (row.teacherId && !byId && context.teachers.any)
    refuse('teacher_id', reasons.unknownTeacher(row.teacherId));
  const teacher = byId ?? (row.teacher ? context.teachers.byName(row.teacher) : undefined);
  const teacherName = teacher ? shortName(teacher) : row.teacher;

  const badLink = row.link ? linkProblem(row.link, context.callHosts) : undefined;
  if (badLink) refuse('link', reasons.link(badLink));

  if (problems.length > 0 || Array.isArray(times) || match.kind !== 'found') return problems;
  const room = row.room && NO_ROOM.test(row.room.trim()) ? '' : row.room;
  return {
    place: row.place,
    ...(row.id && { id: row.id }),
    day: row.day,
    ...(row.pair && { pair: row.pair }),
    startsAt: context.moments.of(row.day, times.start),
    endsAt: context.moments.of(row.day, times.end),
    groupId,
    subgroup: row.subgroup || subgroupOf(match.rest),
    subject: row.subject,
    ...(teacher && { teacherId: teacher.id }),
    ...(teacherName !== undefined && { teacherName }),
    ...(room !== undefined && { room }),
    ...(row.building !== undefined && { building: row.building }),
    ...(row.mode && { mode: row.mode }),
    ...(row.link && { link: row.link }),
    ...(row.change && { change: row.change }),
  };
}

/** `group|day` of everything a timetable speaks for: each group it names on each day it names (contract). */
export function coverageOf(
  groups: readonly string[],
  days: readonly Day[],
  names: GroupNames,
): { groupIds: string[]; days: Day[] } {
  const groupIds = new Set<string>();
  for (const name of new Map(groups.map((group) => [groupKey(group), group])).values()) {
    const match = names.match(name);
    if (match.kind === 'found') groupIds.add(match.group.id);
  }
  return { groupIds: [...groupIds], days: [...new Set(days)].sort() };
}
