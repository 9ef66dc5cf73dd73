import readXlsx from 'read-excel-file/node';
import { reasons } from '../domain/import-reasons.js';
import type { ImportProblem } from '../domain/tables.js';
import { cleanCell, fileProblem, LIMITS, type Sheet, type SheetRow } from './sheet.js';
import { unzipXml } from './zip.js';

/** A cell as text: dates `YYYY-MM-DD`, times of day `HH:mm` (Excel counts them from 30.12.1899), numbers as they print. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return '';
    const iso = value.toISOString();
    return value.getUTCFullYear() < 1901 ? iso.slice(11, 16) : iso.slice(0, 10);
  }
  return typeof value === 'string' || typeof value === 'number'
    ? cleanCell(String(value))
    : value === true
      ? 'да'
      : 'нет';
}

interface Merge {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** `AB` → 27. */
const columnIndex = (letters: string): number =>
  Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

/** Merged areas of each sheet, in the workbook's order; the reader below doesn't tell them. */
function mergesBySheet(xml: ReadonlyMap<string, string>): Merge[][] {
  const links = new Map(
    [...(xml.get('xl/_rels/workbook.xml.rels') ?? '').matchAll(/<Relationship\b[^>]*>/g)].map(([tag]) => [
      /\bId="([^"]+)"/.exec(tag)?.[1] ?? '',
      (/\bTarget="([^"]+)"/.exec(tag)?.[1] ?? '').replace(/^\/?(xl\/)?/, 'xl/'),
    ]),
  );
  const sheets = [...(xml.get('xl/workbook.xml') ?? '').matchAll(/<sheet\b[^>]*>/g)];
  return sheets.map(([tag]) => {
    const sheet = xml.get(links.get(/\br:id="([^"]+)"/.exec(tag)?.[1] ?? '') ?? '') ?? '';
    return [...sheet.matchAll(/<mergeCell\b[^<>]*\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"/g)].map(
      ([, left = '', top = '', right = '', bottom = '']) => ({
        top: Number(top) - 1,
        left: columnIndex(left),
        bottom: Number(bottom) - 1,
        right: columnIndex(right),
      }),
    );
  });
}

/** Every cell of a merged area gets its text: a lecture over two groups' columns is both groups'. */
function fillMerges(rows: string[][], merges: readonly Merge[]): void {
  for (const { top, left, bottom, right } of merges) {
    const text = rows[top]?.[left];
    if (!text) continue;
    for (let row = top; row <= Math.min(bottom, rows.length - 1); row++) {
      for (let column = left; column <= Math.min(right, LIMITS.columns); column++) {
        const cells = rows[row];
        if (cells) cells[column] = text;
      }
    }
  }
}

/** Why a workbook's XML isn't handed to the reader: too many rows, a cell far out (10⁵ columns), an external entity. */
function xmlProblem(file: string, xml: ReadonlyMap<string, string>): ImportProblem | undefined {
  for (const [name, text] of xml) {
    if (/<!(DOCTYPE|ENTITY)/i.test(text)) return fileProblem(file, reasons.unsafeXml());
    if (!/worksheets\//.test(name)) continue;
    let rows = 0;
    for (const [, row] of text.matchAll(/<row\b(?:[^<>]*?\br="(\d+)")?/g)) {
      rows++;
      if (Math.max(rows, Number(row ?? 0)) > LIMITS.rows + 1)
        return fileProblem(file, reasons.tooManyRows(LIMITS.rows));
    }
    for (const [, letters = '', row] of text.matchAll(/<c\b[^<>]*?\br="([A-Z]+)(\d+)"/g)) {
      if (columnIndex(letters) >= LIMITS.columns)
        return fileProblem(file, reasons.tooManyColumns(LIMITS.columns));
      if (Number(row) > LIMITS.rows + 1) return fileProblem(file, reasons.tooManyRows(LIMITS.rows));
    }
  }
  return undefined;
}

/** The sheets of a workbook; a formula counts by its cached value. Refuses what is broken or unsafe before it is read. */
export async function readWorkbook(file: string, bytes: Buffer): Promise<Sheet[] | ImportProblem> {
  const unpacked = unzipXml(bytes);
  if (unpacked === 'bomb') return fileProblem(file, reasons.zipBomb());
  if (unpacked === 'broken' || !unpacked.has('xl/workbook.xml')) return fileProblem(file, reasons.badZip());
  const xml = new Map([...unpacked].map(([name, content]) => [name, content.toString('utf8')]));
  const refused = xmlProblem(file, xml);
  if (refused) return refused;
  const merges = mergesBySheet(xml);
  let sheets: Awaited<ReturnType<typeof readXlsx>>;
  try {
    sheets = await readXlsx(bytes);
  } catch {
    return fileProblem(file, reasons.badZip());
  }
  return sheets.map(({ sheet, data }, number) => {
    const texts = data.map((row) => row.map(textOf));
    fillMerges(texts, merges[number] ?? []);
    const rows: SheetRow[] = texts.map((cells, at) => ({
      line: at + 1,
      cells: [...cells].map((cell) => cell ?? ''),
    }));
    return { file, sheet, rows: rows.filter(({ cells }) => cells.some(Boolean)) };
  });
}
