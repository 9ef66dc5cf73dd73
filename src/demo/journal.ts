import { z } from 'zod';
import { createLogger, type Logger, type LogMethod } from '../logger.js';
import type { LogLine } from '../sandbox/page/house.js';
import { isPassing } from '../storage/passing.js';

/** Outcomes are remembered of so many batches. */
const BATCHES_KEPT = 2_000;
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

const lineShape = z
  .object({ level: z.number(), msg: z.string().default(''), time: z.number(), pid: z.number() })
  .catchall(z.json());
/** What delivery logs of a batch: accounts by what became of them. */
const outcomesShape = z.object({ batch: z.string() }).catchall(z.array(z.number()));

/** What a process was seen doing. */
type Doings = { readonly listens: readonly string[]; readonly answered: number; readonly told: number };

/** What the bot's processes log, kept for the page: the same lines that go to the terminal, and the quieter ones. */
export class Journal {
  readonly #listeners = new Set<(line: LogLine) => void>();
  readonly #outcomes = new Map<string, Map<number, string>>();
  readonly #answered = new Map<number, number>();
  readonly #told = new Map<number, number>();
  /** by what is held by one process at a time: which one said last that it has it */
  readonly #holders = new Map<string, number>();
  readonly #log = createLogger({
    level: 'debug',
    isOutage: isPassing,
    stream: { write: (line) => this.take(line) },
  });

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
    this.#remember(pid, msg, fields);
    const line: LogLine = { level: levelOf(level), text: msg, fields: { ...fields, pid } };
    for (const listener of this.#listeners) listener(line);
  }

  /** What became of one recipient of a batch, as far as it was logged: «sent», «gone», «retry», or why it was dropped. */
  outcomeOf(batchId: string, account: number): string | undefined {
    return this.#outcomes.get(batchId)?.get(account);
  }

  /** What a process did since it began, as far as it was logged. */
  doings(pid: number): Doings {
    return {
      listens: [...this.#holders].filter(([, holder]) => holder === pid).map(([name]) => name),
      answered: this.#answered.get(pid) ?? 0,
      told: this.#told.get(pid) ?? 0,
    };
  }

  #remember(pid: number, msg: string, fields: Readonly<Record<string, unknown>>): void {
    if (msg === 'a person is answered') count(this.#answered, pid, 1);
    if (msg === 'held by this process') this.#holders.set(String(fields['name']), pid);
    const parsed = outcomesShape.safeParse(fields);
    if (!parsed.success) return;
    const { batch, ...accounts } = parsed.data;
    count(this.#told, pid, accounts['sent']?.length ?? 0);
    const known = this.#outcomes.get(batch) ?? new Map<number, string>();
    for (const [outcome, numbers] of Object.entries(accounts))
      for (const number of numbers) known.set(number, outcome);
    this.#outcomes.delete(batch);
    this.#outcomes.set(batch, known);
    const [oldest] = this.#outcomes.keys();
    if (this.#outcomes.size > BATCHES_KEPT && oldest !== undefined) this.#outcomes.delete(oldest);
  }
}

function count(counts: Map<number, number>, pid: number, more: number): void {
  counts.set(pid, (counts.get(pid) ?? 0) + more);
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
