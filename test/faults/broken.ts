import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PLACES = ['src', 'scenes', 'jobs'];

/** One exact place in the built product, made wrong. */
export interface Change {
  /** Under `dist`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Copies the built product and breaks the copy.
 *
 * @returns the folder with its main.js, ending in a slash, and the way to remove it
 * @throws Error when the text to be replaced isn't there exactly once: the product has moved on, and so must the change
 */
export function breakProduct(changes: readonly Change[]): { dist: string; remove: () => void } {
  // Inside the project, so that the copy finds the packages.
  const folder = mkdtempSync(join(ROOT, 'dist', 'broken-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    for (const place of PLACES) cpSync(join(ROOT, 'dist', place), join(folder, place), { recursive: true });
    for (const { file, from, to } of changes) {
      const path = join(folder, file);
      const [before, after, ...more] = readFileSync(path, 'utf8').split(from);
      if (before === undefined || after === undefined || more.length > 0)
        throw new Error(`${file} does not hold exactly once: ${from}`);
      writeFileSync(path, `${before}${to}${after}`);
    }
  } catch (error) {
    remove();
    throw error;
  }
  return { dist: `${folder}/src/`, remove };
}
