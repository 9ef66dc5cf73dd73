import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Contact } from '../domain/people.js';
import type { ProcessSwitch } from '../sandbox/page/house.js';
import { toFirst, type ToProcess } from './bot-process.js';
import type { Journal } from './journal.js';

const MOST = 3;
const STOP_MAX = 5_000;
/** What one process at a time holds in order to hear a messenger. */
const HEARING = [
  ['vk-long-poll', 'VK'],
  ['telegram-polling', 'Telegram'],
] as const;
const PROGRAM = fileURLToPath(new URL('./extra-bot.js', import.meta.url));

interface Parts {
  /** what the other processes begin with; asked anew for each */
  readonly start: () => Omit<Extract<ToProcess, { say: 'start' }>, 'say'>;
  /** the environment of another process: its settings */
  readonly env: () => NodeJS.ProcessEnv;
  readonly journal: Pick<Journal, 'take' | 'doings'>;
  readonly showCode: (contact: Contact, text: string) => void;
  /** lets a newcomer read updates in this process's stead */
  readonly handOver: () => Promise<void>;
}

/** The demo's further bot processes. */
export interface Processes extends ProcessSwitch {
  /** The college's time was moved: so far ahead of the machine's, ms. */
  readonly clockMoved: (aheadMs: number) => void;
  readonly stop: () => Promise<void>;
}

/** Starts and ends further processes of the demo's bot beside this one. */
export function createProcesses({ start, env, journal, showCode, handOver }: Parts): Processes {
  const others = new Map<number, ChildProcess>();
  const tell = (child: ChildProcess, word: ToProcess): void => {
    if (child.connected) child.send(word);
  };

  /** Resolves to whether it came to work. */
  const working = (child: ChildProcess): Promise<boolean> =>
    new Promise((resolve) => {
      child.once('exit', () => resolve(false));
      child.on('message', (message) => {
        const word = toFirst.parse(message);
        if (word.say === 'ready') resolve(true);
        else showCode(word.contact, word.text);
      });
    });

  return {
    list: () =>
      [process.pid, ...others.keys()].map((pid) => {
        const { listens, ...done } = journal.doings(pid);
        const hears = HEARING.flatMap(([name, title]) => (listens.includes(name) ? [title] : []));
        return { pid, isFirst: pid === process.pid, listens: hears, ...done };
      }),

    async add() {
      if (others.size + 1 >= MOST) return `Больше ${MOST} процессов демонстрация не запускает`;
      const child = fork(PROGRAM, { env: env(), stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
      const { pid } = child;
      if (pid === undefined) return 'Процесс не запустился';
      others.set(pid, child);
      child.once('exit', () => others.delete(pid));
      if (child.stdout) createInterface(child.stdout).on('line', (line) => journal.take(line));
      const works = working(child);
      tell(child, { say: 'start', ...start() });
      if (!(await works)) return 'Процесс закрылся, не начав работать';
      await handOver();
      return undefined;
    },

    kill: (pid) => others.get(pid)?.kill('SIGKILL') === true,

    clockMoved(aheadMs) {
      for (const child of others.values()) tell(child, { say: 'clock', aheadMs });
    },

    async stop() {
      await Promise.all(
        [...others.values()].map(async (child) => {
          const ended = once(child, 'exit');
          tell(child, { say: 'stop' });
          const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MAX);
          await ended;
          clearTimeout(timer);
        }),
      );
    },
  };
}
