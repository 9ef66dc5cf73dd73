import { spawn } from 'node:child_process';

export type ChildResult =
  | { kind: 'ok'; output: string }
  | { kind: 'failed'; reason: string }
  | { kind: 'silent'; seconds: number };

type Options = {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** The child is ended when it has printed nothing for so long. */
  silenceMs?: number;
  /** The same once it has printed something; `silenceMs` when absent. */
  silenceAfterFirstMs?: number;
  onOutput?: (text: string) => void;
  signal?: AbortSignal | undefined;
};

/**
 * Runs a program to its end and keeps what it prints (both streams, the last 64 KiB).
 * Never throws: a program that is missing, fails or falls silent is a value with the reason in its own words.
 */
export function runChild(
  command: string,
  args: readonly string[],
  options: Options = {},
): Promise<ChildResult> {
  const { silenceMs, silenceAfterFirstMs = silenceMs, onOutput, signal, ...spawnOptions } = options;
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...spawnOptions, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let silentFor = silenceMs;
    let timer: NodeJS.Timeout | undefined;
    const finish = (result: ChildResult) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      resolve(result);
    };
    const abort = () => child.kill('SIGKILL');
    const watchSilence = (ms: number | undefined) => {
      clearTimeout(timer);
      if (ms === undefined) return;
      timer = setTimeout(() => {
        silentFor = ms;
        timer = undefined;
        child.kill('SIGKILL');
        finish({ kind: 'silent', seconds: Math.round(ms / 1000) });
      }, ms);
    };
    const hear = (chunk: Buffer) => {
      const text = chunk.toString();
      output = (output + text).slice(-65_536);
      onOutput?.(text);
      watchSilence(silenceAfterFirstMs);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', (error) => finish({ kind: 'failed', reason: error.message }));
    child.on('close', (code, endedBy) =>
      finish(
        code === 0
          ? { kind: 'ok', output }
          : { kind: 'failed', reason: lastLine(output) ?? `код ${code ?? endedBy ?? '?'}` },
      ),
    );
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    watchSilence(silentFor);
  });
}

function lastLine(output: string): string | undefined {
  return output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^npm |^Traceback|^at /.test(line))
    .at(-1);
}
