import type { EnvReader } from './reader.js';
import * as rule from './rules.js';
import type { MaxConfig, TelegramConfig, VkConfig, VkIdConfig } from './types.js';

const TOKEN_REMEDY =
  'Сообщество → Управление → Работа с API → Ключи доступа → Создать ключ (сообщения, управление).';
const GROUP_REMEDY =
  'Номер сообщества стоит в его адресе после «club» или «public»; укажите одни цифры, без минуса.';
const CALLBACK_REMEDY =
  'Сообщество → Управление → Работа с API → Callback API; или уберите VK_TRANSPORT, тогда бот сам забирает события.';
const TELEGRAM_TOKEN_REMEDY = 'Токен даёт @BotFather командой /newbot или /token.';
const PUBLIC_REMEDY = 'Укажите адрес, по которому бот виден из интернета, например https://bot.college.ru.';

const VK_NEEDS_TOKEN = ['VK_GROUP_ID', 'VK_CALLBACK_SECRET', 'VK_USER_TOKEN'] as const;

/** VK: the community's token switches it on. Half a configuration is a problem, never a silent demo. */
export function readVk(env: EnvReader): VkConfig {
  const transportKind = env.withDefault(
    'VK_TRANSPORT',
    rule.oneOf(['longpoll', 'callback'], CALLBACK_REMEDY),
    'longpoll',
  );
  const apiUrl = env.withDefault(
    'VK_API_URL',
    rule.serviceUrl('Уберите переменную: подойдёт https://api.vk.ru/method.'),
    'https://api.vk.ru/method',
  );
  const groupName = env.optional(
    'VK_GROUP_NAME',
    rule.shaped(
      /^[A-Za-z0-9_.]{2,64}$/,
      'должен быть коротким именем сообщества, как в vk.me/имя',
      'Короткое имя стоит в адресе сообщества после vk.com/.',
    ),
  );
  if (!env.has('VK_TOKEN')) {
    const given = VK_NEEDS_TOKEN.find((name) => env.has(name));
    if (given)
      env.report(
        'VK_TOKEN',
        `не задан, а ${given} задан`,
        `${TOKEN_REMEDY} Для показа без VK уберите ${given}.`,
      );
    return { kind: 'off' };
  }
  const token = env.required('VK_TOKEN', rule.secret(TOKEN_REMEDY), '', '');
  const groupId = env.required(
    'VK_GROUP_ID',
    rule.wholeNumber(1, 2_000_000_000, GROUP_REMEDY),
    'VK_TOKEN задан',
    0,
  );
  const userToken = env.optional(
    'VK_USER_TOKEN',
    rule.secret('Это ключ администратора с правом начинать звонки; без него ссылки даёт преподаватель.'),
  );
  return {
    kind: 'on',
    token,
    groupId,
    groupName: groupName ?? `club${groupId}`,
    apiUrl,
    transport: transportKind === 'callback' ? readVkCallback(env) : { kind: 'longpoll' },
    ...(userToken === undefined ? {} : { userToken }),
  };
}

function readVkCallback(env: EnvReader) {
  const because = 'VK_TRANSPORT=callback';
  needPublicUrl(env, because);
  return {
    kind: 'callback',
    secret: env.required('VK_CALLBACK_SECRET', rule.secret(CALLBACK_REMEDY), because, ''),
    confirmation: env.required('VK_CALLBACK_CONFIRMATION', rule.secret(CALLBACK_REMEDY), because, ''),
  } as const;
}

