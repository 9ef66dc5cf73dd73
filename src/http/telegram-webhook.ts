import { Hono } from 'hono';
import { z } from 'zod';
import type { Logger } from '../logger.js';
import { isSame, okOnceStored, postedJson } from './webhook.js';

const updateSchema = z.looseObject({ update_id: z.int() });

export interface TelegramWebhookOptions {
  readonly secret: string;
  /** Resolves once the update is stored; only then Telegram hears «ok». */
  readonly accept: (update: unknown) => Promise<void>;
  readonly log: Logger;
}

/** `POST /telegram/webhook`: the secret is compared before a byte of the body is read. The answer never repeats what was sent. */
export function telegramWebhookRoutes({ secret, accept, log }: TelegramWebhookOptions): Hono {
  const app = new Hono();
  app.post('/telegram/webhook', async (c) => {
    if (!isSame(c.req.header('x-telegram-bot-api-secret-token'), secret)) {
      log.warn({ type: 'telegram-webhook' }, 'foreign webhook refused');
      return c.text('forbidden', 403, { Connection: 'close' });
    }
    const posted = await postedJson(c);
    if ('refusal' in posted) return posted.refusal;
    const update = updateSchema.safeParse(posted.json);
    return update.success ? okOnceStored(c, accept(update.data), log) : c.text('malformed', 400);
  });
  return app;
}
