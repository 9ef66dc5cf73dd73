import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { build } from './setup.mjs';
import { isInterrupted, runStep, say, StepFailed } from './steps.mjs';

/**
 * `npm test`: build, lint, unused code, types, then every test; the last line is `N passed, N failed`, where a check counts as one.
 * @param args passed on to vitest (file names, `-t`)
 * @returns the exit code
 */
export async function runChecks(root, args) {
  const chromium = await findOrInstallChromium();
  let failed = 0;
  const tool = (...path) => join(root, 'node_modules', ...path);
  const checks = {
    Сборка: () => build(root),
    Линтер: () => check(root, [tool('oxlint', 'bin', 'oxlint'), '--type-aware']),
    // Packages that are asked for by other names than imports stand in package.json.
    'Ничего лишнего': () => check(root, [tool('knip', 'bin', 'knip.js'), '--no-progress']),
    'Типы в тестах': () =>
      check(root, [tool('typescript', 'bin', 'tsc'), '--noEmit', '-p', 'test/tsconfig.json']),
  };
  for (const [name, run] of Object.entries(checks)) {
    try {
      await run();
      say(`${name}: в порядке`);
    } catch (error) {
      if (!(error instanceof StepFailed) || isInterrupted()) throw error;
      failed += 1;
      say(`${name}: есть ошибки\n${error.message}`);
    }
  }
  const tests = await runTests(root, tool('vitest', 'vitest.mjs'), args, chromium);
  failed += tests.failed;
  process.stdout.write(`${tests.passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

async function check(root, args) {
  const { code, output } = await runStep('', process.execPath, args, { cwd: root });
  if (code !== 0) throw new StepFailed(output.trim());
}

async function runTests(root, vitest, args, chromium) {
  const folder = mkdtempSync(join(tmpdir(), 'zvonok-test-'));
  const counts = join(folder, 'counts.json');
  try {
    const { code } = await runStep(
      '',
      process.execPath,
      [vitest, 'run', '--config', 'test/vitest.config.ts', ...args],
      {
        cwd: root,
        show: true,
        env: { ...process.env, ZVONOK_TEST_COUNTS: counts, ...(chromium ? { CHROMIUM_PATH: chromium } : {}) },
      },
    );
    if (!existsSync(counts)) return { passed: 0, failed: 1 };
    const { passed, failed } = JSON.parse(readFileSync(counts, 'utf8'));
    return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function findChromium() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The page is tested in a real browser. Without one, and where it can't be installed, those tests fail and say so. */
async function findOrInstallChromium() {
  const found = findChromium();
  if (found) return found;
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get') || process.getuid() !== 0) {
    say(
      'Chromium не найден, тесты страницы не пройдут. Поставьте его (apt-get install chromium) или задайте CHROMIUM_PATH.',
    );
    return undefined;
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const packages = ['install', '-y', '--no-install-recommends', 'chromium'];
  const lists = await runStep(
    'Chromium не найден. Обновляю списки пакетов (apt-get update)',
    'apt-get',
    ['update'],
    { env },
  );
  const result =
    lists.code === 0
      ? await runStep('Ставлю Chromium (apt-get install chromium)', 'apt-get', packages, { env })
      : lists;
  if (result.code !== 0)
    say(`Chromium не поставился, тесты страницы не пройдут:\n${result.output.trim().slice(-2000)}`);
  return findChromium();
}
