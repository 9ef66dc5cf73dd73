import { CsvError, parse } from 'csv-parse/sync';
import { reasons } from '../domain/import-reasons.js';
import type { ImportProblem } from '../domain/tables.js';
import { cleanCell, fileProblem, LIMITS, type Sheet, type SheetRow } from './sheet.js';

/** The separator of the first line that has one, outside quotes. */
function delimiterOf(text: string): string {
  for (const line of text.split(/\r\n|\r|\n/, 30)) {
    const bare = line.replace(/"[^"]*"/g, '');
    const counts = [';', '\t', ','].map((sign) => ({ sign, count: bare.split(sign).length - 1 }));
    const [best] = counts.sort((a, b) => b.count - a.count);
    if (best && best.count > 0) return best.sign;
  }
  return ';';
}

/** CSV as Excel and hands write it, with one of `;`, tab, `,`; quotes; blank lines; Excel's `sep=;` line. */
export function readCsv(file: string, text: string): Sheet | ImportProblem {
  const hint = /^sep=(.)\r?\n/.exec(text);
  const delimiter = hint?.[1] ?? delimiterOf(text);
  // The hint's line is left in place, blank, so that line numbers stay true.
  const body = hint ? text.replace(/^sep=./, '') : text;
  const rows: SheetRow[] = [];
  let [records, previous, wide] = [0, 0, 0];
  try {
    parse(body, {
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: LIMITS.columns * LIMITS.cellChars,
      to: LIMITS.rows + 2,
      on_record: (record: string[], { lines }) => {
        records++;
        if (record.length > LIMITS.columns) wide ||= lines;
        else {
          const cells = record.map(cleanCell);
          // `lines` is the record's last one; a cell with line ends in it began further up.
          const broken = record.reduce((count, cell) => count + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
          if (cells.some(Boolean)) rows.push({ line: Math.max(previous + 1, lines - broken), cells });
        }
        previous = lines;
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? error['lines'] : 1;
    return fileProblem(file, reasons.brokenCsv(), line);
  }
  if (wide > 0) return fileProblem(file, reasons.tooManyColumns(LIMITS.columns), wide);
  if (records > LIMITS.rows + 1) return fileProblem(file, reasons.tooManyRows(LIMITS.rows));
  return { file, rows };
}
