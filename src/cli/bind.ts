import type { Clock } from '../ports.js';
import { operator } from '../texts/operator.js';
import type { BindList, BindListRead, BindReport } from '../usecases/bind-list.js';

export interface BindOptions {
  readonly file: string;
  readonly json?: boolean;
}

export interface BindDeps {
  readonly bindList: BindList;
  readonly clock: Clock;
  /** Reads and parses the list; rejects when the file can't be read. */
  readonly readList: (file: string) => Promise<BindListRead>;
  /** Writes to stdout. */
  readonly out: (text: string) => void;
  /** Writes a line to stderr. */
  readonly complain: (text: string) => void;
}

/** The JSON of a list from which nobody was bound, for a reason that is no row's. */
export const bindRefusal = (file: string, reason: string): BindReport => ({
  ok: false,
  bound: 0,
  unchanged: 0,
  errors: [{ file, line: 0, column: '', reason }],
});

/**
 * The `bind` command: binds the people of a list, or names every bad row and binds nobody.
 * Returns the process's exit code: 0, or 1 with the reasons on stderr (in the JSON when that is asked for).
 */
export async function runBind({ file, json }: BindOptions, deps: BindDeps): Promise<number> {
  let list: BindListRead;
  try {
    list = await deps.readList(file);
  } catch {
    const reason = operator.fileUnreadable(file);
    if (json) deps.out(`${JSON.stringify(bindRefusal(file, reason))}\n`);
    else deps.complain(reason);
    return 1;
  }
  const report = await deps.bindList(list, deps.clock.now());
  if (json) deps.out(`${JSON.stringify(report)}\n`);
  else tell(report, deps);
  return report.ok ? 0 : 1;
}

function tell({ ok, bound, unchanged, errors }: BindReport, { out, complain }: BindDeps): void {
  if (ok) {
    out(`${operator.bindDone(bound, unchanged)}\n`);
    return;
  }
  complain(bound ? operator.bindPartly(bound) : operator.bindRefused(errors.length));
  for (const { file, sheet, line, column, reason } of errors) {
    complain(operator.problem(file, sheet, line, column, reason));
  }
}
