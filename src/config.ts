import { readMax, readTelegram, readVk, readVkId } from './config/channels.js';
import { EnvReader, given, type Env } from './config/reader.js';
import * as rule from './config/rules.js';
import { readDatabase, readMail, readSgo, readSms } from './config/services.js';
import type { Config, ConfigProblem, HttpConfig, JoinConfig } from './config/types.js';
import { CALL_HOSTS } from './domain/lessons.js';

export type * from './config/types.js';

export type ParsedConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/**
 * The whole configuration from environment variables (names: README), or every problem with it at once. Pure; a blank
 * variable counts as absent; no problem repeats a value, since it may be a secret.
 */
export function parseConfig(env: Env): ParsedConfig {
  const reader = new EnvReader(env);
  const http = readHttp(reader);
  const channels = { vk: readVk(reader), telegram: readTelegram(reader), max: readMax(reader) };
  const tokens = ['VK_TOKEN', 'TELEGRAM_TOKEN', 'MAX_TOKEN'].filter((name) => reader.has(name));
  const secretKey =
    tokens.length > 0
      ? reader.required('SECRET_KEY', rule.secretKey, given(tokens), '')
      : reader.optional('SECRET_KEY', rule.secretKey);
  const officeToken = reader.optional(
    'OFFICE_TOKEN',
    rule.secret('Придумайте длинное слово без пробелов; без него страниц учебной части нет.'),
  );
  const config: Config = {
    demo: tokens.length === 0,
    http,
    dataDir: reader.withDefault('DATA_DIR', rule.text('Папка для базы, например ./data.'), './data'),
    database: readDatabase(reader),
    ...(secretKey === undefined ? {} : { secretKey }),
    college: {
      name: reader.withDefault('COLLEGE_NAME', rule.text('Название колледжа.'), ''),
      zone: reader.withDefault('COLLEGE_TZ', rule.zone, 'Europe/Moscow'),
    },
    join: readJoin(reader),
    channels,
    vkId: readVkId(reader),
    sms: readSms(reader),
    mail: readMail(reader),
    sgo: readSgo(reader),
    office: officeToken === undefined ? { kind: 'off' } : { kind: 'on', token: officeToken },
    logLevel: reader.withDefault('LOG_LEVEL', rule.logLevel, 'info'),
  };
  return reader.problems.length === 0 ? { ok: true, config } : { ok: false, problems: reader.problems };
}

/** Problems as lines for a person: what is wrong, and under it what to do. */
export function describeProblems(problems: readonly ConfigProblem[]): string {
  const lines = problems.map(({ variable, problem, remedy }) => `• ${variable} ${problem}.\n  ${remedy}`);
  return ['Настройки не годятся, бот не запущен:', ...lines].join('\n');
}

function readHttp(env: EnvReader): HttpConfig {
  const host = rule.shaped(
    /^[A-Za-z0-9.:_-]+$/,
    'должен быть адресом или именем машины',
    'Для этой машины 127.0.0.1, для всех сетей 0.0.0.0.',
  );
  const publicUrl = env.optional(
    'PUBLIC_URL',
    rule.serviceUrl('Укажите адрес, по которому бот виден из интернета, например https://bot.college.ru.'),
  );
  return {
    host: env.withDefault('HOST', host, '127.0.0.1'),
    port: env.withDefault('PORT', rule.wholeNumber(0, 65_535, 'Обычно 3000.'), 3000),
    ...(publicUrl === undefined ? {} : { publicUrl }),
  };
}

function readJoin(env: EnvReader): JoinConfig {
  const extraHosts = env.withDefault('CALL_HOSTS', rule.hostList, []);
  return {
    earlyMinutes: env.withDefault(
      'JOIN_EARLY_MIN',
      rule.wholeNumber(0, 180, 'На сколько минут раньше начала открывать вход; обычно 0.'),
      0,
    ),
    parentsMayJoin: env.withDefault(
      'PARENTS_MAY_JOIN',
      rule.yesNo('Разрешает родителям входить на занятия детей; обычно нет.'),
      false,
    ),
    callHosts: [...new Set([...CALL_HOSTS, ...extraHosts])],
  };
}
