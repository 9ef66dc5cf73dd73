/** What planned refusals say; other wordings stand where the rule is. */
const WORDING: Readonly<Record<number, string>> = {
  400: 'Bad Request: chat not found',
  401: 'Unauthorized',
  403: 'Forbidden: bot was blocked by the user',
  404: 'Not Found',
  409: 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
};

/** A refusal in the Bot API's terms: `{ok: false, error_code, description, parameters?}` with the code as HTTP status. */
export class TelegramError extends Error {
  constructor(
    readonly code: number,
    description: string,
    /** seconds, with 429 alone */
    readonly retryAfter?: number,
  ) {
    super(description);
    this.name = 'TelegramError';
  }
}

/** 400, with the detail in the Bot API's own spelling. */
export const badRequest = (detail: string): TelegramError => new TelegramError(400, `Bad Request: ${detail}`);

/** @param seconds whole, ≥ 1 */
export const tooManyRequests = (seconds: number): TelegramError =>
  new TelegramError(429, `Too Many Requests: retry after ${seconds}`, seconds);

/** A refusal that was planned by its code alone. @param floodWaitS what 429 asks for */
export function plannedRefusal(code: number, floodWaitS: number): TelegramError {
  return code === 429
    ? tooManyRequests(floodWaitS)
    : new TelegramError(code, WORDING[code] ?? 'Bad Request: planned by the sandbox');
}
