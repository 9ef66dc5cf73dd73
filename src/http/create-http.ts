import { Hono } from 'hono';
import { newReference } from '../errors.js';
import { pages } from '../texts/pages.js';
import { healthRoutes, type Probe } from './health.js';
import { securityHeaders } from './headers.js';
import { joinRoutes, type JoinOptions } from './join.js';
import { metricsRoutes } from './metrics.js';
import { sendWords } from './page.js';
import { telegramWebhookRoutes, type TelegramWebhookOptions } from './telegram-webhook.js';
import { vkCallbackRoutes, type VkCallbackOptions } from './vk-callback.js';

export interface HttpOptions extends JoinOptions {
  readonly probes: readonly Probe[];
  readonly renderMetrics: () => Promise<{ contentType: string; body: string }>;
  /** With the Callback API only; without it there is no such address. */
  readonly vkCallback?: Omit<VkCallbackOptions, 'log'>;
  /** With a webhook only, likewise. */
  readonly telegramWebhook?: Omit<TelegramWebhookOptions, 'log'>;
}

/** The bot's HTTP side. Requests are not logged: their addresses hold tokens. */
export function createHttp(options: HttpOptions): Hono {
  const { log } = options;
  const app = new Hono();
  app.use(securityHeaders);
  app.route('/', healthRoutes(options));
  app.route('/', metricsRoutes(options.renderMetrics));
  app.route('/', joinRoutes(options));
  if (options.vkCallback) app.route('/', vkCallbackRoutes({ ...options.vkCallback, log }));
  if (options.telegramWebhook) app.route('/', telegramWebhookRoutes({ ...options.telegramWebhook, log }));
  app.notFound((c) => sendWords(c, 404, pages.notFound()));
  app.onError((err, c) => {
    const reference = newReference();
    log.error({ err, reference }, 'request failed');
    return sendWords(c, 500, pages.failed(reference));
  });
  return app;
}
