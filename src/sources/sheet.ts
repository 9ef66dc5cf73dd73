import type { ImportProblem, Place } from '../domain/tables.js';

/** One line of a text file or row of a sheet; cells are trimmed texts, blank ones empty. */
export interface SheetRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A table as it stands in a file, before anything is understood: from CSV, a sheet of XLSX, or an HTML table. */
export interface Sheet {
  readonly file: string;
  readonly sheet?: string;
  readonly rows: readonly SheetRow[];
}

/** Limits against hostile or mistaken files: a small one may unpack into gigabytes. */
export const LIMITS = {
  fileBytes: 64 * 1024 * 1024,
  unpackedBytes: 200 * 1024 * 1024,
  /** Office's own files pack some 10–30 to 1. */
  packRatio: 200,
  rows: 200_000,
  columns: 1_000,
  cellChars: 4_000,
} as const;

/** Where a line of a sheet stands, to name it when it is bad. */
export const placeOf = ({ file, sheet }: Sheet, line: number): Place => ({
  file,
  ...(sheet && { sheet }),
  line,
});

/** A problem of a whole file. */
export const fileProblem = (file: string, reason: string, line = 1): ImportProblem => ({
  file,
  line,
  column: '',
  reason,
});

/** What nearly every cell is made of: then there is nothing to clean. */
const PLAIN = /^[\u0020-\u007E\u0410-\u044F\u0401\u0451«»№–—]*$/;

/** Signs that are not seen: control (but the line end), zero-width, those that turn the direction of a text. */
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}]/gu;

/** Unseen signs go, tabs and no-break spaces become spaces; line ends are kept. */
export const cleanCell = (text: string): string =>
  PLAIN.test(text)
    ? text.trim()
    : text
        .normalize('NFC')
        .replace(/\r\n?/g, '\n')
        .replace(/[\u00A0\u2007\u202F\t]/g, ' ')
        .replace(UNSEEN, '')
        .trim();
