import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { runStep, say, StepFailed } from './steps.mjs';

const SOURCE_FOLDERS = ['src', 'scenes', 'jobs'];

/** Installs the packages when the lock file says that they differ. Does nothing, in a few ms, when all is there. */
export async function install(root) {
  if (isInstalled(root)) return;
  await alone(root, async () => {
    if (!isInstalled(root)) await npmCi(root);
  });
}

/** Translates the sources into `dist` when they have changed. @throws StepFailed with the compiler's findings */
export async function build(root) {
  if (isBuilt(root)) return;
  await alone(root, async () => {
    if (!isBuilt(root)) await compile(root);
  });
}

const lockStamp = (root) => join(root, 'node_modules', '.zvonok-lock');
const buildStamp = (root) => join(root, 'dist', '.stamp');

function lockHash(root) {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}`;
}

function isInstalled(root) {
  return readIfThere(lockStamp(root)) === lockHash(root);
}

async function npmCi(root) {
  if (holdsWhatLockSays(root)) {
    await writeFile(lockStamp(root), lockHash(root));
    return;
  }
  // Development packages are needed to build, whatever NODE_ENV says.
  const args = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const result =
    npm && existsSync(npm)
      ? await runStep('Устанавливаю пакеты', process.execPath, [npm, ...args], { cwd: root })
      : await runStep('Устанавливаю пакеты', 'npm', args, {
          cwd: root,
          shell: process.platform === 'win32',
        }).catch(() => {
          throw new StepFailed('Не найден npm. Он ставится вместе с Node.js: https://nodejs.org');
        });
  if (result.code !== 0) throw new StepFailed(`Пакеты не установились:\n${result.output.trim()}`);
  await writeFile(lockStamp(root), lockHash(root));
}

/** Was everything installed by hand (`npm install`)? npm leaves a list of what it has put there. */
function holdsWhatLockSays(root) {
  const there = readIfThere(join(root, 'node_modules', '.package-lock.json'));
  if (there === undefined) return false;
  const have = JSON.parse(there).packages;
  const want = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(want).every(([path, entry]) => {
    if (path === '' || (entry.optional && !have[path])) return true;
    return have[path]?.version === entry.version && have[path]?.integrity === entry.integrity;
  });
}

function sources(root) {
  const files = SOURCE_FOLDERS.flatMap((folder) => filesUnder(root, folder));
  const hash = createHash('sha256').update(readIfThere(lockStamp(root)) ?? '');
  for (const file of ['tsconfig.json', ...files]) {
    const { mtimeMs, size } = statSync(join(root, file));
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return { files, hash: hash.digest('hex') };
}

function filesUnder(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? filesUnder(root, path) : [path];
    });
}

function builtBefore(root) {
  return JSON.parse(readIfThere(buildStamp(root)) ?? '{"files":[]}');
}

function isBuilt(root) {
  return builtBefore(root).hash === sources(root).hash;
}

async function compile(root) {
  const { files, hash } = sources(root);
  // What came from a source that is no longer there must not be importable.
  const removed = builtBefore(root).files.some((file) => !files.includes(file));
  if (removed) await rm(join(root, 'dist'), { recursive: true, force: true });
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = [tsc, '-p', 'tsconfig.json', '--incremental', '--tsBuildInfoFile', 'dist/.tsbuildinfo'];
  const result = await runStep('Собираю', process.execPath, args, { cwd: root });
  if (result.code !== 0) throw new StepFailed(`Сборка не удалась:\n${result.output.trim()}`);
  for (const file of files.filter((name) => !/\.m?tsx?$/.test(name) && !name.startsWith('src/bootstrap'))) {
    await mkdir(dirname(join(root, 'dist', file)), { recursive: true });
    await copyFile(join(root, file), join(root, 'dist', file));
  }
  await writeFile(buildStamp(root), JSON.stringify({ hash, files }));
}

/**
 * Two commands in one checkout must not install or build at once. The lock is a name that the kernel forgets with its
 * owner; there is such a thing on Linux only, elsewhere they are not kept apart.
 */
async function alone(root, step) {
  if (process.platform !== 'linux') return step();
  const name = `\0zvonok-setup-${createHash('sha256').update(root).digest('hex')}`;
  const server = createServer();
  const listen = () =>
    new Promise((resolve, reject) => {
      server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)));
      server.listen(name, () => resolve(true));
    });
  for (let tries = 0; !(await listen()); tries += 1) {
    if (tries % 25 === 0) say('Установка или сборка уже идёт в другом процессе, ждём…');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  try {
    return await step();
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
