import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const DIST = fileURLToPath(new URL('../../dist/src/', import.meta.url));

/** What an operator sets for any bot. */
export const baseEnvironment = (mongodbUri: string, dataDir: string) => ({
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  PORT: '0',
  MONGODB_URI: mongodbUri,
  DATA_DIR: dataDir,
  SECRET_KEY: 'a-key-of-the-tests-and-of-nothing-else',
});

/** The environment of a bot in VK, against VK's stand-in. */
export const botEnvironment = (
  messenger: { readonly apiUrl: string },
  token: string,
  groupId: number,
  mongodbUri: string,
  dataDir: string,
) => ({
  ...baseEnvironment(mongodbUri, dataDir),
  VK_TOKEN: token,
  VK_GROUP_ID: String(groupId),
  VK_API_URL: messenger.apiUrl,
});

/** Runs an operator's command of the build to its end. @returns what it printed @throws when it ends with another code than 0 */
export async function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  dist = DIST,
): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [`${dist}cli.js`, ...args], { env });
  return stdout;
}

export interface BuildOptions {
  /** The folder with main.js, ending in a slash. */
  readonly dist?: string | undefined;
  readonly nodeArgs?: readonly string[];
}

/** A real bot process, built as the operator's is. */
export class BotProcess {
  readonly output: string[] = [];
  readonly #child: ChildProcess;

  /** @param how `dist`: another build than the product's; `nodeArgs`: what Node is to do before it */
  constructor(env: Record<string, string>, { dist = DIST, nodeArgs = [] }: BuildOptions = {}) {
    this.#child = spawn(process.execPath, [...nodeArgs, `${dist}main.js`], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.output.push(text));
    }
  }

  /** Resolves when it says that it works: the bot, or the demo. @throws what it said when it ended instead */
  async ready(): Promise<this> {
    for (;;) {
      if (/Бот работает|Готово за/.test(this.output.join(''))) return this;
      if (this.#child.exitCode !== null) throw new Error(this.output.join(''));
      await Promise.race([once(this.#child.stderr ?? this.#child, 'data'), once(this.#child, 'exit')]);
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get url(): string {
    return /http:\/\/127\.0\.0\.1:\d+/.exec(this.output.join(''))?.[0] ?? '';
  }

  /** Without a chance to tidy up. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** As a service manager does, or Ctrl-C; resolves to the exit code. */
  async stop(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<number | null> {
    return this.#end(signal);
  }

  /** Resolves to the exit code when it ends by itself. */
  async ended(): Promise<number | null> {
    if (this.running) await once(this.#child, 'close');
    return this.#child.exitCode;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Stops it as it stands, in the middle of anything. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    if (!this.running) return this.#child.exitCode;
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    await ended;
    return this.#child.exitCode;
  }
}
