import { problemAt } from './import-groups.js';
import { reasons } from './import-reasons.js';
import type { Lesson } from './lessons.js';
import type { Bell, BellRow, ImportProblem, LessonRow } from './tables.js';
import { clockOf, weekdayOf, type Day, type Zone } from './time.js';

export interface Span {
  readonly start: string;
  readonly end: string;
}

/** `H:mm` as `HH:mm`, so that times compare as texts. */
export const paddedTime = (time: string): string => time.padStart(5, '0');

/** Bells out of rows; one pair has one time a weekday. */
export function planBells(rows: readonly BellRow[]): { bells: Bell[]; problems: ImportProblem[] } {
  const problems: ImportProblem[] = [];
  const bells = new Map<string, Bell>();
  for (const { place, pair, start, end, weekday } of rows) {
    const bell = { pair, start: paddedTime(start), end: paddedTime(end), ...(weekday && { weekday }) };
    const key = `${pair}@${weekday ?? ''}`;
    const twin = bells.get(key);
    if (bell.start >= bell.end) problems.push(problemAt(place, 'end', reasons.endBeforeStart()));
    else if (twin && (twin.start !== bell.start || twin.end !== bell.end)) {
      problems.push(problemAt(place, 'pair', reasons.duplicateBell(pair)));
    } else bells.set(key, bell);
  }
  const sorted = [...bells.values()].sort((a, b) => a.pair - b.pair || (a.weekday ?? 0) - (b.weekday ?? 0));
  return { bells: sorted, problems };
}

interface Vote extends Span {
  count: number;
}

/** Times of pairs: from bells, else learnt from lessons already known and from the import's own rows that have times. */
export class PairTimes {
  readonly #bells: ReadonlyMap<string, Span>;
  #votes: Map<string, Map<string, Vote>> | undefined;

  constructor(
    bells: readonly Bell[],
    private readonly lessons: readonly Lesson[],
    private readonly rows: readonly LessonRow[],
    private readonly zone: Zone,
  ) {
    this.#bells = new Map(
      bells.map(({ pair, start, end, weekday }) => [`${pair}@${weekday ?? ''}`, { start, end }]),
    );
  }

  /** Counted only when some row has no time: most timetables have. */
  #counted(): Map<string, Map<string, Vote>> {
    if (this.#votes) return this.#votes;
    this.#votes = new Map();
    for (const { start, end, pair, day } of this.rows) {
      if (start && end && pair) this.#vote(pair, day, '', { start: paddedTime(start), end: paddedTime(end) });
    }
    for (const lesson of this.lessons) {
      if (!lesson.pair) continue;
      const span = { start: clockOf(lesson.startsAt, this.zone), end: clockOf(lesson.endsAt, this.zone) };
      this.#vote(lesson.pair, lesson.day, lesson.groupId, span);
    }
    return this.#votes;
  }

  #vote(pair: number, day: Day, groupId: string, span: Span): void {
    const near = groupId ? [`${pair}@${day}@${groupId}`] : [];
    for (const key of [...near, `${pair}@${day}`, `${pair}@w${weekdayOf(day)}`, `${pair}`]) {
      const votes = this.#votes?.get(key) ?? new Map<string, Vote>();
      const text = `${span.start}-${span.end}`;
      const vote = votes.get(text) ?? { ...span, count: 0 };
      vote.count++;
      votes.set(text, vote);
      this.#votes?.set(key, votes);
    }
  }

  /**
   * A pair's time (contract): from the bells of that weekday or of every day, else from the known lessons of that pair,
   * nearest first: this group's that day, anyone's that day, that weekday, ever. The commonest wins, then the earliest.
   */
  of(pair: number, day: Day, groupId: string): Span | undefined {
    const weekday = weekdayOf(day);
    const bell = this.#bells.get(`${pair}@${weekday}`) ?? this.#bells.get(`${pair}@`);
    if (bell) return bell;
    for (const key of [`${pair}@${day}@${groupId}`, `${pair}@${day}`, `${pair}@w${weekday}`, `${pair}`]) {
      const votes = [...(this.#counted().get(key)?.values() ?? [])];
      const [best] = votes.sort((a, b) => b.count - a.count || (a.start + a.end < b.start + b.end ? -1 : 1));
      if (best) return best;
    }
    return undefined;
  }
}
