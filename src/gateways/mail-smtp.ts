import { createTransport } from 'nodemailer';
import { within } from '../errors.js';
import type { Logger } from '../logger.js';
import { SEND_WITHIN_MS, type Deliver } from './code-sender.js';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Letters over SMTP. `url`: `smtps://user:password@host:465` or `smtp://…:587`, where a connection that is not made secure
 * by STARTTLS is refused, except to this very machine. One connection a letter: codes are few.
 */
export function createMailSmtp(options: {
  url: string;
  from: string;
  subject: string;
  log: Logger;
}): Deliver {
  const log = options.log.child({ gateway: 'smtp' });
  const requireTLS = !LOOPBACK.test(new URL(options.url).hostname);
  return async (to, text) => {
    const transport = createTransport({
      url: options.url,
      requireTLS,
      connectionTimeout: SEND_WITHIN_MS,
      greetingTimeout: SEND_WITHIN_MS,
      socketTimeout: SEND_WITHIN_MS,
      dnsTimeout: SEND_WITHIN_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    try {
      const letter = { from: options.from, to: { name: '', address: to }, subject: options.subject, text };
      // The timeouts above are per step; this one is for the whole, so that nobody waits longer for an answer.
      await within(SEND_WITHIN_MS, transport.sendMail(letter));
      return true;
    } catch (error) {
      log.warn({ reason: codeOf(error) }, 'letter not sent');
      return false;
    } finally {
      transport.close();
    }
  };
}

/** nodemailer's word (`EAUTH`, `EENVELOPE`, …); its messages repeat the server's, which repeat the address. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
