import { difference, type Difference } from './import-diff.js';
import { groupKey, nearestName } from './import-match.js';
import { reasons } from './import-reasons.js';
import type { Group, Person } from './people.js';
import type {
  BellRow,
  GroupRow,
  ImportProblem,
  LessonRow,
  ParentRow,
  Place,
  StaffRow,
  StudentRow,
  Table,
  TeacherRow,
} from './tables.js';

/** A problem of one cell of a row. */
export const problemAt = (place: Place, column: string, reason: string): ImportProblem => ({
  ...place,
  column,
  reason,
});

interface RowOf {
  groups: GroupRow;
  teachers: TeacherRow;
  students: StudentRow;
  parents: ParentRow;
  staff: StaffRow;
  lessons: LessonRow;
  bells: BellRow;
}

/** The rows of one table's files: those with an id column first, for they name their subject for certain. */
export function rowsOf<N extends Table['name']>(
  tables: readonly Table[],
  name: N,
): { row: RowOf[N]; hasIds: boolean }[] {
  const mine = tables.filter((table) => table.name === name);
  const ordered = mine.sort((a, b) => Number(b.hasIds) - Number(a.hasIds));
  return ordered.flatMap((table) =>
    (table.rows as readonly RowOf[N][]).map((row) => ({ row, hasIds: table.hasIds })),
  );
}

/** Whether the import speaks for the whole of a table: some file of it has an id column. */
export const isWhole = (tables: readonly Table[], name: Table['name']): boolean =>
  tables.some((table) => table.name === name && table.hasIds);

/** Groups by name, as the rest of the import sees them; curators are not yet known. */
export interface GroupPlan {
  readonly groups: readonly Group[];
  readonly byName: ReadonlyMap<string, Group>;
  /** Which row said what, to find its curator later. */
  readonly rows: readonly { readonly group: Group; readonly row: GroupRow }[];
  readonly known: ReadonlyMap<string, Group>;
  readonly removed: readonly Group[];
  readonly problems: readonly ImportProblem[];
}

const STUDYING =
  /^(active|studying|enrolled|student|current|актив\S*|учится|обучается|студент(ка)?|учащийся|учащаяся|обучающийся|обучающаяся|зачислена?)$/;
const LEFT =
  /^(inactive|left|expelled|dismissed|graduated?|transferred|withdrawn|suspended|archived?|(academic|on)[ _-]leave|отчислена?|выбыла?|выпущена?|выпускник|выпускница|переведена?|не учится|академ\S*( отпуск)?|в академ\S*( отпуске)?|архив\S*)$/;

/** A status as compared: case and ё/е don't matter. */
const plainStatus = (status: string): string => status.toLowerCase().replaceAll('ё', 'е').trim();

/** Whether a student of this status still studies. */
export const isStudying = (row: StudentRow): boolean => !row.status || STUDYING.test(plainStatus(row.status));

/** Whether the status is a word we know: an unknown one must put nobody out of the roster unseen. */
export const isKnownStatus = (status: string): boolean =>
  STUDYING.test(plainStatus(status)) || LEFT.test(plainStatus(status));

function groupOf(row: GroupRow, known: Group | undefined, id: string): Group {
  const specialtyCode = row.specialtyCode ?? known?.specialtyCode;
  const course = row.course ?? known?.course;
  const department = row.department ?? known?.department;
  const curatorId = row.curatorId === '' ? undefined : known?.curatorId;
  return {
    id,
    name: row.name,
    ...(specialtyCode && { specialtyCode }),
    ...(course && { course }),
    ...(department && { department }),
    ...(curatorId && { curatorId }),
  };
}

/**
 * The groups after this import. A group is known by its id, else by its name (then it keeps the id it has). Where a college
 * gives no groups table and none is known, the students' own groups make them.
 */
