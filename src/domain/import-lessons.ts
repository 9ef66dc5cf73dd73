import { difference, LESSONS_SHARE, percentOf, type Difference } from './import-diff.js';
import { problemAt } from './import-groups.js';
import { Entries, layTable, type Entry } from './import-lay.js';
import { reasons } from './import-reasons.js';
import { coverageOf, lessonDraft, type LessonContext, type LessonDraft } from './import-lesson-rows.js';
import type { PairTimes } from './import-times.js';
import type { Lesson } from './lessons.js';
import type { ImportProblem, Table } from './tables.js';

export type LessonTable = Extract<Table, { name: 'lessons' }>;

export interface LessonRules {
  readonly shortId: (text: string) => string;
  readonly force: boolean;
}

export interface LessonPlan {
  readonly difference: Difference<Lesson>;
  readonly problems: ImportProblem[];
}

/** What the rows are read with; a pair's time may be learnt from the lessons known. */
export interface TimetableContext extends Omit<LessonContext, 'times'> {
  readonly timesFrom: (known: readonly Lesson[]) => PairTimes;
}

/** Timetables laid once over what is known. */
interface Laid {
  /** What is known then. */
  readonly lessons: readonly Lesson[];
  /** Ids of those that some row names. */
  readonly named: ReadonlySet<string>;
  /** Ids of those that no row of a timetable for their day names any more. */
  readonly gone: readonly string[];
  /** Group and day that some timetable speaks for. */
  readonly isCovered: (lesson: Lesson) => boolean;
  readonly problems: readonly ImportProblem[];
}

function layOver(
  known: readonly Lesson[],
  tables: readonly LessonTable[],
  { timesFrom, ...rest }: TimetableContext,
  shortId: LessonRules['shortId'],
): Laid {
  const context = { ...rest, times: timesFrom(known) };
  const problems: ImportProblem[] = [];
  const covered = new Set<string>();
  const entries = new Entries(known);
  for (const [number, table] of tables.entries()) {
    const drafts: LessonDraft[] = [];
    for (const row of table.rows) {
      const draft = lessonDraft(row, context);
      if (Array.isArray(draft)) problems.push(...draft);
      else drafts.push(draft);
    }
    const groups = [...table.rows.map((row) => row.group), ...(table.covers?.groups ?? [])];
    const days = [...table.rows.map((row) => row.day), ...(table.covers?.days ?? [])];
    const coverage = coverageOf(groups, days, context.groups);
    for (const groupId of coverage.groupIds)
      for (const day of coverage.days) covered.add(`${groupId}|${day}`);
    problems.push(...layTable(entries, drafts, number, context, shortId));
  }

  const isCovered = (lesson: Lesson) => covered.has(`${lesson.groupId}|${lesson.day}`);
  const isNamed = (entry: Entry) => entry.claimedBy.length > 0;
  const isGone = (entry: Entry) => !isNamed(entry) && isCovered(entry.lesson);
  const all = entries.all();
  const idsOf = (some: readonly Entry[]) => some.map(({ lesson }) => lesson.id);
  return {
    lessons: all.filter((entry) => !isGone(entry)).map(({ lesson }) => lesson),
    named: new Set(idsOf(all.filter(isNamed))),
    gone: idsOf(all.filter(isGone)),
    isCovered,
    problems,
  };
}

const byId = (lessons: readonly Lesson[]): ReadonlyMap<string, Lesson> =>
  new Map(lessons.map((lesson) => [lesson.id, lesson]));

/** Of a hundred thousand random imports none took more than four; it has to end in any case. */
const ROUNDS_MAX = 8;

/**
 * Which lesson a row means, and when a pair is, depends on what is known. Where tables contradict each other, their own
 * result may be read another way, so they are laid over it again until nothing changes: the next import of the same tables
 * would do so.
 */
function settle(
  known: readonly Lesson[],
  tables: readonly LessonTable[],
  context: TimetableContext,
  shortId: LessonRules['shortId'],
): Laid {
  let before = known;
  let laid = layOver(before, tables, context, shortId);
  const named = new Set(laid.named);
  for (let round = 1; round < ROUNDS_MAX && laid.problems.length === 0; round++) {
    const { put, remove } = difference(byId(before), laid.lessons, laid.gone);
    if (put.length + remove.length === 0) break;
    before = laid.lessons;
    laid = layOver(before, tables, context, shortId);
    for (const id of laid.named) named.add(id);
  }
  return { ...laid, named };
}

/**
 * The timetables of an import against the lessons known (of the covered days and around them). Each table is the whole
 * truth for the groups and days it names; several tables add up, those with ids first.
 */
export function planLessons(
  tables: readonly LessonTable[],
  known: readonly Lesson[],
  context: TimetableContext,
  rules: LessonRules,
): LessonPlan {
  const ordered = [...tables].sort((a, b) => Number(b.hasIds) - Number(a.hasIds));
  const laid = settle(known, ordered, context, rules.shortId);
  const left = byId(laid.lessons);
  const diff = difference(
    byId(known),
    laid.lessons.filter(({ id }) => laid.named.has(id)),
    known.filter(({ id }) => !left.has(id)).map(({ id }) => id),
  );
  const problems = [...laid.problems];
  const ofCoveredDays = known.filter(laid.isCovered);
  const { removed } = diff.counts;
  const [first] = ordered;
  if (first && !rules.force && problems.length === 0 && removed > ofCoveredDays.length * LESSONS_SHARE) {
    const reason = reasons.tooManyLessonsRemoved(
      percentOf(removed, ofCoveredDays.length),
      removed,
      ofCoveredDays.length,
    );
    const place = first.rows[0]?.place;
    if (place) problems.push(problemAt({ ...place, line: 1 }, 'date', reason));
  }
  return { difference: diff, problems };
}
