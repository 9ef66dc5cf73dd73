import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Says a line on stderr: stdout belongs to the program itself (`--json` prints JSON alone there). */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** A step that did not succeed; the message is for people, in Russian. */
export class StepFailed extends Error {}

const children = new Set();
let interruptedBy;

/**
 * While steps run, a signal ends the children too (npm would leave them behind), and then us.
 * @returns a function that gives the signals back, for the program that starts after the steps
 */
export function guardSteps() {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const interrupt = (signal) => {
    interruptedBy = signal;
    for (const child of children) endGroup(child);
  };
  for (const signal of signals) process.on(signal, interrupt);
  return () => {
    for (const signal of signals) process.off(signal, interrupt);
    if (interruptedBy) throw new StepFailed('Прервано.');
  };
}

/** Has a signal come while steps ran? */
export function isInterrupted() {
  return interruptedBy !== undefined;
}

/** The exit code by the custom of shells: 130 for Ctrl-C, 143 for SIGTERM, 1 for any other failure. */
export function failureCode() {
  return { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[interruptedBy] ?? 1;
}

/**
 * Runs a program as one step of the set-up, and says every few seconds for how long it has been at it.
 * @param what the step in words; absent when the program shows its own progress (`show`)
 * @returns {Promise<{code: number, output: string}>} the exit code and, unless shown, what it printed
 * @throws StepFailed when it can't be started or a signal came
 */
export async function runStep(
  what,
  command,
  args,
  { cwd, env = process.env, show = false, shell = false } = {},
) {
  if (interruptedBy) throw new StepFailed('Прервано.');
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  if (what) say(`${what}…`);
  const timer = setInterval(() => what && say(`${what}… ${seconds()} с`), 5000);
  try {
    const result = await run(command, args, { cwd, env, show, shell });
    if (interruptedBy) throw new StepFailed('Прервано.');
    if (what && result.code === 0 && seconds() > 0) say(`${what}: готово за ${seconds()} с`);
    return result;
  } finally {
    clearInterval(timer);
  }
}

function run(command, args, { cwd, env, show, shell }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      shell,
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
      // A group of its own, so that it can be ended together with whatever it starts.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    children.add(child);
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-200_000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', (error) => {
      children.delete(child);
      reject(new StepFailed(`Не запускается ${command}: ${error.message}`));
    });
    child.on('close', (code) => {
      children.delete(child);
      resolve({ code: code ?? 1, output });
    });
  });
}

function endGroup(child) {
  const kill = (signal) => {
    try {
      if (process.platform === 'win32') child.kill(signal);
      else process.kill(-child.pid, signal);
    } catch {
      // Gone already.
    }
  };
  kill('SIGTERM');
  setTimeout(() => kill('SIGKILL'), 5000).unref();
}

/**
 * npm ends at once on SIGTERM and leaves us behind: when we were started by npm and it is gone, we send the signal to
 * ourselves, and the program stops as if it had been told so.
 */
export function followNpm() {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return;
  const family = ancestry();
  const timer = setInterval(() => {
    if (ancestry() === family) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  timer.unref();
}

/** Our parent and, where npm's shell stands in between (not every shell gives its place to the program), its parent. */
function ancestry() {
  const parent = process.ppid;
  try {
    const shell = /^[^\0]*\b(?:sh|dash|bash)\0-c\0/.test(readFileSync(`/proc/${parent}/cmdline`, 'utf8'));
    if (!shell) return `${parent}`;
    const stat = readFileSync(`/proc/${parent}/stat`, 'utf8');
    return `${parent} ${stat.slice(stat.lastIndexOf(')')).split(' ')[2]}`;
  } catch {
    return `${parent}`;
  }
}
