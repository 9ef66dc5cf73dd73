import { problemAt } from './import-groups.js';
import type { LessonContext, LessonDraft } from './import-lesson-rows.js';
import { sameSubject } from './import-match.js';
import { laidOver } from './import-merge.js';
import { reasons } from './import-reasons.js';
import { isRepeat, slotOf, teacherIn, unnumberedSubgroups, withoutRepeats } from './import-repeats.js';
import { subjectKey, type Lesson } from './lessons.js';
import type { ImportProblem } from './tables.js';
import { clockOf } from './time.js';

/** One lesson while the import's tables are laid over each other. */
export interface Entry {
  lesson: Lesson;
  /** The lesson as the roster has it. */
  readonly known: boolean;
  /** Which tables named it; the first one's word counts. */
  readonly claimedBy: { table: number; draft: LessonDraft }[];
}

/** The lessons of an import, found by id or by slot. */
export class Entries {
  readonly #byId = new Map<string, Entry>();
  readonly #given = new Map<string, Entry>();
  readonly #bySlot = new Map<string, Entry[]>();

  constructor(known: readonly Lesson[]) {
    for (const lesson of known) this.add({ lesson, known: true, claimedBy: [] });
  }

  add(entry: Entry): void {
    this.#byId.set(entry.lesson.id, entry);
    this.#index(entry);
  }

  #index(entry: Entry): void {
    const slot = slotOf(entry.lesson);
    this.#bySlot.set(slot, [...(this.#bySlot.get(slot) ?? []), entry]);
  }

  update(entry: Entry, lesson: Lesson): void {
    const moved = slotOf(entry.lesson) !== slotOf(lesson);
    if (moved) {
      const slot = slotOf(entry.lesson);
      this.#bySlot.set(
        slot,
        (this.#bySlot.get(slot) ?? []).filter((other) => other !== entry),
      );
    }
    entry.lesson = lesson;
    if (moved) this.#index(entry);
  }

  /** By its own id, or by one that a row of this import has given to it. */
  byId(id: string): Entry | undefined {
    return this.#given.get(id) ?? this.#byId.get(id);
  }

  give(id: string, entry: Entry): void {
    this.#given.set(id, entry);
  }

  inSlot(draft: LessonDraft): Entry[] {
    return this.#bySlot.get(slotOf(draft)) ?? [];
  }

  all(): Entry[] {
    return [...this.#byId.values()];
  }
}

/** A row that names nobody is sooner a lesson of which nobody is known. */
function sameTeacher(lesson: Lesson, draft: LessonDraft): boolean {
  if (draft.teacherId) return lesson.teacherId === draft.teacherId;
  if (draft.teacherName) return lesson.teacherName === draft.teacherName;
  return !lesson.teacherId && !lesson.teacherName;
}

/** Lessons at a row's time, of its group and subject, that no row of its table has claimed yet. */
const freeInSlot = (entries: Entries, draft: LessonDraft, table: number): Entry[] =>
  entries
    .inSlot(draft)
    .filter(
      ({ lesson, claimedBy }) =>
        claimedBy.at(-1)?.table !== table && sameSubject(lesson.subject, draft.subject),
    )
    .sort((a, b) => {
      const exact = (entry: Entry) =>
        subjectKey(entry.lesson.subject) === subjectKey(draft.subject) ? 0 : 1;
      return exact(a) - exact(b) || (a.lesson.id < b.lesson.id ? -1 : 1);
    });

/**
 * The lesson a row means, of those no other row of its table has claimed: equal start, group, subgroup and subject. A row
 * that names no subgroup (a page that prints none) is its teacher's lesson of the same subject. `exactly`: only the very
 * subject and subgroup; such rows choose first. The order of ids decides between equals, so that it is always the same.
 */
function findBySlot(
  entries: Entries,
  draft: LessonDraft,
  table: number,
  exactly: boolean,
): Entry | undefined {
  const key = subjectKey(draft.subject);
  const loose = freeInSlot(entries, draft, table);
  const free = exactly ? loose.filter(({ lesson }) => subjectKey(lesson.subject) === key) : loose;
  const same = free.filter(({ lesson }) => lesson.subgroup === draft.subgroup);
  const byTeacher = (list: readonly Entry[]) => list.find(({ lesson }) => sameTeacher(lesson, draft));
  if (exactly) return byTeacher(same) ?? (draft.subgroup || !teacherIn(draft) ? same[0] : undefined);
  const anywhere = !draft.subgroup && Boolean(teacherIn(draft));
  return byTeacher(same) ?? (anywhere ? byTeacher(free) : undefined) ?? same[0];
}

