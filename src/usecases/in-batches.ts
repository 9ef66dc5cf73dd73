/** Keys asked of the database at once: large enough for 20 000 people in a few calls, small enough for a filter. */
const BATCH = 1_000;

/** Asks (or writes) for many keys in calls of at most 1 000, one after another, and joins the answers in order. */
export async function inBatches<Key, Value>(
  keys: readonly Key[],
  load: (batch: readonly Key[]) => Promise<readonly Value[]>,
): Promise<Value[]> {
  const all: Value[] = [];
  for (let from = 0; from < keys.length; from += BATCH) {
    for (const value of await load(keys.slice(from, from + BATCH))) all.push(value);
  }
  return all;
}
