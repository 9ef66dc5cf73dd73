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
 * The files of the built product as these changes leave them, by name under `dist`.
 *
 * @throws Error when a text to be replaced isn't there exactly once: the product has moved on, and so must the change
 */
export function brokenFiles(changes: readonly Change[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const { file, from, to } of changes) {
    const text = files.get(file) ?? readFileSync(join(ROOT, 'dist', file), 'utf8');
    const [before, after, ...more] = text.split(from);
    if (before === undefined || after === undefined || more.length > 0)
      throw new Error(`dist/${file} does not hold exactly once: ${from}`);
    files.set(file, `${before}${to}${after}`);
  }
  return files;
}

/** Copies the built product and breaks the copy. @returns the folder with its main.js, ending in a slash, and the way to remove it */
export function breakProduct(changes: readonly Change[]): { dist: string; remove: () => void } {
  const files = brokenFiles(changes);
  // Inside the project, so that the copy finds the packages.
  const folder = mkdtempSync(join(ROOT, 'dist', 'broken-'));
  for (const place of PLACES) cpSync(join(ROOT, 'dist', place), join(folder, place), { recursive: true });
  for (const [file, text] of files) writeFileSync(join(folder, file), text);
  return { dist: `${folder}/src/`, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
