import { problemAt } from './import-groups.js';
import type { LessonContext, LessonDraft } from './import-lesson-rows.js';
import { fullerSubject, sameSubject, teacherKey } from './import-match.js';
import { reasons } from './import-reasons.js';
import { subjectKey, type Lesson } from './lessons.js';
import type { ImportProblem } from './tables.js';
import { clockOf } from './time.js';

/** One lesson while the import's tables are laid over each other. */
interface Entry {
  lesson: Lesson;
  /** The lesson as the roster has it. */
  readonly known: boolean;
  /** Which tables named it; the first one's word counts. */
  readonly claimedBy: { table: number; draft: LessonDraft }[];
}

const slotOf = ({ groupId, startsAt }: { groupId: string; startsAt: number }) => `${groupId}|${startsAt}`;

function subjectOf(before: Lesson | undefined, draft: LessonDraft, fillOnly: boolean): string {
  if (!before) return draft.subject;
  if (sameSubject(before.subject, draft.subject)) return fullerSubject(before.subject, draft.subject);
  return fillOnly ? before.subject : draft.subject;
}

/** The teacher after a row: a name that doesn't tell who it is gives way to the same teacher known for certain. */
function teacherOf(
  before: Lesson | undefined,
  draft: LessonDraft,
  fillOnly: boolean,
): Pick<Lesson, 'teacherId' | 'teacherName'> {
  const silent = draft.teacherName === undefined && draft.teacherId === undefined;
  const known = before?.teacherId ?? before?.teacherName;
  const sameName = () =>
    before?.teacherName &&
    draft.teacherName &&
    teacherKey(before.teacherName) === teacherKey(draft.teacherName);
  const stays = silent || (fillOnly && known) || (before?.teacherId && !draft.teacherId && sameName());
  const { teacherId, teacherName } = (stays ? before : draft) ?? draft;
  return { ...(teacherId && { teacherId }), ...(teacherName && { teacherName }) };
}

/** Lays a row over a lesson. In one import the first table's word counts and later ones fill the gaps. */
function laidOver(before: Lesson | undefined, id: string, draft: LessonDraft, fillOnly: boolean): Lesson {
  const pick = (known: string | undefined, given: string | undefined) =>
    fillOnly ? known || given : given === undefined ? known : given;
  const sameStart = before?.startsAt === draft.startsAt;
  const times = fillOnly && before ? before : draft;
  const pair = fillOnly
    ? (before?.pair ?? draft.pair)
    : (draft.pair ?? (sameStart ? before?.pair : undefined));
  const room = pick(before?.room, draft.room);
  const building = pick(before?.building, draft.building);
  const link = pick(before?.link, draft.link);
  const change = fillOnly ? (before?.change ?? draft.change) : (draft.change ?? before?.change);
  const startedAt = sameStart ? before?.startedAt : undefined;
  return {
    id,
    day: times.day,
    ...(pair && { pair }),
    startsAt: times.startsAt,
    endsAt: times.endsAt,
    groupId: before && fillOnly ? before.groupId : draft.groupId,
    subgroup: draft.subgroup || before?.subgroup || '',
    subject: subjectOf(before, draft, fillOnly),
    ...teacherOf(before, draft, fillOnly),
    ...(room && { room }),
    ...(building && { building }),
    mode: (fillOnly ? before?.mode : draft.mode) ?? before?.mode ?? 'onsite',
    ...(link && { link }),
    ...(change && change !== 'none' && { change }),
    ...(startedAt && { startedAt }),
  };
}

/** The lessons of an import, found by id or by slot. */
export class Entries {
  readonly #byId = new Map<string, Entry>();
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

  byId(id: string): Entry | undefined {
    return this.#byId.get(id);
  }

  inSlot(draft: LessonDraft): Entry[] {
    return this.#bySlot.get(slotOf(draft)) ?? [];
  }

