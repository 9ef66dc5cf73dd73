import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { readAddress } from './address-file.js';
import { runChild } from './child.js';

const GRACE_MS = 10_000;

/**
 * Ends the mongod that a killed process left on this folder, and waits until it is gone. To be called by the lock's
 * holder only: then whatever the address file names has no owner. A process that merely got the same pid is left alone.
 */
export async function endOrphan(dataDir: string, dbPath: string): Promise<void> {
  const pid = (await readAddress(dataDir))?.mongodPid;
  if (pid === undefined) return;
  const killAt = performance.now() + GRACE_MS;
  let told = false;
  // By its command line and not by the pid alone: a dead process keeps its pid until its parent takes note of it.
  while ((await commandLine(pid)).includes(dbPath)) {
    if (!told) signal(pid, 'SIGTERM');
    if (performance.now() > killAt) signal(pid, 'SIGKILL');
    told = true;
    await wait(50);
  }
}

/** Of a living process; empty when there is none, or no way to tell. */
async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'win32') return '';
  if (process.platform === 'linux') return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const ps = await runChild('ps', ['-o', 'command=', '-p', String(pid)]);
  return ps.kind === 'ok' ? ps.output : '';
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended in between.
  }
}