/** Telegram: its token switches it on. */
export function readTelegram(env: EnvReader): TelegramConfig {
  const remedy =
    'Уберите TELEGRAM_TRANSPORT, тогда бот сам забирает события, или задайте секрет: до 256 знаков A-Z, a-z, 0-9, _ и -.';
  const transportKind = env.withDefault(
    'TELEGRAM_TRANSPORT',
    rule.oneOf(['longpoll', 'webhook'], remedy),
    'longpoll',
  );
  const apiUrl = env.withDefault(
    'TELEGRAM_API_URL',
    rule.serviceUrl('Уберите переменную: подойдёт https://api.telegram.org.'),
    'https://api.telegram.org',
  );
  const token = env.optional(
    'TELEGRAM_TOKEN',
    rule.shaped(/^\d+:[\w-]+$/, 'не похож на токен вида 123456:ABC…', TELEGRAM_TOKEN_REMEDY),
  );
  const chats = env.withDefault(
    'TELEGRAM_CHATS',
    rule.oneOf(['link', 'none'], 'link показывает в Telegram приглашения в чаты VK, none не показывает.'),
    'link',
  );
  if (token === undefined) {
    if (!env.has('TELEGRAM_TOKEN') && env.has('TELEGRAM_WEBHOOK_SECRET'))
      env.report(
        'TELEGRAM_TOKEN',
        'не задан, а TELEGRAM_WEBHOOK_SECRET задан',
        `${TELEGRAM_TOKEN_REMEDY} Для работы без Telegram уберите TELEGRAM_WEBHOOK_SECRET.`,
      );
    return { kind: 'off' };
  }
  const on = { kind: 'on', token, apiUrl, chats } as const;
  if (transportKind === 'longpoll') return { ...on, transport: { kind: 'longpoll' } };
  needPublicUrl(env, 'TELEGRAM_TRANSPORT=webhook');
  const secret = readSecret(env, 'TELEGRAM_WEBHOOK_SECRET', remedy);
  return { ...on, transport: { kind: 'webhook', secret } };
}

/** MAX: its token switches it on; with a secret events come by webhook, else the bot asks for them (for trials only). */
export function readMax(env: EnvReader): MaxConfig {
  const apiUrl = env.withDefault(
    'MAX_API_URL',
    rule.serviceUrl('Уберите переменную: подойдёт https://platform-api2.max.ru.'),
    'https://platform-api2.max.ru',
  );
  const token = env.optional(
    'MAX_TOKEN',
    rule.secret('Токен стоит в кабинете MAX для партнёров, раздел «Чат-боты».'),
  );
  if (token === undefined) return { kind: 'off' };
  if (!env.has('MAX_WEBHOOK_SECRET')) return { kind: 'on', token, apiUrl, transport: { kind: 'longpoll' } };
  needPublicUrl(env, 'MAX_WEBHOOK_SECRET задан');
  const secret = readSecret(
    env,
    'MAX_WEBHOOK_SECRET',
    'Придумайте секрет: от 5 до 256 знаков A-Z, a-z, 0-9, _ и -.',
  );
  return { kind: 'on', token, apiUrl, transport: { kind: 'webhook', secret } };
}

/** VK ID: the application's number switches it on. */
export function readVkId(env: EnvReader): VkIdConfig {
  const url = env.withDefault(
    'VKID_URL',
    rule.serviceUrl('Уберите переменную: подойдёт https://id.vk.ru.'),
    'https://id.vk.ru',
  );
  const clientId = env.optional(
    'VKID_CLIENT_ID',
    rule.shaped(
      /^\d{1,15}$/,
      'должен быть числом',
      'Номер приложения стоит в кабинете id.vk.ru/about/business.',
    ),
  );
  if (clientId === undefined) return { kind: 'off' };
  needPublicUrl(env, 'VKID_CLIENT_ID задан');
  return { kind: 'on', clientId, url };
}

function readSecret(env: EnvReader, name: string, remedy: string): string {
  const shape = rule.shaped(/^[\w-]{1,256}$/, 'содержит лишние знаки или длиннее 256', remedy);
  return env.required(name, shape, 'события приходят по webhook', '');
}

/** Reported once, however many need it. */
function needPublicUrl(env: EnvReader, because: string): void {
  if (env.has('PUBLIC_URL') || env.problems.some(({ variable }) => variable === 'PUBLIC_URL')) return;
  env.report('PUBLIC_URL', `не задан, а ${because}`, PUBLIC_REMEDY);
}
