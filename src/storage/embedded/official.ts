import { rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cachedPath, downloadFolder } from './cache.js';
import { runChild } from './child.js';
import { type Progress, withProgress } from './progress.js';
import { checkVersion, type Mongod } from './version.js';

/** Opens data files of 6.0 (the wheel's) too, has builds for Debian 12, and is the first 7.0 without CVE-2025-14847. */
export const OFFICIAL_VERSION = '7.0.28';

export type Attempt = { kind: 'found'; mongod: Mongod } | { kind: 'failed'; reason: string };

export type DownloadOptions = {
  cache: string;
  env: NodeJS.ProcessEnv;
  now: number;
  progress: Progress;
  signal?: AbortSignal | undefined;
  /** How long the other side may stay silent before we give it up. */
  silenceMs?: number;
};

// In a process of its own: the library offers no way to break off a download, waits 60 s on a silent firewall, writes
// to the console, and takes its settings from the environment.
const DOWNLOADER = `
const { DryMongoBinary, MongoBinary } = require(process.argv[1]);
DryMongoBinary.generateOptions({ version: process.argv[2], downloadDir: process.argv[3] })
  .then((options) => MongoBinary.download({ ...options, platform: process.platform, checkMD5: true }))
  .then(
    (path) => console.log('\\n' + JSON.stringify({ path })),
    (error) => { console.error(error.message); process.exitCode = 1; },
  );`;

/** Downloads MongoDB's own build of `OFFICIAL_VERSION` into the cache. A host that can't be resolved fails at once. */
export async function downloadOfficial(options: DownloadOptions): Promise<Attempt> {
  const { cache, progress, signal, silenceMs = 10_000 } = options;
  const folder = await downloadFolder(cache, options.now);
  const library = createRequire(import.meta.url).resolve('mongodb-memory-server-core');
  const args = ['-e', DOWNLOADER, library, OFFICIAL_VERSION, folder];
  try {
    const ran = await withProgress(
      progress,
      `Скачиваю MongoDB ${OFFICIAL_VERSION} с официального сайта`,
      () =>
        runChild(process.execPath, args, {
          cwd: folder,
          env: {
            ...options.env,
            // The library checks the server's certificate only when npm's setting says so.
            npm_config_strict_ssl: 'true',
            MONGOMS_MAX_RETRIES: '1',
          },
          silenceMs,
          silenceAfterFirstMs: silenceMs * 6,
          signal,
        }),
    );
    if (ran.kind === 'silent') return { kind: 'failed', reason: `нет ответа ${ran.seconds} с` };
    if (ran.kind === 'failed') return { kind: 'failed', reason: ran.reason };
    const downloaded = /^\{"path":(".*")\}$/m.exec(ran.output)?.[1];
    if (downloaded === undefined) return { kind: 'failed', reason: 'загрузчик не назвал файл' };
    const file = String(JSON.parse(downloaded));
    const check = await checkVersion(file, signal);
    if (check.kind === 'unfit') return { kind: 'failed', reason: check.reason };
    const path = cachedPath(cache, OFFICIAL_VERSION);
    await rename(file, path);
    return { kind: 'found', mongod: { path, version: check.version, source: 'official' } };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
