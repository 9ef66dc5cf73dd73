import pino, { type DestinationStream } from 'pino';
import { prettyFactory } from 'pino-pretty';
import { createThinning } from './log-outage.js';
import { scrub, scrubMessage } from './scrub.js';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** `log.info('text')` · `log.info({ lesson: id }, 'text')` · `log.error({ err }, 'text')` · `log.error(err)`. */
export type LogMethod = (first: string | Error | object, text?: string) => void;

/** What anyone may ask of the log. Fields hold ids, codes and numbers; never contents, names or contacts. */
export interface Logger {
  readonly trace: LogMethod;
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
  readonly fatal: LogMethod;
  child(fields: object): Logger;
}

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Where lines go; standard output by default. */
  readonly stream?: DestinationStream;
  /** Lines for a person at a terminal instead of JSON. */
  readonly pretty?: boolean;
  /** Whether an error says only that the database is away: lines about it are thinned out, and name no place that asked. */
  readonly isOutage?: (error: unknown) => boolean;
}

interface SafeError {
  readonly name: string;
  readonly code?: string | number;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: SafeError;
}

const DEPTH_MAX = 5;

/** Where it happened. A message of several lines may hold some that look like the stack's own. */
function framesOf({ stack = '', message }: Error): string[] {
  const from = stack.includes(message) ? stack.indexOf(message) + message.length : 0;
  return stack
    .slice(from)
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
}

/** An error as it may be logged: own fields of a library's error (parameters, request, response) are left out. */
function safeError(error: Error, depth: number): SafeError {
  const code =
    'code' in error && (typeof error.code === 'string' || typeof error.code === 'number')
      ? error.code
      : undefined;
  const frames = depth === 0 ? framesOf(error) : [];
  return {
    name: error.name,
    ...(code === undefined ? {} : { code: typeof code === 'string' ? scrub(code) : code }),
    message: scrubMessage(error.message),
    ...(frames.length > 0 ? { stack: scrub(frames.join('\n')) } : {}),
    ...(error.cause instanceof Error && depth < DEPTH_MAX
      ? { cause: safeError(error.cause, depth + 1) }
      : {}),
  };
}

/** A value as it may be logged: texts scrubbed at any depth, errors cut down, numbers as they are. */
function safeValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return scrub(value);
  if (value instanceof Error) return safeError(value, 0);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEPTH_MAX) return '<deep>';
  if (Array.isArray(value)) return value.map((item) => safeValue(item, depth + 1));
  return safeFields(value, depth + 1);
}

function safeFields(fields: object, depth = 0): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, safeValue(value, depth)]));
}

/** Lines as a person at a terminal reads them; written at once, so that a crash loses none. */
function prettyStream(target: DestinationStream): DestinationStream {
  const format = prettyFactory({ ignore: 'pid', translateTime: 'SYS:HH:MM:ss' });
  return { write: (line) => target.write(format(line)) };
}

interface Quiet {
  readonly isOutage: (error: unknown) => boolean;
  readonly thinned: (text: string) => number | undefined;
}

function facade(target: pino.Logger, quiet: Quiet): Logger {
  const at =
    (level: Exclude<LogLevel, 'silent'>): LogMethod =>
    (first, text) => {
      // What nobody wants to hear costs nothing.
      if (!target.isLevelEnabled(level)) return undefined;
      if (typeof first === 'string') return target[level](scrub(first));
      const fields = first instanceof Error ? { err: first } : first;
      const err = 'err' in fields && fields.err instanceof Error ? fields.err : undefined;
      // Without a text of its own a line about an error would get the error's raw message from pino.
      const words = text === undefined ? err && scrubMessage(err.message) : scrub(text);
      if (!err || !quiet.isOutage(err)) return target[level](safeFields(fields), words);
      // A line with a reference stays: a person was told it, and may ask for it.
      const unwritten = text === undefined || 'reference' in fields ? 0 : quiet.thinned(text);
      if (unwritten === undefined) return undefined;
      // Where the database was asked from is no help when it is away.
      const safe = { ...safeFields(fields), err: safeError(err, 1) };
      return target[level](unwritten > 0 ? { ...safe, unwritten } : safe, words);
    };
  return {
    trace: at('trace'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
    child: (fields) => facade(target.child(safeFields(fields)), quiet),
  };
}

/**
 * The process's logger. Callers log ids and codes only; this is the second net: whatever text a library brings is
 * scrubbed of tokens, links, phones, e-mails and codes before it is written.
 */
export function createLogger({
  level,
  stream,
  pretty = false,
  isOutage = () => false,
}: LoggerOptions): Logger {
  const target = stream ?? pino.destination({ fd: 1, sync: true });
  return facade(
    pino(
      { level, base: { pid: process.pid }, serializers: { err: (error: unknown) => error } },
      pretty ? prettyStream(target) : target,
    ),
    { isOutage, thinned: createThinning(() => performance.now()) },
  );
}
