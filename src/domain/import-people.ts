import { difference, PEOPLE_SHARE, percentOf, type Difference } from './import-diff.js';
import { isStudying, isWhole, problemAt, rowsOf, unknownGroup, type GroupPlan } from './import-groups.js';
import { groupKey } from './import-match.js';
import { draftsOf, type Draft, type PersonRow } from './import-persons.js';
import { reasons } from './import-reasons.js';
import type { Person, PersonKind } from './people.js';
import type { ImportProblem, Table } from './tables.js';

/** Turns a phone or an e-mail into its keyed hash; undefined when it can't be read. */
export type HashContact = (kind: 'phone' | 'email', text: string) => string | undefined;

export interface PeopleRules {
  readonly hashContact: HashContact;
  readonly shortId: (text: string) => string;
  readonly force: boolean;
}

export type PeopleTable = 'students' | 'teachers' | 'parents' | 'staff';

export interface PeoplePlan {
  /** The roster after this import. */
  readonly people: Person[];
  /** Of each table that the import has. */
  readonly differences: ReadonlyMap<PeopleTable, Difference<Person>>;
  /** People who have a new id, old → new. */
  readonly renamed: ReadonlyMap<string, string>;
  readonly problems: ImportProblem[];
}

const PEOPLE_TABLES: readonly { table: PeopleTable; kind: PersonKind; idColumn: string }[] = [
  { table: 'teachers', kind: 'teacher', idColumn: 'teacher_id' },
  { table: 'staff', kind: 'staff', idColumn: 'staff_id' },
  { table: 'students', kind: 'student', idColumn: 'student_id' },
  { table: 'parents', kind: 'parent', idColumn: 'parent_id' },
];

/** What a row says beyond a name and contacts, or why it can't be taken. `left`: the person goes. */
function ownFields(
  row: PersonRow,
  groups: GroupPlan,
  studentIds: ReadonlySet<string>,
  leftIds: ReadonlySet<string>,
): Pick<Draft, 'groupId' | 'birthDate' | 'childIds' | 'role' | 'left'> | ImportProblem {
  if ('group' in row) {
    const { group, birthDate } = row;
    const left = !isStudying(row);
    const found = groups.byName.get(groupKey(group));
    if (!found && !left) return problemAt(row.place, 'group', unknownGroup(group, groups.groups));
    return { left, groupId: found?.id ?? '', ...(birthDate !== undefined && { birthDate }) };
  }
  if ('studentId' in row) {
    const child = `student:${row.studentId}`;
    if (studentIds.has(child)) return { left: false, childIds: [child] };
    if (leftIds.has(child)) return { left: false, childIds: [] };
    return problemAt(row.place, 'student_id', reasons.unknownStudent(row.studentId));
  }
  return { left: false, ...('role' in row && { role: row.role }) };
}

function personOf(draft: Draft, kind: PersonKind): Person {
  const { base } = draft;
  const middleName = draft.middleName ?? base?.middleName;
  const common = {
    id: draft.id,
    lastName: draft.lastName,
    firstName: draft.firstName,
    ...(middleName && { middleName }),
    contacts: [...new Set(draft.contacts ?? base?.contacts)].sort(),
  };
  switch (kind) {
    case 'student': {
      const birthDate = draft.birthDate ?? (base?.kind === 'student' ? base.birthDate : undefined);
      return { ...common, kind, groupId: draft.groupId ?? '', ...(birthDate && { birthDate }) };
    }
    case 'parent': {
      const kept = !draft.certain && base?.kind === 'parent' ? base.childIds : [];
      return { ...common, kind, childIds: [...new Set([...kept, ...(draft.childIds ?? [])])].sort() };
    }
    case 'staff':
      return { ...common, kind, role: draft.role ?? 'office' };
    case 'teacher':
      return { ...common, kind };
  }
}

/** Every table of people against the roster: who comes, changes, goes, and every row that can't be taken. */
export function planPeople(
  tables: readonly Table[],
  everyone: readonly Person[],
  groups: GroupPlan,
  rules: PeopleRules,
): PeoplePlan {
  const problems: ImportProblem[] = [];
  const differences = new Map<PeopleTable, Difference<Person>>();
  const roster = new Map(everyone.map((person) => [person.id, person]));
  const leftIds = new Set<string>();
  const renamed = new Map<string, string>();

  for (const { table, kind, idColumn } of PEOPLE_TABLES) {
    const rows: { row: PersonRow; hasIds: boolean }[] = rowsOf(tables, table);
    const [first] = rows;
    if (!first) continue;
    const known = everyone.filter((person) => person.kind === kind);
    const studentIds = new Set([...roster.keys()].filter((id) => id.startsWith('student:')));
    const read = draftsOf(rows, known, kind, idColumn, rules, (row) =>
      ownFields(row, groups, studentIds, leftIds),
    );
    problems.push(...read.problems);

    const goes = (draft: Draft) => draft.left || (kind === 'parent' && draft.childIds?.length === 0);
    const wanted = read.drafts.filter((draft) => !goes(draft)).map((draft) => personOf(draft, kind));
    const named = new Set(read.drafts.map((draft) => draft.id));
    const left = read.drafts.filter(goes).map((draft) => draft.id);
    const unnamed = isWhole(tables, table)
      ? known.filter((person) => !named.has(person.id)).map(({ id }) => id)
      : [];
    const knownById = new Map(known.map((person) => [person.id, person]));
    const diff = difference(knownById, wanted, [...left, ...unnamed], read.renamed);
    differences.set(table, diff);

    const { removed } = diff.counts;
    // Rows that can't be read make people look gone; then the rows are the news, not the share.
    if (!rules.force && read.problems.length === 0 && removed > known.length * PEOPLE_SHARE) {
      const reason = reasons.tooManyRemoved(percentOf(removed, known.length), removed, known.length);
      problems.push(problemAt({ ...first.row.place, line: 1 }, idColumn, reason));
    }
    for (const [to, from] of read.renamed) renamed.set(from, to);
    for (const id of left) leftIds.add(id);
    for (const id of diff.remove) roster.delete(id);
    for (const person of wanted) roster.set(person.id, person);
  }
  return { people: [...roster.values()], differences, renamed, problems };
}
