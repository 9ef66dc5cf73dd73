import QRCode from 'qrcode';
import { operator } from '../texts/operator.js';
import type { InviteRow } from '../usecases/make-invites.js';

export interface SheetOf {
  readonly college: string;
  /** The link that opens the bot and brings the code along; without it the cards carry the code alone. */
  readonly botLink?: (code: string) => string;
}

const STYLE = `
@page { size: A4; margin: 10mm; }
* { box-sizing: border-box; }
body { margin: 0; font: 10pt/1.35 "PT Sans", Arial, sans-serif; color: #000; background: #fff; }
main { display: grid; grid-template-columns: 1fr 1fr; }
article { break-inside: avoid; page-break-inside: avoid; border: 1px dashed #888; padding: 4mm; min-height: 60mm;
  display: grid; grid-template-columns: 1fr auto; column-gap: 4mm; align-content: start; }
header, ol, footer { grid-column: 1 / -1; }
header { font-size: 9pt; color: #444; }
h2 { margin: 1mm 0 0; font-size: 12pt; overflow-wrap: anywhere; }
p { margin: 0.5mm 0; overflow-wrap: anywhere; }
.code { grid-column: 1; align-self: end; margin: 2mm 0; font: bold 20pt/1.1 "PT Mono", "Courier New", monospace; letter-spacing: 1px; white-space: nowrap; }
svg { width: 30mm; height: 30mm; grid-column: 2; grid-row: 2 / span 2; }
ol { margin: 1mm 0; padding-left: 5mm; }
footer { font-size: 9pt; }`;

/**
 * A page to print on A4 and cut: a card for each row with name, role, code in big letters, QR of the bot's link
 * and three steps. It loads nothing; every text of the roster is escaped.
 */
export async function inviteSheet(rows: readonly InviteRow[], of: SheetOf): Promise<string> {
  const cards: string[] = [];
  for (const row of rows) cards.push(await card(row, of));
  const title = escapeHtml(operator.sheetTitle(of.college));
  return `<!doctype html>
<html lang="ru">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${STYLE}
</style>
</head>
<body>
<main>
${cards.join('\n')}
</main>
</body>
</html>
`;
}

/** «ABCD-EFGH»: easier to read off and type; the bot takes it with or without the dash. */
export const spelled = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;

async function card(row: InviteRow, { college, botLink }: SheetOf): Promise<string> {
  const qr = botLink === undefined ? '' : await qrSvg(botLink(row.code));
  const lines = [operator.sheetRole(row.role, row.group)];
  if (row.childNames.length) lines.push(operator.sheetChildren(row.childNames));
  return `<article>
<header>${escapeHtml(college)}</header>
<div><h2>${escapeHtml(row.fullName)}</h2>
${lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('\n')}</div>
${qr}<div class="code">${escapeHtml(spelled(row.code))}</div>
<ol>${operator
    .sheetSteps(qr !== '')
    .map((step) => `<li>${escapeHtml(step)}</li>`)
    .join('')}</ol>
<footer>${escapeHtml(operator.sheetUntil(row.expiresDay))}</footer>
</article>`;
}

/** An inline SVG named for screen readers. */
async function qrSvg(text: string): Promise<string> {
  const svg = await QRCode.toString(text, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 });
  return svg.replace('<svg ', `<svg role="img" aria-label="${escapeHtml(operator.sheetQr())}" `);
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
