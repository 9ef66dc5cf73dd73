import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { CALL_HOSTS } from '../../src/domain/lessons.js';
import type { ImportReport } from '../../src/domain/tables.js';
import { readCollege, type CollegeFiles } from '../../src/sources/read-college.js';
import { createImportCollege, type ImportCollege } from '../../src/usecases/import-college.js';
import type { RosterStore } from '../../src/ports.js';

export const NOW = Date.parse('2026-11-25T09:00:00Z');
export const ZONE = 'Europe/Moscow';

const digest = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/** What an import needs of `Security`, by simple rules: ten digits or more are a phone, a text with @ is an e-mail. */
export const importSecurity = {
  parseContact: (text: string) => {
    const digits = text.replace(/\D/g, '').slice(-10);
    if (text.includes('@')) return { kind: 'email' as const, value: text.toLowerCase() };
    return digits.length === 10 ? { kind: 'phone' as const, value: digits } : undefined;
  },
  hashContact: ({ kind, value }: { kind: string; value: string }) => digest(`${kind}:${value}`),
  shortId: digest,
};

export const importer = (store: RosterStore, zone = ZONE): ImportCollege =>
  createImportCollege({ store, security: importSecurity, callHosts: CALL_HOSTS, zone });

/** A folder that is gone after the test, with these files in it. */
export async function folderWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'zvonok-import-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

/** Reads files as `import` does with their folder. */
export const readFiles = async (
  files: Readonly<Record<string, string | Uint8Array>>,
  zone = ZONE,
): Promise<CollegeFiles> => readCollege([await folderWith(files)], { zone, now: NOW });

/** Imports files as `import` does with their folder. */
export async function importFiles(
  store: RosterStore,
  files: Readonly<Record<string, string | Uint8Array>>,
  { force = false, zone = ZONE } = {},
): Promise<ImportReport> {
  const { tables, problems } = await readFiles(files, zone);
  return importer(store, zone)(tables, { force, problems });
}

/** A problem as «file:line column». */
export const spots = (report: {
  errors: readonly { file: string; line: number; column: string }[];
}): string[] => report.errors.map(({ file, line, column }) => `${file}:${line} ${column}`);

/** Russian text as windows-1251 bytes. */
export const windows1251 = (text: string): Uint8Array =>
  Uint8Array.from(Array.from(text), (sign) => {
    const code = sign.codePointAt(0) ?? 0;
    if (code < 128) return code;
    if (sign === 'Ё') return 0xa8;
    if (sign === 'ё') return 0xb8;
    if (sign === '№') return 0xb9;
    return code - 0x410 + 0xc0;
  });

export const utf16le = (text: string): Uint8Array => Buffer.from(`\uFEFF${text}`, 'utf16le');

/** A zip archive; `lie` is the unpacked size that its directory states for every file. */
export function zip(files: Readonly<Record<string, string | Uint8Array>>, lie?: number): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const raw = Buffer.from(content);
    const packed = deflateRawSync(raw);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(8, 4);
    head.writeUInt32LE(crc32(raw), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(lie ?? raw.length, 18);
    head.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), head, Buffer.from(name), packed]);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\0'), head, entry, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(central.length, 8);
  end.writeUInt16LE(central.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** The letters of a column: 0 → A. */
const letters = (at: number): string =>
  (at < 26 ? '' : letters(Math.floor(at / 26) - 1)) + String.fromCharCode(65 + (at % 26));

/** A workbook's files: sheets of texts (a cell given as `{xml}` stands as it is), with merged areas. */
export function workbookFiles(
  sheets: readonly {
    name: string;
    rows: readonly (readonly (string | { xml: string })[])[];
    merges?: readonly string[];
  }[],
): Record<string, string> {
  const ns = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const rel = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const files: Record<string, string> = {
    '[Content_Types].xml':
      '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    'xl/workbook.xml': `<workbook xmlns="${ns}" xmlns:r="${rel}"><sheets>${sheets
      .map(({ name }, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${sheets
      .map(
        (_, at) =>
          `<Relationship Id="rId${at + 1}" Type="${rel}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`,
      )
      .join('')}</Relationships>`,
  };
  for (const [at, { rows, merges = [] }] of sheets.entries()) {
    const data = rows
      .map((cells, row) => {
        const line = cells.map((cell, column) => {
          const ref = `${letters(column)}${row + 1}`;
          if (typeof cell !== 'string') return cell.xml.replace('REF', ref);
          return cell
            ? `<c r="${ref}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`
            : '';
        });
        return `<row r="${row + 1}">${line.join('')}</row>`;
      })
      .join('');
    const merged = merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('');
    files[`xl/worksheets/sheet${at + 1}.xml`] =
      `<worksheet xmlns="${ns}"><sheetData>${data}</sheetData>${merged ? `<mergeCells>${merged}</mergeCells>` : ''}</worksheet>`;
  }
  return files;
}

/** A workbook as Excel writes it, in the least form. */
export const workbook = (...sheets: Parameters<typeof workbookFiles>[0]): Buffer =>
  zip(workbookFiles(sheets));
