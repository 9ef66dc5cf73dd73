/** `npm run faults -- [scenario…] [--short] [--engines] [--engine WORDS] [--seed N] [--minutes N]`: nothing is lost and nothing is doubled, whatever dies. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { breakProduct } from './broken.js';
import { ENGINES } from './engines.js';
import { Mongod } from './mongod.js';
import { engineTable, page, scenarioTable, type EngineRow, type ScenarioRow } from './report.js';
import type { Ground, Result } from './scenario.js';
import { SCENARIOS, type Scenario } from './scenarios/index.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: 'boolean', default: false },
    engines: { type: 'boolean', default: false },
    engine: { type: 'string' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string' },
  },
});
const asked = SCENARIOS.filter(({ name }) => positionals.includes(name));
if (asked.length < positionals.length)
  throw new Error(
    `faults: ${SCENARIOS.map(({ name }) => name).join(', ')}; --short, --engines, --engine WORDS, --seed N, --minutes N`,
  );
const broken = ENGINES.filter(
  ({ name, caughtBy }) =>
    name.includes(values.engine ?? '') && (positionals.length === 0 || positionals.includes(caughtBy)),
);
const enginesAlone = values.engines || values.engine !== undefined;
if (enginesAlone && broken.length === 0)
  throw new Error(`faults: ${ENGINES.map(({ name }) => `«${name}»`).join(', ')}`);
const everything = positionals.length === 0 && !enginesAlone && !values.short;
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const dataDir = await mkdtemp(join(tmpdir(), 'zvonok-proof-'));
const mongod = await Mongod.start(dataDir);
let databases = 0;
const ground: Ground = {
  database: () => mongod.uri(`faults${(databases += 1)}`),
  seed: Number(values.seed),
  minutes: values.minutes === undefined ? undefined : Number(values.minutes),
  mongodLogs: [mongod.logFile],
};
/** A scenario that itself breaks is a fault too, and no reason to leave the rest undone. */
const run = (scenario: Scenario, short: boolean, on: Ground): Promise<Result> =>
  (short ? scenario.short : scenario.full)(on).catch((error: unknown) => ({
    did: 'прервано',
    faults: [error instanceof Error ? error.message : String(error)],
  }));
const seconds = (from: number): number => Math.round((performance.now() - from) / 1_000);
const rows: ScenarioRow[] = [];
const engines: EngineRow[] = [];

try {
  if (!enginesAlone) {
    for (const scenario of positionals.length > 0 ? asked : SCENARIOS.filter(({ alone }) => !alone)) {
      const from = performance.now();
      const { did, faults, remains } = await run(scenario, values.short, { ...ground, keepsRemains: true });
      rows.push({ scenario, did, faults, seconds: seconds(from) });
      say(`${faults.length === 0 ? '✓' : '✗'} ${scenario.name} (${seconds(from)} с): ${did}`);
      for (const fault of faults) say(`    ${fault}`);
      if (remains !== undefined) say(`    осталось для разбора: ${remains}`);
    }
  }
  if (enginesAlone || everything) {
    for (const { name, changes, caughtBy } of broken) {
      const scenario = SCENARIOS.find((one) => one.name === caughtBy);
      if (!scenario) throw new Error(`No scenario ${caughtBy}`);
      const from = performance.now();
      const { dist, remove } = breakProduct(changes);
      try {
        const { faults } = await scenario.short({ ...ground, dist });
        engines.push({ name, caughtBy, faults, seconds: seconds(from) });
        say(`${faults.length > 0 ? '✓' : '✗'} ${name} (${seconds(from)} с): ${faults[0] ?? 'не замечено'}`);
      } finally {
        remove();
      }
    }
  }
} finally {
  await mongod.kill();
  await rm(dataDir, { recursive: true, force: true });
}

process.stdout.write(`${[scenarioTable(rows), engineTable(engines)].filter(Boolean).join('\n\n')}\n`);
if (everything) {
  await mkdir('docs', { recursive: true });
  const date = new Date().toISOString().slice(0, 10);
  await writeFile(
    'docs/faults.md',
    page(rows, engines, { date, node: process.versions.node, seed: values.seed }),
  );
}
const good =
  rows.every(({ faults }) => faults.length === 0) && engines.every(({ faults }) => faults.length > 0);
process.exitCode = good ? 0 : 1;
