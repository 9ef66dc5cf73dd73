import type { FaultKind, Verdict } from './messenger/check.js';

/** Where scenarios find what they need. */
export interface Ground {
  /** The address of a fresh database, never given twice. */
  readonly database: () => string;
  /** The build under test; the product's own unless given. */
  readonly dist?: string | undefined;
  readonly seed: number;
  /** How long a scenario that lasts is to last, where somebody says so. */
  readonly minutes?: number | undefined;
  /** Logs of the mongods that hold these databases. */
  readonly mongodLogs?: readonly string[];
  /** What a run that went wrong leaves behind is kept, to be looked into. */
  readonly keepsRemains?: boolean;
}

export interface Result {
  /** What was done, in numbers. */
  readonly did: string;
  /** What must not be; empty when the run was good. */
  readonly faults: readonly string[];
  /** The folder with all that is left of a run that went wrong. */
  readonly remains?: string;
}

/** Several runs told as one. */
export const merged = (results: readonly Result[]): Result => ({
  did: results.map(({ did }) => did).join('; '),
  faults: results.flatMap(({ faults }) => faults),
  ...remainsOf(results),
});

const remainsOf = (results: readonly Result[]): Pick<Result, 'remains'> => {
  const all = results.flatMap(({ remains }) => remains ?? []);
  return all.length === 0 ? {} : { remains: all.join(', ') };
};

const KINDS: Readonly<Record<FaultKind, string>> = {
  lost: 'не услышали',
  twice: 'услышали дважды',
  early: 'раньше срока',
  late: 'после срока',
  unwanted: 'лишние сообщения',
  'too many requests a second': 'больше запросов в секунду, чем можно',
  'too many recipients': 'больше 100 получателей',
  'too many calls': 'больше 25 вызовов',
  'too many in a chat': 'чаще раза в секунду одному человеку',
  'sent to someone gone': 'писали тем, кто запретил',
  'no rest': 'не выдержана пауза',
};

/** The faults of a verdict in words: each kind, how often, and the first. */
export const inWords = ({ faults }: Verdict): string[] =>
  [...faults].map(([kind, details]) => `${KINDS[kind]}: ${details.length} (${details[0]})`);