export function planGroups(
  tables: readonly Table[],
  knownGroups: readonly Group[],
  shortId: (text: string) => string,
): GroupPlan {
  const known = new Map(knownGroups.map((group) => [group.id, group]));
  const knownByName = new Map(knownGroups.map((group) => [groupKey(group.name), group]));
  const problems: ImportProblem[] = [];
  const rows: { group: Group; row: GroupRow }[] = [];
  const byId = new Map<string, { group: Group; row: GroupRow }>();
  const byName = new Map<string, { group: Group; row: GroupRow }>();

  for (const { row } of rowsOf(tables, 'groups')) {
    const key = groupKey(row.name);
    const before = (row.id ? known.get(row.id) : undefined) ?? knownByName.get(key);
    const id = before?.id ?? row.id ?? shortId(`group:${key}`);
    const twin = byName.get(key);
    const sameFile = twin?.row.place.file === row.place.file && twin.row.place.sheet === row.place.sheet;
    if (twin && sameFile) {
      problems.push(problemAt(row.place, 'group', reasons.duplicateGroup(row.name, twin.row.place.line)));
      continue;
    }
    if (twin) continue;
    const sameId = byId.get(id);
    if (sameId) {
      problems.push(problemAt(row.place, 'group_id', reasons.duplicateId(id, sameId.row.place.line)));
      continue;
    }
    const entry = { group: groupOf(row, before, id), row };
    rows.push(entry);
    byId.set(id, entry);
    byName.set(key, entry);
  }

  const whole = isWhole(tables, 'groups');
  const unnamed = knownGroups.filter((group) => !byId.has(group.id));
  for (const group of whole ? [] : unnamed) {
    const twin = byName.get(groupKey(group.name));
    if (twin) problems.push(problemAt(twin.row.place, 'group', reasons.nameTaken(group.name)));
  }
  const made = rows.length === 0 && knownGroups.length === 0 ? groupsOfStudents(tables, shortId) : [];
  const groups = [...rows.map((entry) => entry.group), ...(whole ? [] : unnamed), ...made];
  return {
    groups,
    byName: new Map(groups.map((group) => [groupKey(group.name), group])),
    rows,
    known,
    removed: whole ? unnamed : [],
    problems,
  };
}

function groupsOfStudents(tables: readonly Table[], shortId: (text: string) => string): Group[] {
  const made = new Map<string, Group>();
  for (const { row } of rowsOf(tables, 'students')) {
    const key = groupKey(row.group);
    if (isStudying(row) && !made.has(key)) made.set(key, { id: shortId(`group:${key}`), name: row.group });
  }
  return [...made.values()];
}

/** That a group isn't known, with the nearest name. */
export function unknownGroup(name: string, groups: readonly Group[]): string {
  const names = groups.map((group) => group.name);
  return reasons.unknownGroup(name, nearestName(name, names));
}

/** Gives groups their curators and checks that no group with students goes; `people` is the roster after this import. */
export function settleGroups(
  plan: GroupPlan,
  people: readonly Person[],
): { difference: Difference<Group>; groups: Group[]; problems: ImportProblem[] } {
  const problems: ImportProblem[] = [];
  const ids = new Set(people.map((person) => person.id));
  const anyone = people.some((person) => person.kind === 'teacher' || person.kind === 'staff');
  const curators = new Map<string, string>();
  for (const { group, row } of plan.rows) {
    if (!row.curatorId) continue;
    const found = [`teacher:${row.curatorId}`, `staff:${row.curatorId}`].find((id) => ids.has(id));
    // A college that imports its groups before its teachers isn't wrong: the curator is a teacher unless told otherwise.
    if (!found && anyone)
      problems.push(problemAt(row.place, 'curator_id', reasons.unknownCurator(row.curatorId)));
    curators.set(group.id, found ?? `teacher:${row.curatorId}`);
  }
  const groups = plan.groups.map((group) => {
    const curatorId = curators.get(group.id) ?? group.curatorId;
    return curatorId ? { ...group, curatorId } : group;
  });
  const [first] = plan.rows;
  for (const group of plan.removed) {
    const students = people.filter(
      (person) => person.kind === 'student' && person.groupId === group.id,
    ).length;
    if (students > 0 && first) {
      problems.push(
        problemAt({ ...first.row.place, line: 1 }, 'group', reasons.groupInUse(group.name, students)),
      );
    }
  }
  const named = groups.filter(
    (group) => plan.rows.some((entry) => entry.group.id === group.id) || !plan.known.has(group.id),
  );
  return {
    difference: difference(
      plan.known,
      named,
      plan.removed.map((group) => group.id),
    ),
    groups,
    problems,
  };
}
