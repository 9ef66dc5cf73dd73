import { z } from 'zod';
import type { Logger } from '../logger.js';
import type { Deliver } from './code-sender.js';
import { post } from './post.js';

/** The answer with `fmt=3`: an id when the message was taken, else an error. */
const answerSchema = z.union([
  z.object({ id: z.union([z.number(), z.string()]), cnt: z.number() }),
  z.object({ error: z.string(), error_code: z.number() }),
]);

/** SMSC.ru over its HTTP API: `url` is the full address; the key goes in the form, never in an address. */
export function createSmscSms(options: { url: string; key: string; log: Logger }): Deliver {
  const log = options.log.child({ gateway: 'smsc' });
  return async (to, text) => {
    const form = new URLSearchParams({
      apikey: options.key,
      phones: to.replace('+', ''),
      mes: text,
      charset: 'utf-8',
      fmt: '3',
    });
    const posted = await post(options.url, form, {}, answerSchema);
    if (posted.kind === 'failed') {
      log.warn({ reason: posted.reason }, 'SMS not sent');
      return false;
    }
    if ('error_code' in posted.body) {
      log.warn({ errorCode: posted.body.error_code }, 'SMS refused');
      return false;
    }
    return true;
  };
}
