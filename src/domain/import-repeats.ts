import type { LessonDraft } from './import-lesson-rows.js';
import { fullerSubject, sameSubject } from './import-match.js';

/** What lessons meet in: a group at a moment. */
export const slotOf = ({ groupId, startsAt }: { groupId: string; startsAt: number }) =>
  `${groupId}|${startsAt}`;

/** The teacher that a row names: by id, else by name. */
export const teacherIn = ({ teacherId, teacherName }: LessonDraft): string | undefined =>
  teacherId || teacherName;

/** Whether two rows of one table say one lesson. Without a subgroup another teacher means another half of the group. */
export function isRepeat(one: LessonDraft, other: LessonDraft): boolean {
  if (one.id || other.id || one.subgroup !== other.subgroup || !sameSubject(one.subject, other.subject))
    return false;
  const [a, b] = [teacherIn(one), teacherIn(other)];
  return one.subgroup !== '' || !a || !b || a === b;
}

/** Rows by the time and the group they are for. */
function bySlot(drafts: readonly LessonDraft[]): LessonDraft[][] {
  const slots = new Map<string, LessonDraft[]>();
  for (const draft of drafts) slots.set(slotOf(draft), [...(slots.get(slotOf(draft)) ?? []), draft]);
  return [...slots.values()];
}

/** A table's rows with those that say one lesson twice as one: the first row's word counts, the others fill its gaps. */
export function withoutRepeats(drafts: readonly LessonDraft[]): LessonDraft[] {
  return bySlot(drafts).flatMap((slot) => {
    const kept: LessonDraft[] = [];
    for (const draft of slot) {
      const at = kept.findIndex((other) => isRepeat(other, draft));
      const first = kept[at];
      const said = Object.fromEntries(Object.entries(first ?? {}).filter(([, value]) => value !== ''));
      if (first) kept[at] = { ...draft, ...said, subject: fullerSubject(first.subject, draft.subject) };
      else kept.push(draft);
    }
    return kept;
  });
}

/** Rows of one table that mean one lesson but for the teacher: subgroups that the page doesn't number. */
export function unnumberedSubgroups(drafts: readonly LessonDraft[]): Set<LessonDraft> {
  const whole = drafts.filter((draft) => !draft.subgroup && !draft.id);
  const found = bySlot(whole).flatMap((slot) =>
    slot.filter((one) => slot.some((other) => other !== one && sameSubject(one.subject, other.subject))),
  );
  return new Set(found);
}
