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

/** The ways by which codes go out, as configured. In the demo the sandbox's phone shows mail too. */
export function createCodeWays(
  config: Config,
  log: Logger,
  show?: (contact: Contact, text: string) => void,
): CodeSender {
  const { sms, mail } = config;
  const phone = (): Deliver => {
    switch (sms.kind) {
      case 'console':
        return createConsoleSms('phone', show);
      case 'smsc':
        return createSmscSms({ ...sms, log });
      case 'exolve':
        return createExolveSms({ ...sms, log });
    }
  };
  const email = (): Deliver | undefined => {
    if (mail.kind === 'on') return createMailSmtp({ ...mail, subject: codes.mailSubject(), log });
    return config.demo ? createConsoleSms('email', show) : undefined;
  };
  const byMail = email();
  return createCodeSender({ phone: phone(), ...(byMail && { email: byMail }) });
}
