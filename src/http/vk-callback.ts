import { Hono } from 'hono';
import { z } from 'zod';
import type { Logger } from '../logger.js';
import { isSame, okOnceStored, postedJson } from './webhook.js';

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

/** `POST /vk/callback` (contract): VK hears «ok» for what is stored, and refusals in plain codes. The answer never repeats what was sent. */
export function vkCallbackRoutes({ groupId, secret, confirmation, accept, log }: VkCallbackOptions): Hono {
  const app = new Hono();
  app.post('/vk/callback', async (c) => {
    const posted = await postedJson(c);
    if ('refusal' in posted) return posted.refusal;
    const parsed = updateSchema.safeParse(posted.json);
    if (!parsed.success) return c.text('malformed', 400);
    const { secret: given, ...update } = parsed.data;
    const confirms = update.type === 'confirmation' && given === undefined;
    if (update.group_id !== groupId || !(confirms || isSame(given, secret))) {
      log.warn({ type: 'vk-callback' }, 'foreign callback refused');
      return c.text('forbidden', 403);
    }
    if (update.type === 'confirmation') return c.text(confirmation);
    return okOnceStored(c, accept(update), log);
  });
  return app;
}