/** Whether another row of the same table has named this lesson by a third name of its subject. */
const isSaidAlready = (entries: Entries, draft: LessonDraft, table: number): boolean =>
  !draft.id &&
  entries.inSlot(draft).some(({ lesson, claimedBy }) => {
    const last = claimedBy.at(-1);
    const said = last && { ...last.draft, subject: lesson.subject };
    return last?.table === table && said !== undefined && isRepeat(said, draft);
  });

const freeSubgroup = (entries: Entries, draft: LessonDraft): string => {
  const used = new Set(entries.inSlot(draft).map(({ lesson }) => lesson.subgroup));
  for (let number = 1; ; number++) if (!used.has(String(number))) return String(number);
};

/** Why two rows of one table can't be one lesson. */
const meeting = (id: string, { id: other, place }: LessonDraft): string =>
  other === undefined || other === id ? reasons.duplicateId(id, place.line) : reasons.idsMeet(id, other);

/** Lays one table over what is known so far; returns the rows that contradict it. */
export function layTable(
  entries: Entries,
  drafts: readonly LessonDraft[],
  table: number,
  context: LessonContext,
  shortId: (text: string) => string,
): ImportProblem[] {
  const problems: ImportProblem[] = [];
  const once = withoutRepeats(drafts);
  const subgroups = unnumberedSubgroups(once);
  const idOf = (draft: LessonDraft) => (draft.id ? shortId(`lesson:${draft.id}`) : undefined);
  const claim = (entry: Entry, draft: LessonDraft) => {
    const [first] = entry.claimedBy;
    const last = entry.claimedBy.at(-1);
    if (last?.table === table) {
      if (draft.id) problems.push(problemAt(draft.place, 'lesson_id', meeting(draft.id, last.draft)));
      return;
    }
    if (first && first.draft.startsAt !== draft.startsAt) {
      const [there, here] = [first.draft, draft].map(
        ({ day, startsAt }) => `${day} в ${clockOf(startsAt, context.zone)}`,
      );
      problems.push(
        problemAt(draft.place, 'start', reasons.otherTime(there ?? '', here ?? '', first.draft.place.file)),
      );
      return;
    }
    const id = idOf(draft);
    if (id) entries.give(id, entry);
    const laid = laidOver(entry.lesson, entry.lesson.id, draft, first !== undefined);
    // The first table that tells the mode is believed.
    const untold = entry.claimedBy.every((claimed) => !claimed.draft.mode);
    entry.claimedBy.push({ table, draft });
    entries.update(entry, untold && draft.mode ? { ...laid, mode: draft.mode } : laid);
  };

  // From the surest to the least sure: by id, by the very slot, by abbreviation or teacher, any subgroup left over.
  const anyLeft = (draft: LessonDraft) =>
    subgroups.has(draft)
      ? freeInSlot(entries, draft, table).find(({ lesson }) => lesson.subgroup !== '')
      : undefined;
  const finders: ((draft: LessonDraft) => Entry | undefined)[] = [
    (draft) => entries.byId(idOf(draft) ?? ''),
    (draft) => findBySlot(entries, draft, table, true),
    (draft) => findBySlot(entries, draft, table, false),
    anyLeft,
  ];
  let rest: readonly LessonDraft[] = once;
  for (const find of finders) {
    rest = rest.filter((draft) => {
      const entry = find(draft);
      if (entry) claim(entry, draft);
      return !entry;
    });
  }
  for (const draft of rest) {
    // A second row with an id that this very table has just brought.
    const sameId = entries.byId(idOf(draft) ?? '');
    if (sameId) {
      claim(sameId, draft);
      continue;
    }
    if (isSaidAlready(entries, draft, table)) continue;
    const numbered = subgroups.has(draft) ? { ...draft, subgroup: freeSubgroup(entries, draft) } : draft;
    const made =
      idOf(draft) ?? shortId(`lesson:${slotOf(draft)}|${numbered.subgroup}|${subjectKey(draft.subject)}`);
    entries.add({
      lesson: laidOver(undefined, made, numbered, false),
      known: false,
      claimedBy: [{ table, draft }],
    });
  }
  return problems;
}
