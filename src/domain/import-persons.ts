import type { PeopleRules } from './import-people.js';
import { problemAt } from './import-groups.js';
import { reasons } from './import-reasons.js';
import { normalizeName, type Person, type PersonKind, type StaffRole } from './people.js';
import type { ImportProblem, ParentRow, Place, StaffRow, StudentRow, TeacherRow } from './tables.js';

export type PersonRow = StudentRow | TeacherRow | ParentRow | StaffRow;

/** A person as the rows of an import describe them; several rows may describe one. */
export interface Draft {
  readonly id: string;
  readonly place: Place;
  /** Named by an id rather than found by name. */
  readonly certain: boolean;
  /** The same person in the roster. */
  readonly base?: Person;
  readonly lastName: string;
  readonly firstName: string;
  readonly middleName?: string;
  /** Absent = no file of this import has columns of contacts. */
  readonly contacts?: readonly string[];
  readonly groupId?: string;
  readonly birthDate?: string;
  readonly childIds?: readonly string[];
  readonly role?: StaffRole;
  readonly left: boolean;
}

type OwnFields = Pick<Draft, 'groupId' | 'birthDate' | 'childIds' | 'role' | 'left'>;
/** What a person is compared by, whether of the roster or of a file. */
type Comparable = Pick<Draft, 'middleName' | 'contacts' | 'groupId' | 'birthDate' | 'childIds'> & {
  readonly id: string;
};

const nameKey = (who: { lastName: string; firstName: string }): string =>
  normalizeName(`${who.lastName} ${who.firstName}`);

/** The keyed hashes of a row's contacts (several in a cell: by comma, semicolon or line); undefined without such columns. */
function contactsOf(row: PersonRow, rules: PeopleRules): { hashes?: string[]; problems: ImportProblem[] } {
  const problems: ImportProblem[] = [];
  if (row.phone === undefined && row.email === undefined) return { problems };
  const hashes: string[] = [];
  for (const kind of ['phone', 'email'] as const) {
    for (const text of (row[kind] ?? '').split(/[,;\n]/)) {
      if (!text.trim()) continue;
      const hash = rules.hashContact(kind, text.trim());
      if (hash) hashes.push(hash);
      else
        problems.push(problemAt(row.place, kind, kind === 'phone' ? reasons.badPhone() : reasons.badEmail()));
    }
  }
  return { hashes, problems };
}

/** Whether two records may be one person, beyond their equal surname and first name. */
function isSame(a: Comparable, b: Comparable, kind: PersonKind): boolean {
  if (a.middleName && b.middleName && normalizeName(a.middleName) !== normalizeName(b.middleName))
    return false;
  const share = (x: readonly string[] = [], y: readonly string[] = []) => x.some((item) => y.includes(item));
  if (kind === 'student')
    return a.birthDate && b.birthDate ? a.birthDate === b.birthDate : a.groupId === b.groupId;
  if (kind === 'parent') return share(a.childIds, b.childIds) || share(a.contacts, b.contacts);
  return true;
}

/** People by surname and first name, to find one without an id. */
class ByName<T extends Comparable & { lastName: string; firstName: string }> {
  readonly #found = new Map<string, T[]>();

  constructor(people: readonly T[]) {
    for (const person of people) this.add(person);
  }

  add(person: T): void {
    const key = nameKey(person);
    const namesakes = this.#found.get(key);
    if (namesakes) namesakes.push(person);
    else this.#found.set(key, [person]);
  }

