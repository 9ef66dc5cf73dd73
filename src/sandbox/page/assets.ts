import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const NAME = /^[a-z]+(-[a-z]+)*\.(html|js|css|svg)$/;
/** preact and htm in one module, as the package has it */
const VENDOR = 'vendor.js';

/**
 * Reads one of the page's own files. They lie in the sources, also when the compiled program runs.
 * @returns `undefined` where there is no such file
 */
export async function readAsset(name: string): Promise<{ body: string; type: string } | undefined> {
  const type = TYPES[extname(name)];
  if (!NAME.test(name) || type === undefined) return undefined;
  const file = name === VENDOR ? vendorFile() : join(projectRoot(), 'src/sandbox/page/assets', name);
  try {
    return { body: await readFile(file, 'utf8'), type };
  } catch {
    return undefined;
  }
}

function vendorFile(): string {
  // The package's own export of this file names one that it does not ship.
  const main = createRequire(import.meta.url).resolve('htm');
  return join(dirname(main), '../preact/standalone.module.js');
}

/** The folder of the nearest package.json. */
function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
