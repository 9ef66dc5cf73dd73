import { OURS, PARALLEL, SINGLE, type Row } from './broadcasts.js';

const WIDTH = 760;
const LEFT = 150;
const RIGHT = 90;
const BAR = 20;
const STEP = 26;
const HEAD = 44;
const GAP = 20;
/** Seconds at the left and the right end of the scale. */
const FROM = 0.1;
const TO = 10_000;

const STYLE = `
text{font:13px system-ui,-apple-system,"Segoe UI",sans-serif;fill:#24292f}
.head{font-weight:600}.faint{fill:#57606a}.line{stroke:#d0d7de}
.single{fill:#c4314b}.parallel{fill:#bf8700}.ours{fill:#1a7f37}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.faint{fill:#9198a1}.line{stroke:#3d444d}
.single{fill:#ff7b72}.parallel{fill:#e3b341}.ours{fill:#3fb950}}`;

const KIND: Readonly<Record<string, string>> = { [SINGLE]: 'single', [PARALLEL]: 'parallel', [OURS]: 'ours' };

const x = (seconds: number): number =>
  LEFT +
  ((WIDTH - LEFT - RIGHT) * Math.log10(Math.min(Math.max(seconds, FROM), TO) / FROM)) / Math.log10(TO / FROM);

/** «850 мс», «1,2 с», «12 с», «9 мин», «1,6 ч». */
export function duration(ms: number): string {
  const shown = (value: number, unit: string): string =>
    `${value.toLocaleString('ru-RU', { maximumFractionDigits: value < 10 ? 1 : 0 })} ${unit}`;
  if (ms < 1_000) return shown(Math.round(ms), 'мс');
  if (ms < 60_000) return shown(ms / 1_000, 'с');
  return ms < 3_600_000 ? shown(ms / 60_000, 'мин') : shown(ms / 3_600_000, 'ч');
}

/** Bars of how long the last person waits, a group a workload, on a scale where each line is ten times the one before. */
export function chart(rows: readonly Row[]): string {
  const works = [...new Set(rows.map(({ work }) => work))];
  const parts: string[] = [];
  let y = HEAD;
  for (const work of works) {
    parts.push(`<text class="head" x="0" y="${y + 14}">${work}</text>`);
    y += 24;
    for (const row of rows.filter((one) => one.work === work)) {
      const end = x(row.lastMs / 1_000);
      parts.push(
        `<text x="0" y="${y + 15}">${row.way}</text>`,
        `<rect class="${KIND[row.way] ?? 'ours'}" x="${LEFT}" y="${y}" width="${(end - LEFT).toFixed(1)}" height="${BAR}" rx="3"/>`,
        `<text x="${(end + 6).toFixed(1)}" y="${y + 15}">${duration(row.lastMs)}</text>`,
      );
      y += STEP;
    }
    y += GAP;
  }
  const bottom = y - GAP + 4;
  const marks = [0.1, 1, 10, 100, 1_000, 10_000].map((seconds) => {
    const at = x(seconds).toFixed(1);
    const label = seconds.toLocaleString('ru-RU');
    return `<line class="line" x1="${at}" x2="${at}" y1="${HEAD - 8}" y2="${bottom}"/><text class="faint" x="${at}" y="${bottom + 16}" text-anchor="middle">${label} с</text>`;
  });
  const height = bottom + 26;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="Когда уведомление получает последний">`,
    `<style>${STYLE}</style>`,
    `<text class="head" x="0" y="18">Когда уведомление получает последний: чем короче, тем лучше, шкала логарифмическая</text>`,
    ...marks,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}