  /** Those who may be this person; when several, those of the same group and patronymic if any. */
  find(who: Comparable & { lastName: string; firstName: string }, kind: PersonKind): T[] {
    const all = (this.#found.get(nameKey(who)) ?? []).filter((person) => isSame(who, person, kind));
    if (all.length < 2) return all;
    const near = all.filter(
      (person) => person.groupId === who.groupId && (!who.middleName || person.middleName === who.middleName),
    );
    return near.length > 0 ? near : all;
  }
}

/** Joins two descriptions of one person: what the first leaves open is taken from the second. */
function join(first: Draft, second: Draft): Draft {
  return {
    ...second,
    ...first,
    middleName: first.middleName || (second.middleName ?? ''),
    ...((first.contacts ?? second.contacts) && {
      contacts: [...(first.contacts ?? []), ...(second.contacts ?? [])],
    }),
    ...((first.childIds ?? second.childIds) && {
      childIds: [...(first.childIds ?? []), ...(second.childIds ?? [])],
    }),
    left: first.left && second.left,
  };
}

/** What makes a person without an id the same one at the next import. */
function identityOf(draft: Draft, kind: PersonKind): string {
  const name = normalizeName([draft.lastName, draft.firstName, draft.middleName].filter(Boolean).join(' '));
  const own =
    kind === 'student' ? draft.birthDate || draft.groupId : kind === 'parent' ? draft.childIds?.[0] : '';
  return `${kind}:${name}:${own ?? ''}`;
}

/**
 * One draft a person out of the rows of one table. Rows with an id are matched by it; a new id whose name is that of
 * somebody in the roster whom no other row names is that person under a new id (`renamed`: new → old). Rows without an id
 * are matched by name and birth date, else group (parents: a child or a contact in common).
 */
export function draftsOf(
  rows: readonly { readonly row: PersonRow; readonly hasIds: boolean }[],
  known: readonly Person[],
  kind: PersonKind,
  idColumn: string,
  rules: PeopleRules,
  own: (row: PersonRow) => OwnFields | ImportProblem,
): { drafts: Draft[]; renamed: Map<string, string>; problems: ImportProblem[] } {
  const problems: ImportProblem[] = [];
  const knownById = new Map(known.map((person) => [person.id, person]));
  const certainIds = new Set(rows.flatMap(({ row }) => (row.id ? [`${kind}:${row.id}`] : [])));
  const roster = new ByName(known.filter((person) => !certainIds.has(person.id)));
  const drafts = new Map<string, Draft>();
  const named = new ByName<Draft>([]);
  const renamed = new Map<string, string>();
  const taken = new Set<string>();

  for (const { row } of rows) {
    const fields = own(row);
    const contacts = contactsOf(row, rules);
    problems.push(...contacts.problems);
    if ('reason' in fields) {
      problems.push(fields);
      continue;
    }
    const draft: Draft = {
      id: row.id ? `${kind}:${row.id}` : '',
      certain: row.id !== undefined,
      place: row.place,
      lastName: row.lastName,
      firstName: row.firstName,
      ...(row.middleName !== undefined && { middleName: row.middleName }),
      ...(contacts.hashes && { contacts: contacts.hashes }),
      ...fields,
    };
    const sameSheet = (other: Draft) =>
      other.place.file === row.place.file && other.place.sheet === row.place.sheet;

    const twins = draft.certain
      ? [drafts.get(draft.id)].filter((twin) => twin !== undefined)
      : named.find(draft, kind);
    const [twin] = twins;
    if (twin && twins.length === 1) {
      if (kind !== 'parent' && sameSheet(twin)) {
        const reason = draft.certain
          ? reasons.duplicateId(row.id ?? '', twin.place.line)
          : reasons.repeatedPerson(`${row.lastName} ${row.firstName}`, twin.place.line);
        problems.push(problemAt(row.place, draft.certain ? idColumn : 'last_name', reason));
      } else {
        // The twin's entry in the index by name is left as it is: names and birth dates of one person are equal.
        drafts.set(twin.id, join(drafts.get(twin.id) ?? twin, draft));
      }
      continue;
    }
    const exact = draft.certain ? knownById.get(draft.id) : undefined;
    const candidates = exact ? [] : roster.find(draft, kind).filter((person) => !taken.has(person.id));
    if (twins.length > 1 || (!draft.certain && candidates.length > 1)) {
      problems.push(
        problemAt(row.place, 'last_name', reasons.ambiguousPerson(`${row.lastName} ${row.firstName}`)),
      );
      continue;
    }
    const base = exact ?? (candidates.length === 1 ? candidates[0] : undefined);
    const id = draft.certain ? draft.id : (base?.id ?? `${kind}:${rules.shortId(identityOf(draft, kind))}`);
    if (base) taken.add(base.id);
    if (base && base.id !== id) renamed.set(id, base.id);
    const settled = { ...draft, id, ...(base && { base }) };
    drafts.set(id, settled);
    named.add(settled);
  }
  return { drafts: [...drafts.values()], renamed, problems };
}
