import { markOf } from './check.js';
import type { Entry } from './log.js';

/** Somebody got a thing again. */
interface Again {
  readonly peer: number;
  readonly mark: string;
  readonly at: number;
}

/** Who got something again where the messenger drops no repeats, and why. */
export interface Repeats {
  readonly all: readonly Again[];
  /** Because the answer to the first was lost. */
  readonly ofLostAnswers: number;
  /** Because it was on its way when a bot ended: how many for each end. */
  readonly ofEnds: readonly number[];
  /** Because of neither; must not be. */
  readonly causeless: readonly Again[];
}

/** An answer on its way back is read and written down well within this. */
const WRITTEN_MS = 500;

/** Finds who got a thing twice in a messenger's log. Pure. @param ends when bots ended, in order, on the log's clock */
export function repeatsOf(log: readonly Entry[], ends: readonly number[]): Repeats {
  const endings = new Map(log.flatMap((entry) => (entry.is === 'ended' ? [[entry.request, entry]] : [])));
  const last = new Map<string, Extract<Entry, { is: 'accepted' }>>();
  const ofEnds = ends.map(() => 0);
  const all: Again[] = [];
  const causeless: Again[] = [];
  let ofLostAnswers = 0;
  for (const entry of log) {
    if (entry.is !== 'accepted') continue;
    const mark = markOf(entry.text);
    if (mark === undefined) continue;
    const key = `${entry.peer} ${mark}`;
    const before = last.get(key);
    last.set(key, entry);
    if (!before) continue;
    const again = { peer: entry.peer, mark, at: entry.at };
    all.push(again);
    const answer = endings.get(before.request);
    const end = ends.findIndex((at) => at >= before.at);
    const endedAt = ends[end];
    if (answer?.how === 'lost') ofLostAnswers += 1;
    else if (endedAt !== undefined && endedAt < entry.at && (answer?.at ?? endedAt) > endedAt - WRITTEN_MS)
      ofEnds[end] = (ofEnds[end] ?? 0) + 1;
    else causeless.push(again);
  }
  return { all, ofLostAnswers, ofEnds, causeless };
}
