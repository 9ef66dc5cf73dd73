import { sameContent } from '../domain/import-diff.js';
import { planGroups, rowsOf, settleGroups } from '../domain/import-groups.js';
import { GroupNames, Moments, Teachers } from '../domain/import-lesson-rows.js';
import { planLessons, type LessonTable } from '../domain/import-lessons.js';
import { planPeople, type HashContact } from '../domain/import-people.js';
import { PairTimes, planBells } from '../domain/import-times.js';
import type { Lesson } from '../domain/lessons.js';
import type { Bell, Counts, ImportProblem, ImportReport, Table, TableName } from '../domain/tables.js';
import { addDays, type Day, type Zone } from '../domain/time.js';
import type { RosterStore, Security } from '../ports.js';
import { affectedLessons, hasWrites, withReferences } from './import-changes.js';

export interface ImportCollegeDeps {
  readonly store: RosterStore;
  readonly security: Pick<Security, 'parseContact' | 'hashContact' | 'shortId'>;
  /** Hosts whose call links are taken. */
  readonly callHosts: readonly string[];
  readonly zone: Zone;
}

export interface ImportOptions {
  /** Removes even what looks like too much (contract: more than 20 % of people, 50 % of lessons). */
  readonly force: boolean;
  /** What the reading of the files has found already; then nothing is applied, but everything is checked. */
  readonly problems?: readonly ImportProblem[];
  readonly progress?: (done: number, total: number) => void;
}

/** Checks the tables against the roster as a whole, then applies them, or returns every problem and changes nothing. */
export type ImportCollege = (tables: readonly Table[], options: ImportOptions) => Promise<ImportReport>;

/** Lessons this many days around the covered ones are looked at: a lesson with an id may have moved. */
const AROUND_DAYS = 62;

/** The first and last day that timetables name, or nothing when there are none. */
function spanOf(tables: readonly LessonTable[]): { from: Day; to: Day } | undefined {
  const days = new Set(
    tables.flatMap(({ rows, covers }) => [...rows.map((row) => row.day), ...(covers?.days ?? [])]),
  );
  const sorted = [...days].sort();
  const [from] = sorted;
  const to = sorted.at(-1);
  return from && to ? { from, to } : undefined;
}

/** The lessons that an import has to be compared with. */
async function knownLessons(
  store: RosterStore,
  tables: readonly LessonTable[],
  names: GroupNames,
): Promise<Lesson[]> {
  const span = spanOf(tables);
  if (!span) return [];
  const needsTimes = tables.some(({ rows }) => rows.some((row) => row.pair && (!row.start || !row.end)));
  const matched = new Set<string>();
  for (const table of tables) {
    for (const name of [...table.rows.map((row) => row.group), ...(table.covers?.groups ?? [])]) {
      const match = names.match(name);
      if (match.kind === 'found') matched.add(match.group.id);
    }
  }
  // A pair's time may be known from any group's lessons.
  const groupIds = needsTimes ? names.groups.map((group) => group.id) : [...matched];
  return store.lessonsOf(groupIds, addDays(span.from, -AROUND_DAYS), addDays(span.to, AROUND_DAYS));
}

function bellsAfter(
  tables: readonly Table[],
  known: readonly Bell[],
): { bells: readonly Bell[]; counts?: Counts; problems: ImportProblem[] } {
  const rows = rowsOf(tables, 'bells').map(({ row }) => row);
  if (rows.length === 0) return { bells: known, problems: [] };
  const { bells, problems } = planBells(rows);
  const key = (bell: Bell) => `${bell.pair}@${bell.weekday ?? ''}`;
  const before = new Map(known.map((bell) => [key(bell), bell]));
  const after = new Set(bells.map(key));
  const same = bells.filter((bell) => sameContent(bell, before.get(key(bell)) ?? {})).length;
  const met = bells.filter((bell) => before.has(key(bell))).length;
  const counts = {
    added: bells.length - met,
    changed: met - same,
    removed: known.filter((bell) => !after.has(key(bell))).length,
    unchanged: same,
  };
  return { bells, counts, problems };
}

/** Makes the import: `RosterStore` in, one report out. Throws only what the store throws. */
export function createImportCollege({ store, security, callHosts, zone }: ImportCollegeDeps): ImportCollege {
  const hashContact: HashContact = (kind, text) => {
    const contact = security.parseContact(text);
    return contact?.kind === kind ? security.hashContact(contact) : undefined;
  };
  const shortId = (text: string) => security.shortId(text);

  return async (tables, { force, problems: found = [], progress = () => undefined }) => {
    await store.resume();
    // With unreadable rows people only look gone: the shares say nothing then.
    const rules = { force: force || found.length > 0, shortId, hashContact };
    const [everyone, allGroups, knownBells] = await Promise.all([
      store.everyone(),
      store.allGroups(),
      store.bells(),
    ]);

    const groupPlan = planGroups(tables, allGroups, shortId);
    const people = planPeople(tables, everyone, groupPlan, rules);
    const groups = settleGroups(groupPlan, people.people);
    const bells = bellsAfter(tables, knownBells);

    const timetables = tables.filter((table): table is LessonTable => table.name === 'lessons');
    const names = new GroupNames(groups.groups);
    const known = await knownLessons(store, timetables, names);
    const rows = timetables.flatMap((table) => table.rows);
    const lessons = planLessons(
      timetables,
      known,
      {
        groups: names,
        teachers: new Teachers(people.people),
        timesFrom: (lessons) => new PairTimes(bells.bells, lessons, rows, zone),
        moments: new Moments(zone),
        callHosts,
        zone,
      },
      rules,
    );

    const errors = [
      ...found,
      ...groupPlan.problems,
      ...people.problems,
      ...groups.problems,
      ...bells.problems,
      ...lessons.problems,
    ];
    if (errors.length > 0) return { ok: false, tables: {}, errors };

    const kinds = [...people.differences.values()];
    const changes = withReferences(
      {
        persons: { put: kinds.flatMap((kind) => kind.put), remove: kinds.flatMap((kind) => kind.remove) },
        groups: { put: groups.difference.put, remove: groups.difference.remove },
        lessons: { put: lessons.difference.put, remove: lessons.difference.remove },
        ...(bells.counts && changed(bells.counts) && { bells: bells.bells }),
      },
      people.renamed,
      {
        people: people.people,
        groups: groups.groups,
        lessons: await affectedLessons(store, groupPlan, people.renamed),
      },
    );
    if (hasWrites(changes)) await store.apply(changes, progress);

    const report: Partial<Record<TableName, Counts>> = {};
    if (groupPlan.rows.length > 0 || groups.difference.put.length > 0)
      report.groups = groups.difference.counts;
    for (const [table, { counts }] of people.differences) report[table] = counts;
    if (timetables.length > 0) report.lessons = lessons.difference.counts;
    if (bells.counts) report.bells = bells.counts;
    return { ok: true, tables: report, errors: [] };
  };
}

/** Whether these counts stand for a change. */
export const changed = ({ added, changed: altered, removed }: Counts): boolean =>
  added + altered + removed > 0;
