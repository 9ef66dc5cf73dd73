import type { Counts } from './tables.js';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  const texts = new Set(a);
  return a.length === b.length && b.every((item) => texts.has(item));
}

/** Whether two records have the same content: absent and undefined fields alike, lists of plain texts without order. */
export function sameContent(a: object, b: object): boolean {
  if (!isRecord(a) || !isRecord(b)) return false;
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const [x, y] = [a[key], b[key]];
    const same = Array.isArray(x) && Array.isArray(y) ? sameList(x, y) : x === y;
    if (!same) return false;
  }
  return true;
}

/** What has to be written for `wanted` to replace what is known. */
export interface Difference<T> {
  readonly put: T[];
  readonly remove: string[];
  readonly counts: Counts;
}

/**
 * Compares records by id. `renamed` maps a new id to the one it replaces: such a record counts as changed, and the old id
 * is removed.
 */
export function difference<T extends { readonly id: string }>(
  known: ReadonlyMap<string, T>,
  wanted: readonly T[],
  removed: readonly string[],
  renamed: ReadonlyMap<string, string> = new Map(),
): Difference<T> {
  const put: T[] = [];
  const counts = { added: 0, changed: 0, unchanged: 0 };
  for (const record of wanted) {
    const before = known.get(record.id);
    if (before && sameContent(before, record)) {
      counts.unchanged++;
      continue;
    }
    put.push(record);
    if (before || renamed.has(record.id)) counts.changed++;
    else counts.added++;
  }
  const kept = new Set(wanted.map((record) => record.id));
  const remove = [...new Set([...removed, ...renamed.values()])].filter(
    (id) => known.has(id) && !kept.has(id),
  );
  const replaced = new Set(renamed.values());
  return { put, remove, counts: { ...counts, removed: remove.filter((id) => !replaced.has(id)).length } };
}

/** Removing more than this share of a table's people is taken for a mistake (contract). */
export const PEOPLE_SHARE = 0.2;
/** … and of the lessons of the days a file covers. */
export const LESSONS_SHARE = 0.5;

/** A share as a whole per cent, rounded up so that «more than 20 %» never prints as 20. */
export const percentOf = (part: number, whole: number): number => Math.ceil((part / whole) * 100 - 1e-9);
