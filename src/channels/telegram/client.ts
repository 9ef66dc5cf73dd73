import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Api, GrammyError, HttpError, type RawApi } from 'grammy';

/** Telegram's answer as a value: no error of the library's goes on, since its inner stack carries the token. */
export type Answer =
  | { readonly ok: true; readonly result: unknown }
  /** `description` is Telegram's own sentence; it is compared, never shown. */
  | { readonly ok: false; readonly kind: 'refused'; readonly code: number; readonly description: string }
  /** 429: nothing was done, and nothing may be asked for so long. */
  | { readonly ok: false; readonly kind: 'wait'; readonly afterMs: number }
  /** No answer. `maybeDone`: the request had left, and nobody knows what became of it. */
  | { readonly ok: false; readonly kind: 'lost'; readonly maybeDone: boolean };

/** The library types signals by an old shim of theirs, and takes any. */
type Signal = Parameters<RawApi['getMe']>[0];
/** One call of the Bot API. */
export type Ask = (raw: RawApi, signal?: Signal) => Promise<unknown>;

/** Longer than Telegram ever takes for an answer worth having, and well within a batch's lease. */
const TIMEOUT_S = 8;
/** What is said when 429 comes without its `retry_after`. */
const WAIT_S = 1;
/** The request never left: whoever is asked again hears it for the first time. */
const NEVER_LEFT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';

/** What a failed call amounts to. */
function failure(error: unknown): Answer {
  if (error instanceof GrammyError) {
    const { error_code: code, description, parameters } = error;
    if (code === 429) return { ok: false, kind: 'wait', afterMs: (parameters.retry_after ?? WAIT_S) * 1_000 };
    if (code >= 500) return { ok: false, kind: 'lost', maybeDone: true };
    return { ok: false, kind: 'refused', code, description };
  }
  const inner = error instanceof HttpError ? error.error : error;
  return { ok: false, kind: 'lost', maybeDone: !NEVER_LEFT.has(codeOf(inner)) };
}

/** The Bot API through grammY, without its retries and its long patience. */
export function createClient({ token, apiUrl }: { token: string; apiUrl: string }) {
  const agent = apiUrl.startsWith('https:')
    ? new HttpsAgent({ keepAlive: true })
    : new HttpAgent({ keepAlive: true });
  const api = (timeoutSeconds: number): RawApi =>
    new Api(token, { apiRoot: apiUrl, timeoutSeconds, baseFetchConfig: { agent, compress: true } }).raw;
  const ask = async (raw: RawApi, what: Ask, signal?: Signal): Promise<Answer> => {
    try {
      return { ok: true, result: await what(raw, signal) };
    } catch (error) {
      return failure(error);
    }
  };
  const quick = api(TIMEOUT_S);
  return {
    ask: (what: Ask): Promise<Answer> => ask(quick, what),
    /** A call that Telegram holds open for up to `seconds`. */
    askLong: (seconds: number, what: Ask, signal: AbortSignal): Promise<Answer> =>
      ask(api(seconds + TIMEOUT_S), what, signal as unknown as Signal),
    close: (): void => agent.destroy(),
  };
}

export type Client = ReturnType<typeof createClient>;
