import type { Verdict } from './vk/check.js';

/** Where scenarios find what they need. */
export interface Ground {
  /** The address of a fresh database, never given twice. */
  readonly database: () => string;
  /** The build under test; the product's own unless given. */
  readonly dist?: string | undefined;
  readonly seed: number;
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

/** The faults of a verdict in words: each kind, how often, and the first. */
export const inWords = ({ faults }: Verdict): string[] =>
  [...faults].map(([kind, details]) => `${kind}: ${details.length} (${details[0]})`);
