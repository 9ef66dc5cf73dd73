import { z } from 'zod';
import type { LogLevel } from '../logger.js';
import type { Rule } from './reader.js';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** https anywhere, plain http on this very machine only. */
function isServiceUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.username || url.password || url.hash || url.search) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
}

function isMailUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^smtps?:$/.test(url.protocol) && url.hostname !== '';
}

/** «host» or nothing: a bare host name as it stands in an address, Cyrillic ones in their ASCII form. */
function hostName(text: string): string | undefined {
  const url = URL.canParse(`https://${text}`) ? new URL(`https://${text}`) : undefined;
  if (!url || !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(url.hostname)) return undefined;
  return url.href === `https://${url.hostname}/` && !/[/:@?#]/.test(text) ? url.hostname : undefined;
}

function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('ru', { timeZone: text });
    return /^[A-Za-z]/.test(text);
  } catch {
    return false;
  }
}

/** Any text. */
export const text = (remedy: string): Rule<string> => ({ schema: z.string(), problem: 'пуст', remedy });

/** A token, key or password: one unbroken word. */
export const secret = (remedy: string): Rule<string> => ({
  schema: z.string().regex(/^\S+$/),
  problem: 'содержит пробел или перенос строки',
  remedy,
});

/** A whole number within bounds. */
export const wholeNumber = (min: number, max: number, remedy: string): Rule<number> => ({
  schema: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max)),
  problem: `должен быть целым числом от ${min} до ${max}`,
  remedy,
});

/** The address of a service, without slashes at the end. */
export const serviceUrl = (remedy: string): Rule<string> => ({
  schema: z
    .string()
    .refine(isServiceUrl)
    .transform((url) => url.replace(/\/+$/, '')),
  problem: 'должен быть адресом https:// (http:// только для 127.0.0.1), без пароля и параметров внутри',
  remedy,
});

/** One of a few words, in any case. */
export const oneOf = <const T extends string>(words: readonly T[], remedy: string): Rule<T> => ({
  schema: z.string().toLowerCase().pipe(z.enum(words)),
  problem: `должен быть одним из слов: ${words.join(', ')}`,
  remedy,
});

/** A token of a shape that the messenger prescribes. */
export const shaped = (shape: RegExp, problem: string, remedy: string): Rule<string> => ({
  schema: z.string().regex(shape),
  problem,
  remedy,
});

export const zone: Rule<string> = {
  schema: z.string().refine(isZone),
  problem: 'не похож на часовой пояс из базы IANA',
  remedy: 'Напишите название вида Europe/Moscow, Asia/Yekaterinburg, Asia/Vladivostok.',
};

export const secretKey: Rule<string> = {
  schema: z.string().min(32),
  problem: 'короче 32 знаков',
  remedy:
    "Создайте ключ командой node -p \"require('crypto').randomBytes(32).toString('base64url')\" и сохраните: с другим ключом привязки и ссылки перестанут узнаваться.",
};

export const mongoUri: Rule<string> = {
  schema: z.string().regex(/^mongodb(\+srv)?:\/\/[^\s/]+/),
  problem: 'должен начинаться с mongodb:// или mongodb+srv:// и содержать адрес',
  remedy:
    'Возьмите строку подключения у того, кто ведёт базу, или уберите переменную: бот запустит базу сам.',
};

export const smtpUrl: Rule<string> = {
  schema: z.string().refine(isMailUrl),
  problem: 'должен быть адресом вида smtps://имя:пароль@smtp.example.ru:465 или smtp://…:587',
  remedy:
    'Возьмите адрес, имя и пароль для программ в настройках почты колледжа. Без этой переменной кодов на почту не будет.',
};

export const mailFrom: Rule<string> = {
  schema: z.string().regex(/^[^<>\r\n]*<[^\s@<>]+@[^\s@<>]+>$|^[^\s@<>]+@[^\s@<>]+$/),
  problem: 'должен быть адресом почты: bot@college.ru или Колледж <bot@college.ru>',
  remedy: 'Укажите ящик, от имени которого SMTP-сервер разрешает отправлять письма.',
};

export const hostList: Rule<readonly string[]> = {
  schema: z.string().transform((list, context) => {
    const hosts = list
      .split(',')
      .map((host) => host.trim())
      .filter(Boolean)
      .map(hostName);
    const good = hosts.filter((host) => host !== undefined);
    if (good.length === hosts.length) return good;
    context.addIssue({ code: 'custom', message: 'host' });
    return z.NEVER;
  }),
  problem: 'должен быть списком имён сайтов через запятую, без https:// и без пути',
  remedy: 'Пример: meet.college.ru, telemost.yandex.ru. Ссылки на остальные сайты бот не примет.',
};

const YES = ['да', 'yes', 'true', '1', 'on'] as const;
const NO = ['нет', 'no', 'false', '0', 'off'] as const;

/** A yes or a no, in Russian or English. */
export const yesNo = (remedy: string): Rule<boolean> => ({
  schema: z
    .string()
    .toLowerCase()
    .pipe(z.enum([...YES, ...NO]))
    .transform((word) => YES.some((yes) => yes === word)),
  problem: 'должен быть словом да или нет',
  remedy,
});

const LOG_LEVELS = [
  'trace',
  'debug',
  'info',
  'warn',
  'error',
  'fatal',
  'silent',
] as const satisfies readonly LogLevel[];
export const logLevel: Rule<LogLevel> = oneOf(LOG_LEVELS, 'Для обычной работы подходит info.');
