import type { z } from 'zod';
import type { ConfigProblem } from './types.js';

export type Env = Readonly<Record<string, string | undefined>>;

/** What a value must be: how it is read, what to say when it is not so, and what to do then. */
export interface Rule<T> {
  readonly schema: z.ZodType<T, string>;
  readonly problem: string;
  readonly remedy: string;
}

/** «A задан», «A и B заданы»: why something else is needed. */
export const given = (names: readonly string[]): string =>
  `${names.join(' и ')} ${names.length > 1 ? 'заданы' : 'задан'}`;

/** Reads variables one by one and gathers every problem on the way, so that all are shown at once. */
export class EnvReader {
  readonly problems: ConfigProblem[] = [];
  readonly #env: Env;

  constructor(env: Env) {
    this.#env = env;
  }

  has(name: string): boolean {
    return this.#text(name) !== undefined;
  }

  /** The value, `undefined` when it is absent; a bad one is reported and counts as absent. */
  optional<T>(name: string, rule: Rule<T>): T | undefined {
    const text = this.#text(name);
    if (text === undefined) return undefined;
    const parsed = rule.schema.safeParse(text);
    if (parsed.success) return parsed.data;
    this.report(name, rule.problem, rule.remedy);
    return undefined;
  }

  /** The value, else the default. */
  withDefault<T>(name: string, rule: Rule<T>, fallback: T): T {
    return this.optional(name, rule) ?? fallback;
  }

  /** The value; its absence is a problem, said with the reason why it is needed. `stand` only fills the type's place then. */
  required<T>(name: string, rule: Rule<T>, because: string, stand: T): T {
    if (!this.has(name)) this.report(name, `не задан, а ${because}`, rule.remedy);
    return this.optional(name, rule) ?? stand;
  }

  report(variable: string, problem: string, remedy: string): void {
    this.problems.push({ variable, problem, remedy });
  }

  /** Blank is absent: `.env` files keep lines like `VK_TOKEN=`. */
  #text(name: string): string | undefined {
    return this.#env[name]?.trim() || undefined;
  }
}
