import { readdirSync, readFileSync } from 'node:fs';

interface ProcessLine {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
}

/** Running processes as Linux shows them; those that ended and only wait to be noticed are left out. */
function running(): ProcessLine[] {
  return readdirSync('/proc').flatMap((folder) => {
    if (!/^\d+$/.test(folder)) return [];
    const [, name = '', state = '', parent = ''] =
      /^\d+ \((.*)\) (\S) (\d+)/s.exec(statOf(folder) ?? '') ?? [];
    return state === '' || state === 'Z' ? [] : [{ pid: Number(folder), parent: Number(parent), name }];
  });
}

/** Children of a process, their children, and so on. */
export function descendants(pid: number): ProcessLine[] {
  const all = running();
  const below = (parent: number): ProcessLine[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)]);
  return below(pid);
}

/** Which of these still run. */
export function stillRunning(processes: readonly ProcessLine[]): ProcessLine[] {
  const now = running();
  return processes.filter((one) => now.some(({ pid, name }) => pid === one.pid && name === one.name));
}

function statOf(folder: string): string | undefined {
  try {
    return readFileSync(`/proc/${folder}/stat`, 'utf8');
  } catch {
    // It ended between the listing and the reading.
    return undefined;
  }
}
