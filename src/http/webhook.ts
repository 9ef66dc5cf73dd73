import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { within } from '../errors.js';
import type { Logger } from '../logger.js';
import { readBody } from './read-body.js';

const BODY_MAX = 64 * 1024;
/** Every refusal must be out within a second. */
const BODY_WITHIN_MS = 700;
/** A messenger repeats an event that was not answered; better soon than after it gave up waiting. */
const STORE_WITHIN_MS = 4_000;
const REPEAT_AFTER_S = 10;

/** The body as JSON, `undefined` when it is none; or the refusal of one too large or too slow. */
export async function postedJson(
  c: Context,
): Promise<{ readonly json: unknown } | { readonly refusal: Response }> {
  const body = await readBody(c.req.raw, BODY_MAX, BODY_WITHIN_MS);
  if (body.kind === 'too-large') return { refusal: c.text('too large', 413, { Connection: 'close' }) };
  if (body.kind === 'too-slow') return { refusal: c.text('too slow', 408, { Connection: 'close' }) };
  return { json: body.kind === 'text' ? parseJson(body.text) : undefined };
}

/** «ok» once the event is stored, never before; else the messenger is asked to bring it again. */
export async function okOnceStored(c: Context, stored: Promise<void>, log: Logger): Promise<Response> {
  try {
    await within(STORE_WITHIN_MS, stored);
  } catch (err) {
    log.error({ err }, 'webhook event not stored');
    return c.text('try later', 503, { 'Retry-After': String(REPEAT_AFTER_S) });
  }
  return c.text('ok');
}

/** Compared by digest, so that neither content nor length shows in the time it takes. */
export function isSame(given: unknown, secret: string): boolean {
  if (typeof given !== 'string') return false;
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(given), digest(secret));
}

/** `undefined` for what is no JSON; JSON itself never yields it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
