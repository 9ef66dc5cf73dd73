import { randomInt } from 'node:crypto';

/**
 * An error with two sentences: `code` for the log (a stable machine word, e.g. `port-busy`), `personText` (Russian) for
 * whoever is to be told. Neither carries personal data, tokens or addresses.
 */
export class AppError extends Error {
  override readonly name = 'AppError';

  constructor(
    readonly code: string,
    readonly personText?: string,
    options?: ErrorOptions,
  ) {
    super(code, options);
  }
}

/** Signs that neither look like each other nor like a Cyrillic letter, so a code read aloud is found in the log. */
const REFERENCE_SIGNS = '23456789DFGJLNQRSUVWZ';

/** A short code that goes into the log and to the person, e.g. `D7F-2Q`. Never looks like a six-digit confirmation code. */
export function newReference(): string {
  const sign = () => REFERENCE_SIGNS.charAt(randomInt(REFERENCE_SIGNS.length));
  return `${sign()}${sign()}${sign()}-${sign()}${sign()}`;
}

/** The work's result, or `AppError('timeout')` after `ms` milliseconds; late failures of the work are swallowed then. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new AppError('timeout')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
