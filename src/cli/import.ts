import type { CollegeFiles, ReadOptions } from '../sources/read-college.js';
import type { ImportProblem, ImportReport, TableName } from '../domain/tables.js';
import type { Clock } from '../ports.js';
import type { Zone } from '../domain/time.js';
import { importTexts } from '../texts/import.js';
import { changed, type ImportCollege } from '../usecases/import-college.js';
import { alignedTable } from './table.js';

export interface ImportCommandOptions {
  readonly paths: readonly string[];
  readonly json: boolean;
  readonly force: boolean;
}

export interface ImportCommandDeps {
  readonly readCollege: (paths: readonly string[], options: ReadOptions) => Promise<CollegeFiles>;
  readonly importCollege: ImportCollege;
  readonly zone: Zone;
  readonly clock: Clock;
  /** Writes a line to stdout. */
  readonly out: (line: string) => void;
  /** Writes a line to stderr. */
  readonly complain: (line: string) => void;
  /** Shows how far a long import is; nothing where there is no terminal. */
  readonly bar: ImportBar;
}

export interface ImportBar {
  /** `title` says what is being done; a new one begins the bar anew. */
  show(title: string, done: number, total: number): void;
  stop(): void;
}

/** Problems printed for a person; a program gets all of them with `--json`. */
const SHOWN_MAX = 200;
const ORDER: readonly TableName[] = [
  'groups',
  'teachers',
  'students',
  'parents',
  'staff',
  'bells',
  'lessons',
];

/** Exactly the contract's shape, whatever else a problem or a report may come to carry. */
function jsonOf({ ok, tables, errors }: ImportReport): string {
  const plain = errors.map(({ file, sheet, line, column, reason }) => ({
    file,
    ...(sheet !== undefined && { sheet }),
    line,
    column,
    reason,
  }));
  return JSON.stringify({ ok, tables, errors: plain });
}

/** The JSON of an import that did not begin, with the one reason. */
export const importRefusal = (reason: string): ImportReport => ({
  ok: false,
  tables: {},
  errors: [{ file: '', line: 0, column: '', reason }],
});

function problemLines(errors: readonly ImportProblem[]): string[] {
  const shown = errors.slice(0, SHOWN_MAX);
  const files = [...new Set(shown.map(({ file }) => file))];
  let number = 0;
  const lines = files.flatMap((file) => [
    file,
    ...shown
      .filter((problem) => problem.file === file)
      .map((problem) => importTexts.problem(++number, problem)),
  ]);
  return errors.length > SHOWN_MAX ? [...lines, importTexts.andMore(SHOWN_MAX, errors.length)] : lines;
}

/**
 * The `import` command: reads files and folders, checks them whole, applies them. Returns the process's exit code: 0, or 1
 * when anything was refused (then nothing is changed). With `json` stdout carries the report alone (contract).
 */
export async function runImport(options: ImportCommandOptions, deps: ImportCommandDeps): Promise<number> {
  const { bar, out, complain } = deps;
  let report: ImportReport;
  let notes: readonly ImportProblem[];
  try {
    const files = await deps.readCollege(options.paths, {
      zone: deps.zone,
      now: deps.clock.now(),
      progress: (done, total, file) => bar.show(importTexts.reading(file), done, total),
    });
    notes = files.notes;
    report = await deps.importCollege(files.tables, {
      force: options.force,
      problems: files.problems,
      progress: (done, total) => bar.show(importTexts.writing(), done, total),
    });
  } finally {
    bar.stop();
  }
  for (const note of notes) complain(importTexts.note(note));
  if (options.json) {
    out(jsonOf(report));
    return report.ok ? 0 : 1;
  }
  if (!report.ok) {
    for (const line of problemLines(report.errors)) complain(line);
    complain(importTexts.refused(report.errors.length));
    return 1;
  }
  const counts = ORDER.flatMap((table) => {
    const ofTable = report.tables[table];
    return ofTable ? [{ table, counts: ofTable }] : [];
  });
  out(
    alignedTable([
      importTexts.countsHeader(),
      ...counts.map((row) => importTexts.countsRow(row.table, row.counts)),
    ]),
  );
  out(counts.some((row) => changed(row.counts)) ? importTexts.done() : importTexts.nothingChanged());
  return 0;
}
