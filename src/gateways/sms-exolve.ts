import { z } from 'zod';
import type { Logger } from '../logger.js';
import type { Deliver } from './code-sender.js';
import { post } from './post.js';

const answerSchema = z.union([
  z.object({ message_id: z.union([z.string(), z.number()]) }),
  z.object({ error: z.object({ code: z.union([z.number(), z.string()]) }) }),
]);

/** MTS Exolve's SendSMS: JSON with a Bearer key; numbers without «+». `number` is the sender. */
export function createExolveSms(options: { url: string; key: string; number: string; log: Logger }): Deliver {
  const log = options.log.child({ gateway: 'exolve' });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${options.key}` };
  return async (to, text) => {
    const body = JSON.stringify({ number: options.number, destination: to.replace('+', ''), text });
    const posted = await post(options.url, body, headers, answerSchema);
    if (posted.kind === 'failed') {
      log.warn({ reason: posted.reason }, 'SMS not sent');
      return false;
    }
    if ('error' in posted.body || posted.status >= 400) {
      log.warn({ status: posted.status }, 'SMS refused');
      return false;
    }
    return true;
  };
}
