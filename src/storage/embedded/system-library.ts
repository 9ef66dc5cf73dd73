import { runChild } from './child.js';
import { type Progress, withProgress } from './progress.js';

type Options = { env: NodeJS.ProcessEnv; progress: Progress; signal?: AbortSignal | undefined };

/** Debian's packages of the libraries that a bare system may lack. */
const PACKAGE_OF: Record<string, string> = { 'libcurl.so.4': 'libcurl4', 'libssl.so.3': 'libssl3' };

/**
 * Where mongod didn't run for want of a system library that Debian has, and we may install it (root, apt-get), does so
 * and says it.
 * @param reason what the loader said
 * @returns whether it makes sense to try again
 */
export async function supplyLibrary(
  reason: string,
  options: Options,
  uid = process.getuid?.(),
): Promise<boolean> {
  const library = /(lib\S+?\.so\.\d+): cannot open shared object/.exec(reason)?.[1];
  const name = library === undefined ? undefined : PACKAGE_OF[library];
  if (name === undefined || uid !== 0) return false;
  const env = { ...options.env, DEBIAN_FRONTEND: 'noninteractive' };
  const aptGet = (...args: string[]) => runChild('apt-get', args, { env, signal: options.signal });
  return withProgress(
    options.progress,
    `Для MongoDB не хватает ${library}, ставлю ${name} (apt-get)`,
    async () => {
      const updated = await aptGet('update');
      if (updated.kind !== 'ok') return false;
      return (await aptGet('install', '-y', '--no-install-recommends', name)).kind === 'ok';
    },
  );
}
