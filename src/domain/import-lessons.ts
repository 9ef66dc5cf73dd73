import { difference, LESSONS_SHARE, percentOf, type Difference } from './import-diff.js';
import { problemAt } from './import-groups.js';
import { Entries, layTable } from './import-lay.js';
import { reasons } from './import-reasons.js';
import { coverageOf, lessonDraft, type LessonContext, type LessonDraft } from './import-lesson-rows.js';
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

/**
 * The timetables of an import against the lessons known (of the covered days and around them). Each table is the whole
 * truth for the groups and days it names; several tables add up, those with ids first.
 */
export function planLessons(
  tables: readonly LessonTable[],
  known: readonly Lesson[],
  context: LessonContext,
  rules: LessonRules,
): LessonPlan {
  const problems: ImportProblem[] = [];
  const covered = new Set<string>();
  const entries = new Entries(known);
  const ordered = [...tables].sort((a, b) => Number(b.hasIds) - Number(a.hasIds));
  for (const [number, table] of ordered.entries()) {
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
    problems.push(...layTable(entries, drafts, number, context, rules.shortId));
  }

  const isCovered = (lesson: Lesson) => covered.has(`${lesson.groupId}|${lesson.day}`);
  const ofCoveredDays = known.filter(isCovered);
  const named = entries.all().filter((entry) => entry.claimedBy.length > 0);
  const gone = entries.all().filter((entry) => entry.claimedBy.length === 0 && isCovered(entry.lesson));
  const diff = difference(
    new Map(known.map((lesson) => [lesson.id, lesson])),
    named.map((entry) => entry.lesson),
    gone.map((entry) => entry.lesson.id),
  );
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
