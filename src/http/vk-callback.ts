import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import { within } from '../errors.js';
import type { Logger } from '../logger.js';
import { readBody } from './read-body.js';

const BODY_MAX = 64 * 1024;
/** Every refusal must be out within a second. */
const BODY_WITHIN_MS = 700;
/** VK repeats an event that was not answered; better soon than after it gave up waiting. */
const STORE_WITHIN_MS = 4_000;
const REPEAT_AFTER_S = 10;

const updateSchema = z.looseObject({
  type: z.string().min(1),
  group_id: z.int(),
  secret: z.unknown().optional(),
});

/** An event of the Callback API as VK sent it, without the secret. */
export interface VkUpdate {
  readonly type: string;
  readonly group_id: number;
  readonly [field: string]: unknown;
}

export interface VkCallbackOptions {
  readonly groupId: number;
  readonly secret: string;
  readonly confirmation: string;
  /** Resolves once the event is stored; only then VK hears «ok». */
  readonly accept: (update: VkUpdate) => Promise<void>;
  readonly log: Logger;
}

/** `POST /vk/callback` (contract «Callback, floods, restarts»; vk.md §1.7). The answer never repeats what was sent. */
export function vkCallbackRoutes({ groupId, secret, confirmation, accept, log }: VkCallbackOptions): Hono {
  const app = new Hono();
  app.post('/vk/callback', async (c) => {
    const body = await readBody(c.req.raw, BODY_MAX, BODY_WITHIN_MS);
    if (body.kind === 'too-large') return c.text('too large', 413, { Connection: 'close' });
    if (body.kind === 'too-slow') return c.text('too slow', 408, { Connection: 'close' });
    const parsed = body.kind === 'text' ? updateSchema.safeParse(parseJson(body.text)) : undefined;
    if (!parsed?.success) return c.text('malformed', 400);
    const { secret: given, ...update } = parsed.data;
    const confirms = update.type === 'confirmation' && given === undefined;
    if (update.group_id !== groupId || !(confirms || isSame(given, secret))) {
      log.warn({ type: 'vk-callback' }, 'foreign callback refused');
      return c.text('forbidden', 403);
    }
    if (update.type === 'confirmation') return c.text(confirmation);
    try {
      await within(STORE_WITHIN_MS, accept(update));
    } catch (err) {
      log.error({ err }, 'callback event not stored');
      return c.text('try later', 503, { 'Retry-After': String(REPEAT_AFTER_S) });
    }
    return c.text('ok');
  });
  return app;
}

/** `undefined` for what is no JSON; JSON itself never yields it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Compared by digest, so that neither content nor length shows in the time it takes. */
function isSame(given: unknown, secret: string): boolean {
  if (typeof given !== 'string') return false;
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(given), digest(secret));
}
