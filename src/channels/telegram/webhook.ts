import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '../../logger.js';
import type { TelegramCalls } from './calls.js';
import { ALLOWED_UPDATES } from './updates.js';

/** Between two tries to tell Telegram where we are. */
const TRY_AGAIN = 15_000;

/** Tells Telegram where updates go and by what secret it proves itself; tries until it is told. */
export function createWebhookSetting(calls: TelegramCalls, url: string, secret: string, log: Logger) {
  const stopping = new AbortController();
  const set = async (): Promise<boolean> => {
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
  };
  return {
    async untilSet(): Promise<void> {
      while (!stopping.signal.aborted && !(await set())) {
        await wait(TRY_AGAIN, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    },
    stop: (): void => stopping.abort(),
  };
}
