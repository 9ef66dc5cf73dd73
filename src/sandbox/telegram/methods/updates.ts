import { badRequest, TelegramError } from '../telegram-error.js';
import type { Params } from '../params.js';
import type { TelegramWorld } from '../world.js';
import type { Method } from './method.js';

const TIMEOUT_MAX_S = 50;
const SECRET_MAX = 256;
const PORTS: ReadonlySet<string> = new Set(['', '80', '88', '443', '8443']);

const getUpdates: Method = (world, params, gone) => {
  if (world.webhook.target !== undefined)
    throw new TelegramError(
      409,
      "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
  readAllowed(world, params);
  const poll = {
    offset: params.int('offset', 0),
    limit: params.int('limit', 100, 1, 100),
    timeout: params.int('timeout', 0, 0, TIMEOUT_MAX_S),
  };
  return world.updates.poll(poll, gone);
};

const setWebhook: Method = (world, params) => {
  const url = params.text('url');
  if (url === '') return deleteWebhook(world, params, new AbortController().signal);
  const secret = params.text('secret_token');
  checkUrl(url);
  if (secret.length > SECRET_MAX) throw badRequest('secret token is too long');
  if (!/^[\w-]*$/.test(secret)) throw badRequest('secret token contains unallowed characters');
  readAllowed(world, params);
  if (params.flag('drop_pending_updates')) world.updates.clear();
  world.updates.letGo(new TelegramError(409, 'Conflict: terminated by setWebhook request'));
  world.webhook.set({ url, secret, maxConnections: params.int('max_connections', 40, 1, 100) });
  return true;
};

const deleteWebhook: Method = (world, params) => {
  if (params.flag('drop_pending_updates')) world.updates.clear();
  world.webhook.set(undefined);
  return true;
};

const getWebhookInfo: Method = ({ webhook: { target, lastError }, updates }) => ({
  url: target?.url ?? '',
  has_custom_certificate: false,
  pending_update_count: updates.pending().length,
  ...(lastError !== undefined && {
    last_error_date: Math.floor(lastError.at / 1000),
    last_error_message: lastError.message,
  }),
  ...(target !== undefined && { max_connections: target.maxConnections, ip_address: '127.0.0.1' }),
  ...(updates.allowed().length > 0 && { allowed_updates: updates.allowed() }),
});

export const updateMethods: Readonly<Record<string, Method>> = {
  getUpdates,
  setWebhook,
  deleteWebhook,
  getWebhookInfo,
};

/** Which kinds to hear of; what was asked for before stays where the call does not say. */
function readAllowed(world: TelegramWorld, params: Params): void {
  const value = params.json('allowed_updates', 'allowed updates');
  if (value === undefined) return;
  if (!Array.isArray(value)) throw badRequest("can't parse allowed updates: expected an Array of String");
  world.updates.allow(value.filter((kind) => typeof kind === 'string'));
}

/** HTTPS on one of four ports; the sandbox takes this machine's own addresses as they are, since it has no certificates. */
function checkUrl(text: string): void {
  if (!URL.canParse(text)) throw badRequest('invalid webhook URL specified');
  const { protocol, hostname, port } = new URL(text);
  if (/^(127\.0\.0\.1|localhost|\[::1\])$/.test(hostname)) return;
  if (protocol !== 'https:') throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
  if (!PORTS.has(port))
    throw badRequest('bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443');
}
