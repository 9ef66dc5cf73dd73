import { mkdtemp, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const ENOUGH = 4 * 1024 ** 3;

/** A fresh folder for a test's database. Nobody needs it afterwards: it lies in memory where there is room, and waits for no disk. */
export async function dataFolder(prefix: string): Promise<string> {
  const free = await statfs(MEMORY).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  return mkdtemp(join(free > ENOUGH ? MEMORY : tmpdir(), prefix));
}
