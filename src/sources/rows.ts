import { reasons } from '../domain/import-reasons.js';
import type { ImportProblem, Place } from '../domain/tables.js';
import type { Parsed, Parser } from './cells.js';
import { LIMITS, placeOf, type Sheet, type SheetRow } from './sheet.js';

/** Reads the cells of one row by their columns and collects every problem of it, named by the file's own header. */
export class RowReader {
  readonly place: Place;
  readonly problems: ImportProblem[] = [];

  constructor(
    sheet: Sheet,
    private readonly row: SheetRow,
    private readonly header: readonly string[],
    private readonly columns: ReadonlyMap<string, number>,
  ) {
    this.place = placeOf(sheet, row.line);
    const extra = row.cells.findIndex((cell, at) => at >= header.length && cell !== '');
    if (extra >= 0) this.refuse(`${extra + 1}`, reasons.extraCell());
  }

  /** The file's own name of a column. */
  nameOf(column: string): string {
    const at = this.columns.get(column);
    return (at === undefined ? undefined : this.header[at]) || column;
  }

  refuse(column: string, reason: string): void {
    this.problems.push({ ...this.place, column: this.nameOf(column), reason });
  }

  /** The text of a cell; undefined when the table has no such column. */
  text(column: string): string | undefined {
    const at = this.columns.get(column);
    return at === undefined ? undefined : (this.row.cells[at] ?? '');
  }

  #parse<T>(column: string, text: string, parser: Parser<T>): T | undefined {
    const parsed: Parsed<T> =
      text.length > LIMITS.cellChars ? { reason: reasons.tooLong(LIMITS.cellChars) } : parser(text);
    if ('value' in parsed) return parsed.value;
    this.refuse(column, parsed.reason);
    return undefined;
  }

  /** A value that must be there; undefined after a problem. */
  need<T>(column: string, parser: Parser<T>): T | undefined {
    const text = this.text(column);
    if (!text) {
      this.refuse(column, reasons.blank());
      return undefined;
    }
    return this.#parse(column, text, parser);
  }

  /** A value that may be missing or blank. */
  maybe<T>(column: string, parser: Parser<T>): T | undefined {
    const text = this.text(column);
    return text ? this.#parse(column, text, parser) : undefined;
  }

  /** Like `maybe`, but a blank cell of a column that is there gives `''`: the file says that there is none. */
  orNone<T extends string>(column: string, parser: Parser<T>): T | '' | undefined {
    return this.text(column) === '' ? '' : this.maybe(column, parser);
  }
}
