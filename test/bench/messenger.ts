import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Answer, Ask, Heard, Talk } from './protocol.js';

/** The messenger's stand-in, running in another process. */
export interface Messenger {
  readonly apiUrl: string;
  /** Makes sure that these people are there and have allowed messages. */
  people(first: number, count: number): Promise<void>;
  /** Resolves when so many messages of the bot have come, or after `patienceMs`. */
  watch(expected: number, patienceMs: number): Promise<Heard>;
  talk(wish: Omit<Extract<Ask, { do: 'talk' }>, 'do'>): Promise<Talk>;
  stop(): Promise<void>;
}

/** Starts the stand-in: 20 requests a second for the token, as VK. @throws Error when it does not start or an order fails */
export async function startMessenger(): Promise<Messenger> {
  const child = fork(fileURLToPath(new URL('./messenger-process.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
  });
  const waiting = new Map<number, (answer: Answer) => void>();
  let last = 0;
  child.on('message', ({ number, answered }: { number: number; answered: Answer }) => {
    waiting.get(number)?.(answered);
    waiting.delete(number);
  });
  child.once('exit', () => {
    for (const settle of waiting.values()) settle({ is: 'failed', why: 'the messenger has ended' });
  });
  const ready = new Promise<Answer>((resolve) => waiting.set(0, resolve));
  const ask = async (what: Ask): Promise<Answer> => {
    const number = (last += 1);
    const answered = new Promise<Answer>((resolve) => waiting.set(number, resolve));
    child.send({ number, ask: what });
    const answer = await answered;
    if (answer.is === 'failed') throw new Error(answer.why);
    return answer;
  };
  const begun = await ready;
  if (begun.is !== 'ready') throw new Error('The messenger did not start');
  return {
    apiUrl: begun.apiUrl,
    async people(first, count) {
      await ask({ do: 'people', first, count });
    },
    async watch(expected, patienceMs) {
      const answer = await ask({ do: 'watch', expected, patienceMs });
      if (answer.is !== 'heard') throw new Error('an answer to another question');
      return answer.heard;
    },
    async talk(wish) {
      const answer = await ask({ do: 'talk', ...wish });
      if (answer.is !== 'talk') throw new Error('an answer to another question');
      return answer.talk;
    },
    async stop() {
      const ended = once(child, 'exit');
      await ask({ do: 'stop' });
      await ended;
    },
  };
}
