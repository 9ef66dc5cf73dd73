import { cleanCell, LIMITS } from './sheet.js';

/** One `td`/`th`; the same object stands in every place that its spans cover. */
export interface HtmlCell {
  readonly text: string;
  readonly anchors: readonly { readonly kind: string; readonly text: string; readonly href: string }[];
}

export interface HtmlRow {
  readonly line: number;
  readonly cells: readonly HtmlCell[];
}

export interface HtmlPage {
  /** The text outside tables, line by line. */
  readonly text: string;
  readonly anchors: HtmlCell['anchors'];
  readonly tables: readonly (readonly HtmlRow[])[];
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
  ['laquo', '«'],
  ['raquo', '»'],
  ['ndash', '–'],
  ['mdash', '—'],
  ['shy', ''],
]);

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{1,8}));?/gi,
    (whole, decimal, hex, name: string | undefined) => {
      if (name !== undefined) return ENTITIES.get(name.toLowerCase()) ?? whole;
      const code = decimal ? Number(decimal) : Number.parseInt(String(hex), 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
    },
  );
}

function attribute(tag: string, name: string): string {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(tag);
  return decodeEntities(match?.[1] ?? match?.[2] ?? match?.[3] ?? '');
}

/** A cell or the page's own text while it is being read. */
interface Text {
  text: string;
  readonly anchors: { kind: string; text: string; href: string }[];
}

interface Spanned {
  readonly cell: Text;
  readonly across: number;
  readonly down: number;
}

interface OpenTable {
  readonly rows: { line: number; cells: Spanned[] }[];
  cell: Text | undefined;
}

const span = (tag: string, name: string): number =>
  Math.min(Math.max(Number.parseInt(attribute(tag, name), 10) || 1, 1), 500);

/** Lays cells out over their spans. */
function laidOut(table: OpenTable): HtmlRow[] {
  const grid: HtmlCell[][] = table.rows.map(() => []);
  for (const [at, { cells }] of table.rows.entries()) {
    let column = 0;
    for (const { cell, across, down } of cells) {
      while (grid[at]?.[column]) column++;
      const done: HtmlCell = { text: cleanCell(cell.text), anchors: cell.anchors };
      for (let row = at; row < Math.min(at + down, grid.length); row++) {
        for (let beside = column; beside < Math.min(column + across, LIMITS.columns); beside++) {
          const line = grid[row];
          if (line) line[beside] = done;
        }
      }
      column += across;
    }
  }
  const none: HtmlCell = { text: '', anchors: [] };
  return grid.map((cells, at) => ({
    line: table.rows[at]?.line ?? 1,
    cells: Array.from(cells, (cell) => cell ?? none),
  }));
}

/**
 * Reads a page's tables as colleges' generators write them: unclosed cells, any case, `rowspan`/`colspan`, `<br>`, links,
 * entities. It never runs or fetches anything; scripts, styles and comments are passed over.
 */
export function readHtml(html: string): HtmlPage {
  const page: Text = { text: '', anchors: [] };
  const open: OpenTable[] = [];
  const tables: HtmlRow[][] = [];
  let line = 1;
  let anchor: { kind: string; text: string; href: string } | undefined;
  const sink = (): Text => open.at(-1)?.cell ?? page;
  const write = (text: string) => {
    sink().text += text;
    if (anchor) anchor.text += text;
  };
  const close = () => {
    const table = open.pop();
    if (table) tables.push(laidOut(table));
  };

  for (const [token] of html.matchAll(
    /<!--[\s\S]*?(?:-->|$)|<(script|style)\b[\s\S]*?(?:<\/\1\s*>|$)|<[^<>]*>|[^<]+|</gi,
  )) {
    const tag = /^<(\/?)([a-z][a-z0-9]*)/i.exec(token);
    const [, closing, rawName = ''] = tag ?? [];
    const name = rawName.toLowerCase();
    const table = open.at(-1);
    if (!tag) {
      if (!token.startsWith('<')) write(decodeEntities(token).replace(/\s+/g, ' '));
    } else if (name === 'table') {
      if (closing) close();
      else open.push({ rows: [], cell: undefined });
    } else if (name === 'tr' && table) {
      table.cell = undefined;
      if (!closing) table.rows.push({ line, cells: [] });
    } else if ((name === 'td' || name === 'th') && table) {
      table.cell = closing ? undefined : { text: '', anchors: [] };
      if (table.cell) {
        if (table.rows.length === 0) table.rows.push({ line, cells: [] });
        table.rows
          .at(-1)
          ?.cells.push({ cell: table.cell, across: span(token, 'colspan'), down: span(token, 'rowspan') });
      }
    } else if (name === 'a') {
      anchor = undefined;
      if (!closing) {
        anchor = {
          kind: attribute(token, 'class').toLowerCase(),
          text: '',
          href: attribute(token, 'href').trim(),
        };
        sink().anchors.push(anchor);
        if (anchor.href) page.anchors.push(anchor);
      }
    } else if (/^(br|p|div|li|h\d|ul|hr)$/.test(name)) write('\n');
    line += token.split('\n').length - 1;
  }
  while (open.length > 0) close();
  return { text: cleanCell(page.text), anchors: page.anchors, tables };
}