  all(): Entry[] {
    return [...this.#byId.values()];
  }
}

const sameTeacher = (lesson: Lesson, draft: LessonDraft): boolean =>
  draft.teacherId
    ? lesson.teacherId === draft.teacherId
    : Boolean(draft.teacherName) && lesson.teacherName === draft.teacherName;

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
  const isSubject = ({ subject }: Lesson) =>
    exactly ? subjectKey(subject) === key : sameSubject(subject, draft.subject);
  const free = entries
    .inSlot(draft)
    .filter(({ lesson, claimedBy }) => claimedBy.at(-1)?.table !== table && isSubject(lesson))
    .sort((a, b) => (a.lesson.id < b.lesson.id ? -1 : 1));
  const same = free.filter(({ lesson }) => lesson.subgroup === draft.subgroup);
  const byTeacher = (list: readonly Entry[]) => list.find(({ lesson }) => sameTeacher(lesson, draft));
  if (exactly) return byTeacher(same) ?? (draft.subgroup ? same[0] : undefined);
  return byTeacher(same) ?? (draft.subgroup ? undefined : byTeacher(free)) ?? same[0];
}

/** Whether an earlier row of the same table says the same. */
const isRepeated = (entries: Entries, draft: LessonDraft, table: number): boolean =>
  entries.inSlot(draft).some(({ claimedBy }) => {
    const last = claimedBy.at(-1);
    return (
      last?.table === table &&
      last.draft.subgroup === draft.subgroup &&
      subjectKey(last.draft.subject) === subjectKey(draft.subject)
    );
  });

/** Rows of one table that mean one lesson but for the teacher: subgroups that the page doesn't number. */
function unnumberedSubgroups(drafts: readonly LessonDraft[]): Set<LessonDraft> {
  const seen = new Map<string, LessonDraft>();
  const found = new Set<LessonDraft>();
  for (const draft of drafts) {
    if (draft.subgroup || draft.id) continue;
    const key = `${slotOf(draft)}|${subjectKey(draft.subject)}`;
    const twin = seen.get(key);
    if (!twin) seen.set(key, draft);
    else if ((twin.teacherId ?? twin.teacherName) !== (draft.teacherId ?? draft.teacherName))
      found.add(twin).add(draft);
  }
  return found;
}

const freeSubgroup = (entries: Entries, draft: LessonDraft): string => {
  const used = new Set(entries.inSlot(draft).map(({ lesson }) => lesson.subgroup));
  for (let number = 1; ; number++) if (!used.has(String(number))) return String(number);
};

/** Lays one table over what is known so far; returns the rows that contradict it. */
export function layTable(
  entries: Entries,
  drafts: readonly LessonDraft[],
  table: number,
  context: LessonContext,
  shortId: (text: string) => string,
): ImportProblem[] {
  const problems: ImportProblem[] = [];
  const subgroups = unnumberedSubgroups(drafts);
  const idOf = (draft: LessonDraft) => (draft.id ? shortId(`lesson:${draft.id}`) : undefined);
  const claim = (entry: Entry, draft: LessonDraft) => {
    const [first] = entry.claimedBy;
    const last = entry.claimedBy.at(-1);
    if (last?.table === table) {
      if (draft.id)
        problems.push(
          problemAt(draft.place, 'lesson_id', reasons.duplicateId(draft.id, last.draft.place.line)),
        );
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
    const laid = laidOver(entry.lesson, entry.lesson.id, draft, first !== undefined);
    // The first table that tells the mode is believed.
    const untold = entry.claimedBy.every((claimed) => !claimed.draft.mode);
    entry.claimedBy.push({ table, draft });
    entries.update(entry, untold && draft.mode ? { ...laid, mode: draft.mode } : laid);
  };

  const rest: LessonDraft[] = [];
  for (const draft of drafts) {
    const id = idOf(draft);
    const entry = id ? entries.byId(id) : undefined;
    if (entry) claim(entry, draft);
    else rest.push(draft);
  }
  const loose: LessonDraft[] = [];
  for (const draft of rest) {
    const entry = findBySlot(entries, draft, table, true);
    if (entry) claim(entry, draft);
    else loose.push(draft);
  }
  for (const draft of loose) {
    // A second row with an id that this very table has just brought.
    const sameId = draft.id ? entries.byId(idOf(draft) ?? '') : undefined;
    const entry = sameId ?? findBySlot(entries, draft, table, false);
    if (entry) {
      claim(entry, draft);
      continue;
    }
    if (!draft.id && !subgroups.has(draft) && isRepeated(entries, draft, table)) continue;
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
