import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Fate, Odds } from './chance.js';
import { readLog, type Entry } from './log.js';
import type { Ask, Told } from './protocol.js';

const PROGRAM = fileURLToPath(new URL('./process.ts', import.meta.url));

/** Messengers that there is a stand-in of. */
export type MessengerName = 'vk' | 'telegram';

/** The messenger in its own process, from the outside. */
export class Messenger {
  readonly apiUrl: string;
  readonly #child: ChildProcess;
  readonly #file: string;
  readonly #waiting = new Map<number, () => void>();
  readonly #listeners = new Set<(told: Told) => void>();
  #last = 0;
  /** Recipients accepted so far, repeats too. */
  accepted = 0;

  private constructor(child: ChildProcess, file: string, apiUrl: string) {
    this.#child = child;
    this.#file = file;
    this.apiUrl = apiUrl;
    child.on('message', (told: Told) => {
      if (told.is === 'done') this.#waiting.get(told.number)?.();
      if (told.is === 'accepted') this.accepted = told.count;
      for (const listener of this.#listeners) listener(told);
    });
  }

  static async start(options: {
    channel: MessengerName;
    logFile: string;
    seed: number;
    token: string;
  }): Promise<Messenger> {
    const child = fork(PROGRAM, [options.channel, options.logFile, String(options.seed), options.token], {
      execArgv: ['--import', 'tsx'],
    });
    const [told] = (await once(child, 'message')) as [Told];
    if (told.is !== 'ready') throw new Error('the messenger did not start');
    return new Messenger(child, options.logFile, told.apiUrl);
  }

  odds = (odds: Odds): Promise<void> => this.#ask({ do: 'odds', odds });
  script = (...fates: Fate[]): Promise<void> => this.#ask({ do: 'script', fates });
  poison = (words: string): Promise<void> => this.#ask({ do: 'poison', words });
  gone = (peers: readonly number[]): Promise<void> => this.#ask({ do: 'gone', peers });
  slow = (ms: number): Promise<void> => this.#ask({ do: 'slow', ms });
  write = (...updates: unknown[]): Promise<void> => this.#ask({ do: 'write', updates });
  release = (): Promise<void> => this.#ask({ do: 'release' });

  /** True when a request is held, from this call on; false when none was within `patienceMs`. */
  held(patienceMs: number): Promise<boolean> {
    return this.#until((told) => told.is === 'held', patienceMs);
  }

  /** True when so many recipients have been accepted in all; false when they were not within `patienceMs`. */
  async untilAccepted(count: number, patienceMs: number): Promise<boolean> {
    return (
      this.accepted >= count ||
      this.#until((told) => told.is === 'accepted' && told.count >= count, patienceMs)
    );
  }

  /** Everything that it has written down so far. */
  async log(): Promise<Entry[]> {
    await this.#ask({ do: 'flush' });
    return readLog(this.#file);
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }

  #until(fits: (told: Told) => boolean, patienceMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (result: boolean): void => {
        clearTimeout(timer);
        this.#listeners.delete(listener);
        resolve(result);
      };
      const listener = (told: Told): void => {
        if (fits(told)) end(true);
      };
      const timer = setTimeout(end, patienceMs, false);
      this.#listeners.add(listener);
    });
  }

  async #ask(ask: Ask): Promise<void> {
    const number = (this.#last += 1);
    const done = new Promise<void>((resolve) => this.#waiting.set(number, resolve));
    this.#child.send({ number, ask });
    await done;
    this.#waiting.delete(number);
  }
}
