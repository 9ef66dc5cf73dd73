import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';

/** A request's JSON; `undefined` where it is none, or is not sent as JSON (which a foreign form cannot do). */
export async function readJson(c: Context): Promise<unknown> {
  if (c.req.header('content-type')?.startsWith('application/json') !== true) return undefined;
  try {
    const body: unknown = await c.req.json();
    return body;
  } catch {
    return undefined;
  }
}

/** A request that is wrong in itself, answered in words. */
export function refuse(c: Context, status: 400 | 404 | 413, reason: string): Response {
  return c.json({ reason }, status);
}

/**
 * Refuses what is longer, in words. Only what is posted has a body here: the limiter fails on a DELETE without one.
 * @param maxSize bytes
 */
export function limitPosts(maxSize: number, reason: string): MiddlewareHandler {
  const limit = bodyLimit({ maxSize, onError: (c) => refuse(c, 413, reason) });
  return (c, next) => (c.req.method === 'POST' ? limit(c, next) : next());
}
