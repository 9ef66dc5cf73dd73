import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { reasons } from '../domain/import-reasons.js';
import type { ImportProblem, Table } from '../domain/tables.js';
import { dayOf, type Day, type Instant, type Zone } from '../domain/time.js';
import { readCsv } from './csv.js';
import { decodeText } from './encoding.js';
import { isGrid, readGrid } from './grid.js';
import { findHeader } from './headers.js';
import { pagesOf, readTimetablePage } from './html-timetable.js';
import { readHtml } from './html.js';
import { readCalendar } from './ics.js';
import { fileProblem, LIMITS, placeOf, type Sheet } from './sheet.js';
import { readTable, type ReadTables } from './tables.js';
import { readWorkbook } from './xlsx.js';

export interface CollegeFiles {
  readonly tables: Table[];
  readonly problems: ImportProblem[];
  /** What an operator should know though it stops nothing: a file passed over, a page that is missing. */
  readonly notes: ImportProblem[];
}

export interface ReadOptions {
  /** Times of calendars are brought into it. */
  readonly zone: Zone;
  /** Decides the year of dates printed without one. */
  readonly now: Instant;
  readonly progress?: (done: number, total: number, file: string) => void;
}

/** Kinds of files that are read or refused by name when a folder is imported; anything else there is passed over with a note. */
const OFFICE = /\.(csv|tsv|xlsx|xlsm|xls|ods|html?|ics|ical|docx?|pdf|numbers)$/i;

interface Found {
  readonly path: string;
  /** Named by the operator himself rather than met in a folder. */
  readonly asked: boolean;
}

type Kind = 'xlsx' | 'xls' | 'html' | 'ics' | 'text' | 'unknown';

/** First bytes of files that are often taken for a table: PDF, pictures, other archives, programs. */
const OTHERS = ['%PDF', '\u0089PNG', 'GIF8', '\u00FF\u00D8', '\u001F\u008B', 'Rar!', '7z', '\u007FELF'];

/** What a file is, told by its first bytes rather than its name, which a mistaken or hostile one may bear. */
function kindOf(bytes: Buffer): Kind {
  const head = bytes.subarray(0, 8).toString('latin1');
  if (head.startsWith('PK\u0003\u0004')) return 'xlsx';
  if (head.startsWith('\u00D0\u00CF\u0011\u00E0')) return 'xls';
  if (OTHERS.some((sign) => head.startsWith(sign))) return 'unknown';
  const start = bytes
    .subarray(0, 2_000)
    .toString('latin1')
    .replace(/^\u00EF\u00BB\u00BF/, '')
    .trimStart();
  if (/^BEGIN:VCALENDAR/i.test(start)) return 'ics';
  return /^<(!doctype|html|head|body|table|\?xml|meta)/i.test(start) ? 'html' : 'text';
}

/** One sheet: a table of the contract by its header, a grid, else a table by the file's or sheet's name. */
function readSheet(sheet: Sheet, near: Day): ReadTables {
  const names = [sheet.sheet ?? '', basename(sheet.file, extname(sheet.file))];
  const grid = isGrid(sheet);
  const header = findHeader(sheet.rows, grid ? [] : names);
  if (header) return readTable(sheet, header);
  if (grid) return readGrid(sheet, near);
  return {
    tables: [],
    problems: [{ ...placeOf(sheet, sheet.rows[0]?.line ?? 1), column: '', reason: reasons.unknownTable() }],
  };
}

/** Reads files and folders as an operator names them. Nothing is thrown for what a file holds: bad rows and files are problems. */
export async function readCollege(paths: readonly string[], options: ReadOptions): Promise<CollegeFiles> {
  const result: CollegeFiles = { tables: [], problems: [], notes: [] };
  const today = dayOf(options.now, options.zone);
  const found = (await Promise.all(paths.map((path) => listed(path, result)))).flat();
  const seen = new Set(found.map(({ path }) => path));
  for (let at = 0; at < found.length; at++) {
    const file = found[at];
    if (!file) continue;
    options.progress?.(at, found.length, basename(file.path));
    const read = await readFileAs(file, options.zone, today);
    result.tables.push(...read.tables);
    result.problems.push(...read.problems);
    result.notes.push(...(read.notes ?? []));
    for (const path of read.pages ?? []) {
      if (seen.has(path)) continue;
      seen.add(path);
      found.push({ path, asked: true });
    }
  }
  options.progress?.(found.length, found.length, '');
  return result;
}

