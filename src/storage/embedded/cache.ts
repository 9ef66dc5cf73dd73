import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Abandoned downloads (the process was killed in the middle) are removed after an hour. */
const ABANDONED_MS = 3_600_000;

/**
 * The user's cache folder for this program: outside the checkout and outside `DATA_DIR`, so that a fresh clone or
 * an emptied data folder needs no second download.
 */
export function cacheFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const home = env['HOME'] ?? homedir();
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'zvonok');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'zvonok');
  // The XDG specification: a relative value is to be ignored.
  const xdg = env['XDG_CACHE_HOME'];
  return join(xdg?.startsWith('/') ? xdg : join(home, '.cache'), 'zvonok');
}

/** Where the mongod of one version stands in the cache. */
export function cachedPath(folder: string, version: string): string {
  return join(folder, `mongod-${version}${process.platform === 'win32' ? '.exe' : ''}`);
}

/** Is there a whole file? Files come here by rename only, so one that exists is complete. */
export async function isCached(path: string): Promise<boolean> {
  const info = await stat(path).catch(() => undefined);
  return info?.isFile() === true && info.size > 0;
}

/** A folder of one's own inside the cache for a download; the caller removes it. */
export async function downloadFolder(folder: string, now: number): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    if (!name.startsWith('download-')) continue;
    const info = await stat(join(folder, name)).catch(() => undefined);
    if (info !== undefined && now - info.mtimeMs > ABANDONED_MS) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
  }
  return mkdtemp(join(folder, 'download-'));
}
