import { spawn } from 'node:child_process';

/** `dismiss` when the watched process has ended, before its pid is given to another. */
export type Watcher = { dismiss: () => void };

/**
 * Has a process ended (SIGTERM) the moment this one is gone, however it went. A shell waits on a pipe that only we hold;
 * the kernel closes it with us, even after `kill -9` and while our parent has not yet taken note of our death.
 * (The library's own watcher polls our pid every 2 s, and takes such an unburied process for a living one.)
 */
export function endWithUs(pid: number): Watcher {
  if (process.platform === 'win32') return { dismiss: () => undefined };
  const shell = spawn('/bin/sh', ['-c', 'read -r _ || kill -TERM "$1"', 'sh', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {},
  });
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  shell.unref();
  return { dismiss: () => shell.stdin.end('\n') };
}
