import type { z } from 'zod';
import { SEND_WITHIN_MS } from './code-sender.js';

export type Posted<T> =
  | { readonly kind: 'answer'; readonly status: number; readonly body: T }
  /** No answer in time, no connection, or an answer of another shape. `reason`: a word for the log. */
  | { readonly kind: 'failed'; readonly reason: string };

/** One POST to an SMS service. Redirects are not followed: the request carries a key. Never rejects. */
export async function post<T>(
  url: string,
  body: URLSearchParams | string,
  headers: Readonly<Record<string, string>>,
  schema: z.ZodType<T>,
): Promise<Posted<T>> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers,
      redirect: 'error',
      signal: AbortSignal.timeout(SEND_WITHIN_MS),
    });
    const answer = schema.safeParse(await response.json());
    if (answer.success) return { kind: 'answer', status: response.status, body: answer.data };
    return { kind: 'failed', reason: `unknown answer, status ${response.status}` };
  } catch (error) {
    return { kind: 'failed', reason: reasonOf(error) };
  }
}

/** `TimeoutError`, `ECONNREFUSED`, `SyntaxError`…; a message could repeat what was sent. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return error.name;
}