async function listed(path: string, result: CollegeFiles): Promise<Found[]> {
  const info = await stat(path).catch(() => undefined);
  if (!info) {
    result.problems.push(fileProblem(basename(path), reasons.notFound()));
    return [];
  }
  if (!info.isDirectory()) return [{ path, asked: true }];
  const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
  if (!entries) {
    result.problems.push(fileProblem(basename(path), reasons.unreadable()));
    return [];
  }
  const names = entries
    .filter((entry) => entry.isFile() && !/^(\.|~\$)/.test(entry.name))
    .map((entry) => entry.name)
    .sort();
  const taken = names.filter((name) => OFFICE.test(name));
  for (const name of names.filter((other) => !OFFICE.test(other))) {
    result.notes.push(fileProblem(name, reasons.passedOver()));
  }
  if (taken.length === 0) result.problems.push(fileProblem(basename(path), reasons.emptyFolder()));
  return taken.map((name) => ({ path: join(path, name), asked: false }));
}

interface FileRead extends ReadTables {
  readonly notes?: readonly ImportProblem[];
  /** Further pages that this one links to and that lie beside it. */
  readonly pages?: readonly string[];
}

const refused = (problem: ImportProblem): FileRead => ({ tables: [], problems: [problem] });

async function readFileAs({ path, asked }: Found, zone: Zone, today: Day): Promise<FileRead> {
  const file = basename(path);
  const info = await stat(path).catch(() => undefined);
  if (!info) return refused(fileProblem(file, reasons.notFound()));
  const megabyte = 1024 * 1024;
  if (info.size > LIMITS.fileBytes)
    return refused(fileProblem(file, reasons.tooLarge(LIMITS.fileBytes / megabyte)));
  const bytes = info.isFile() ? await readFile(path).catch(() => undefined) : undefined;
  if (!bytes) return refused(fileProblem(file, reasons.unreadable()));
  if (bytes.length === 0) return refused(fileProblem(file, reasons.emptyFile()));

  const kind = kindOf(bytes);
  if (kind === 'xls') return refused(fileProblem(file, reasons.oldExcel()));
  if (kind === 'unknown') return refused(fileProblem(file, reasons.unknownFile()));
  if (kind === 'xlsx') {
    const sheets = await readWorkbook(file, bytes);
    return 'reason' in sheets ? refused(sheets) : joined(file, sheets, today);
  }
  const decoded = decodeText(bytes);
  if ('reason' in decoded) return refused(fileProblem(file, decoded.reason));
  if (kind === 'ics') return readCalendar(file, decoded.text, zone, today);
  if (kind === 'html') return readPage(path, decoded.text, asked, today);
  const sheet = readCsv(file, decoded.text);
  return 'reason' in sheet ? refused(sheet) : joined(file, [sheet], today);
}

/** The tables of a file's sheets; blank sheets beside filled ones are passed over. */
function joined(file: string, sheets: readonly Sheet[], today: Day): FileRead {
  const filled = sheets.filter((sheet) => sheet.rows.length > 0);
  if (filled.length === 0) return refused(fileProblem(file, reasons.emptyFile()));
  const read = filled.map((sheet) => readSheet(sheet, today));
  return { tables: read.flatMap(({ tables }) => tables), problems: read.flatMap(({ problems }) => problems) };
}

/** An HTML page: an index of groups leads to the pages beside it, anything else is a timetable itself. */
async function readPage(path: string, text: string, asked: boolean, today: Day): Promise<FileRead> {
  const file = basename(path);
  const page = readHtml(text);
  const read = readTimetablePage(file, page, today);
  const pages = pagesOf(page);
  if (read.tables.length > 0 || pages.length === 0) return read;
  const beside = await Promise.all(
    pages.map(async ({ href, group }) => {
      const there = join(dirname(path), href);
      return {
        there,
        title: `${href} (${group})`,
        exists: (await stat(there).catch(() => undefined))?.isFile() === true,
      };
    }),
  );
  const missing = beside.filter(({ exists }) => !exists).map(({ title }) => title);
  if (missing.length === beside.length)
    return refused(fileProblem(file, reasons.noPages(missing.join(', '))));
  return {
    tables: [],
    problems: [],
    notes: missing.length > 0 ? [fileProblem(file, reasons.missingPage(missing.join(', ')))] : [],
    // In a folder the pages are met anyway.
    pages: asked ? beside.filter(({ exists }) => exists).map(({ there }) => there) : [],
  };
}
