import type { Config } from '../config.js';
import { createCodeSender, type Deliver } from '../gateways/code-sender.js';
import { createMailSmtp } from '../gateways/mail-smtp.js';
import { createConsoleSms } from '../gateways/sms-console.js';
import { createExolveSms } from '../gateways/sms-exolve.js';
import { createSmscSms } from '../gateways/sms-smsc.js';
import type { Logger } from '../logger.js';
import type { Contact } from '../domain/people.js';
import type { CodeSender } from '../ports.js';
import { codes } from '../texts/codes.js';

/** The ways by which codes go out, as configured. `console` shows them on the sandbox's phone: without one it serves nobody. */
export function createCodeWays(
  config: Config,
  log: Logger,
  show?: (contact: Contact, text: string) => void,
): CodeSender {
  const { sms, mail } = config;
  const shown = (kind: Contact['kind']): Deliver | undefined =>
    show ? createConsoleSms(kind, show) : undefined;
  const phone = (): Deliver | undefined => {
    switch (sms.kind) {
      case 'console':
        return shown('phone');
      case 'smsc':
        return createSmscSms({ ...sms, log });
      case 'exolve':
        return createExolveSms({ ...sms, log });
    }
  };
  const email =
    mail.kind === 'on' ? createMailSmtp({ ...mail, subject: codes.mailSubject(), log }) : shown('email');
  const byPhone = phone();
  return createCodeSender({ ...(byPhone && { phone: byPhone }), ...(email && { email }) });
}
