import type { Logger } from '../../logger.js';
import type { TelegramCalls } from './calls.js';
import { ALLOWED_UPDATES } from './updates.js';

/** Tells Telegram where updates go and by what secret it proves itself; true when it took that. */
export async function tellWebhook(
  calls: Pick<TelegramCalls, 'ask'>,
  { url, secret }: { readonly url: string; readonly secret: string },
  log: Logger,
): Promise<boolean> {
  const answer = await calls.ask((raw) =>
    raw.setWebhook({ url, secret_token: secret, allowed_updates: ALLOWED_UPDATES }),
  );
  if (answer.ok) log.info('Telegram knows where updates go');
  else if (answer.kind === 'refused')
    log.error(
      { code: answer.code },
      'Telegram does not take the webhook: PUBLIC_URL must be https and reachable',
    );
  return answer.ok;
}
