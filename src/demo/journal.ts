import { z } from 'zod';
import { createLogger, type Logger, type LogMethod } from '../logger.js';
import type { LogLine } from '../sandbox/page/house.js';

/** Outcomes are remembered of so many batches. */
const BATCHES_KEPT = 2_000;
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

const lineShape = z
  .object({ level: z.number(), msg: z.string().default(''), time: z.number(), pid: z.number() })
  .catchall(z.json());
/** What delivery logs of a batch: accounts by what became of them. */
const outcomesShape = z.object({ batch: z.string() }).catchall(z.array(z.number()));

/** What the bot's processes log, kept for the page: the same lines that go to the terminal, and the quieter ones. */
export class Journal {
  readonly #listeners = new Set<(line: LogLine) => void>();
  readonly #outcomes = new Map<string, Map<number, string>>();
  readonly #log = createLogger({ level: 'debug', stream: { write: (line) => this.take(line) } });

  on(listener: (line: LogLine) => void): void {
    this.#listeners.add(listener);
  }

  /** A logger that writes here and goes on to another. */
  beside(other: Logger): Logger {
    return tee(this.#log, other);
  }

  /** Takes a line as a logger wrote it; what is none is left alone. */
  take(text: string): void {
    const parsed = lineShape.safeParse(readJson(text));
    if (!parsed.success) return;
    const { level, msg, time: _, pid, ...fields } = parsed.data;
    this.#remember(fields);
    const line: LogLine = { level: levelOf(level), text: msg, fields: { ...fields, pid } };
    for (const listener of this.#listeners) listener(line);
  }

  /** What became of one recipient of a batch, as far as it was logged: «sent», «gone», «retry», or why it was dropped. */
  outcomeOf(batchId: string, account: number): string | undefined {
    return this.#outcomes.get(batchId)?.get(account);
  }

  #remember(fields: unknown): void {
    const parsed = outcomesShape.safeParse(fields);
    if (!parsed.success) return;
    const { batch, ...accounts } = parsed.data;
    const known = this.#outcomes.get(batch) ?? new Map<number, string>();
    for (const [outcome, numbers] of Object.entries(accounts))
      for (const number of numbers) known.set(number, outcome);
    this.#outcomes.delete(batch);
    this.#outcomes.set(batch, known);
    const [oldest] = this.#outcomes.keys();
    if (this.#outcomes.size > BATCHES_KEPT && oldest !== undefined) this.#outcomes.delete(oldest);
  }
}

function tee(one: Logger, other: Logger): Logger {
  const both =
    (level: (typeof LEVELS)[number]): LogMethod =>
    (first, text) => {
      one[level](first, text);
      other[level](first, text);
    };
  return {
    trace: both('trace'),
    debug: both('debug'),
    info: both('info'),
    warn: both('warn'),
    error: both('error'),
    fatal: both('fatal'),
    child: (fields) => tee(one.child(fields), other.child(fields)),
  };
}

/** pino's numbers: 20 debug, 30 info, 40 warn, 50 and more an error. */
function levelOf(number: number): LogLine['level'] {
  if (number >= 50) return 'error';
  if (number >= 40) return 'warn';
  return number >= 30 ? 'info' : 'debug';
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
