import { given, type EnvReader } from './reader.js';
import * as rule from './rules.js';
import type { DatabaseConfig, MailConfig, SgoConfig, SmsConfig } from './types.js';

const SMS_REMEDY = 'Без SMS-сервиса уберите SMS_PROVIDER: коды покажет только страница показа.';

/** Who sends codes by SMS. */
export function readSms(env: EnvReader): SmsConfig {
  const kind = env.withDefault(
    'SMS_PROVIDER',
    rule.oneOf(['console', 'smsc', 'exolve'], SMS_REMEDY),
    'console',
  );
  const because = `SMS_PROVIDER=${kind}`;
  switch (kind) {
    case 'console':
      return { kind };
    case 'smsc':
      return {
        kind,
        url: env.withDefault(
          'SMSC_URL',
          rule.serviceUrl('Подойдёт https://smsc.ru/sys/send.php.'),
          'https://smsc.ru/sys/send.php',
        ),
        key: env.required(
          'SMSC_KEY',
          rule.secret(`Ключ: smsc.ru → Настройки → API. ${SMS_REMEDY}`),
          because,
          '',
        ),
      };
    case 'exolve':
      return {
        kind,
        url: env.withDefault(
          'EXOLVE_URL',
          rule.serviceUrl('Подойдёт https://api.exolve.ru/messaging/v1/SendSMS.'),
          'https://api.exolve.ru/messaging/v1/SendSMS',
        ),
        key: env.required(
          'EXOLVE_KEY',
          rule.secret(`Ключ: кабинет МТС Exolve → Приложения → Ключи API. ${SMS_REMEDY}`),
          because,
          '',
        ),
        number: env.required(
          'EXOLVE_NUMBER',
          rule.text('Номер или имя отправителя из кабинета МТС Exolve.'),
          because,
          '',
        ),
      };
  }
}

/** Who sends codes by e-mail. */
export function readMail(env: EnvReader): MailConfig {
  const from = env.has('SMTP_URL')
    ? env.required('MAIL_FROM', rule.mailFrom, 'SMTP_URL задан', '')
    : env.optional('MAIL_FROM', rule.mailFrom);
  const url = env.optional('SMTP_URL', rule.smtpUrl);
  return url === undefined ? { kind: 'off' } : { kind: 'on', url, from: from ?? '' };
}

/** The college's СГО: all three variables or none. */
export function readSgo(env: EnvReader): SgoConfig {
  const names = ['SGO_URL', 'SGO_LOGIN', 'SGO_PASSWORD'] as const;
  const present = names.filter((name) => env.has(name));
  if (present.length === 0) return { kind: 'off' };
  const because = given(present);
  const remedy = 'Нужны все три: SGO_URL, SGO_LOGIN, SGO_PASSWORD; без них связь с СГО выключена.';
  return {
    kind: 'on',
    url: env.required('SGO_URL', rule.serviceUrl(remedy), because, ''),
    login: env.required('SGO_LOGIN', rule.text(remedy), because, ''),
    password: env.required('SGO_PASSWORD', rule.text(remedy), because, ''),
  };
}

/** A MongoDB of the college's own, else the embedded one. */
export function readDatabase(env: EnvReader): DatabaseConfig {
  const uri = env.optional('MONGODB_URI', rule.mongoUri);
  const mongodBinary = env.optional('MONGOD_BINARY', rule.text('Путь к программе mongod.'));
  if (uri !== undefined) return { kind: 'own', uri };
  return { kind: 'embedded', ...(mongodBinary === undefined ? {} : { mongodBinary }) };
}
