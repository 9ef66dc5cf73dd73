import { describe, expect, test } from 'vitest';
import { describeProblems, parseConfig } from '../../src/config.js';
import { notYet } from '../../src/config/not-yet.js';

const KEY = 'k'.repeat(32);
const VK = { VK_TOKEN: 'vk1.a.canary-token', VK_GROUP_ID: '123456', SECRET_KEY: KEY };

function good(env: Record<string, string | undefined>) {
  const parsed = parseConfig(env);
  if (!parsed.ok) throw new Error(describeProblems(parsed.problems));
  return parsed.config;
}

function badVariables(env: Record<string, string | undefined>): string[] {
  const parsed = parseConfig(env);
  return parsed.ok ? [] : parsed.problems.map(({ variable }) => variable);
}

describe('a visitor who set nothing', () => {
  test('gets the demo on a local address', () => {
    expect(good({})).toMatchObject({
      demo: true,
      http: { host: '127.0.0.1', port: 3000 },
      dataDir: './data',
      database: { kind: 'embedded' },
      college: { name: '', zone: 'Europe/Moscow' },
      join: { earlyMinutes: 0, parentsMayJoin: false },
      channels: { vk: { kind: 'off' }, telegram: { kind: 'off' }, max: { kind: 'off' } },
      sms: { kind: 'console' },
      mail: { kind: 'off' },
      sgo: { kind: 'off' },
      office: { kind: 'off' },
      logLevel: 'info',
    });
    expect(good({})).not.toHaveProperty('secretKey');
  });

  test('gets the same from an env file whose lines are blank', () => {
    expect(good({ VK_TOKEN: '', PORT: ' ', PUBLIC_URL: '', MONGODB_URI: '' })).toEqual(good({}));
  });
});

describe('an operator with a community', () => {
  test('gets Long Poll from a token, a number and a key', () => {
    const config = good(VK);
    expect(config.demo).toBe(false);
    expect(config.secretKey).toBe(KEY);
    expect(config.channels.vk).toEqual({
      kind: 'on',
      token: 'vk1.a.canary-token',
      groupId: 123456,
      groupName: 'club123456',
      apiUrl: 'https://api.vk.ru/method',
      transport: { kind: 'longpoll' },
    });
  });

  test('gets the Callback API with its secret and confirmation', () => {
    const config = good({
      ...VK,
      VK_TRANSPORT: 'callback',
      VK_CALLBACK_SECRET: 's3cret',
      VK_CALLBACK_CONFIRMATION: 'c0nf',
      VK_API_URL: 'http://127.0.0.1:4000/method/',
      PUBLIC_URL: 'https://bot.college.ru/',
      VK_GROUP_NAME: 'college_bot',
    });
    expect(config.http.publicUrl).toBe('https://bot.college.ru');
    expect(config.channels.vk).toMatchObject({
      apiUrl: 'http://127.0.0.1:4000/method',
      groupName: 'college_bot',
      transport: { kind: 'callback', secret: 's3cret', confirmation: 'c0nf' },
    });
  });

  test('sees everything that is missing for the Callback API at once', () => {
    expect(badVariables({ VK_TOKEN: 't', VK_TRANSPORT: 'callback' })).toEqual([
      'VK_GROUP_ID',
      'PUBLIC_URL',
      'VK_CALLBACK_SECRET',
      'VK_CALLBACK_CONFIRMATION',
      'SECRET_KEY',
    ]);
  });

  test.each(['VK_GROUP_ID', 'VK_CALLBACK_SECRET', 'VK_USER_TOKEN'])(
    'is not given a silent demo when the token got lost and only %s is left',
    (name) => {
      expect(badVariables({ [name]: '123' })).toEqual(['VK_TOKEN']);
    },
  );

  test.each([
    ['absent', undefined],
    ['too short', 'k'.repeat(31)],
  ])('is asked for a key when it is %s', (_how, SECRET_KEY) => {
    expect(badVariables({ ...VK, SECRET_KEY })).toEqual(['SECRET_KEY']);
    expect(badVariables({ TELEGRAM_TOKEN: '1:a', SECRET_KEY })).toEqual(['SECRET_KEY']);
    expect(badVariables({ MAX_TOKEN: 'a', SECRET_KEY })).toEqual(['SECRET_KEY']);
  });
});

describe('an operator who sets what this version does not have', () => {
  test('is told so by name, and not kept waiting for its effect', () => {
    expect(notYet(good({ ...VK, OFFICE_TOKEN: 'long-secret', VK_USER_TOKEN: 'vk1.a.user' }))).toEqual([
      'OFFICE_TOKEN',
      'VK_USER_TOKEN',
    ]);
    expect(notYet(good(VK))).toEqual([]);
  });
});

describe('an operator with mistakes', () => {
  test('reads why a setting is needed as people say it', () => {
    const reasons = (env: Record<string, string>): string[] => {
      const parsed = parseConfig(env);
      return parsed.ok ? [] : parsed.problems.map(({ problem }) => problem);
    };
    const { SECRET_KEY: _, ...vk } = VK;
    expect(reasons(vk)).toEqual(['не задан, а VK_TOKEN задан']);
    expect(reasons({ ...vk, TELEGRAM_TOKEN: '1:a' })).toEqual([
      'не задан, а VK_TOKEN и TELEGRAM_TOKEN заданы',
    ]);
  });

  const mistakes: Record<string, string> = {
    PORT: '70000',
    HOST: 'a b',
    PUBLIC_URL: 'http://bot.college.ru',
    MONGODB_URI: 'postgres://user:canary@host/db',
    SECRET_KEY: 'canary',
    JOIN_EARLY_MIN: '-5',
    COLLEGE_TZ: 'Europe/Moskau',
    VK_TOKEN: 'canary canary',
    VK_GROUP_ID: '-123',
    VK_GROUP_NAME: 'имя',
    VK_API_URL: 'http://api.vk.ru/method',
    VK_TRANSPORT: 'pigeon',
    VKID_CLIENT_ID: 'canary',
    VKID_URL: 'ftp://id.vk.ru',
    TELEGRAM_TOKEN: 'canary',
    TELEGRAM_API_URL: 'telegram',
    TELEGRAM_TRANSPORT: 'pigeon',
    MAX_API_URL: 'https://user:canary@max.ru',
    SMS_PROVIDER: 'pigeon',
    SMTP_URL: 'http://canary@smtp.ru',
    MAIL_FROM: 'canary',
    SGO_URL: 'canary',
    OFFICE_TOKEN: 'canary canary',
    LOG_LEVEL: 'loud',
    PARENTS_MAY_JOIN: 'maybe',
    CALL_HOSTS: 'https://meet.college.ru/canary',
  };

  test('sees every one of them at once, each with what to do', () => {
    const parsed = parseConfig(mistakes);
    if (parsed.ok) throw new Error('taken as good');
    const named = new Set(parsed.problems.map(({ variable }) => variable));
    for (const variable of Object.keys(mistakes)) expect([...named]).toContain(variable);
    for (const { remedy, problem } of parsed.problems) {
      expect(problem).toMatch(/\p{Script=Cyrillic}/u);
      expect(remedy).toMatch(/\p{Script=Cyrillic}/u);
    }
    expect(parsed.problems.length).toBe(Object.keys(mistakes).length + 2); // SGO_LOGIN, SGO_PASSWORD
  });

  test('finds none of the values in the report, since they may be secrets', () => {
    const parsed = parseConfig(mistakes);
    const report = parsed.ok ? '' : describeProblems(parsed.problems);
    expect(report).toContain('VK_TOKEN');
    expect(report).not.toMatch(/canary|pigeon|Moskau/);
  });

  test.each([
    [{ SMS_PROVIDER: 'smsc' }, ['SMSC_KEY']],
    [{ SMS_PROVIDER: 'exolve' }, ['EXOLVE_KEY', 'EXOLVE_NUMBER']],
    [{ SMTP_URL: 'smtp://127.0.0.1:2525' }, ['MAIL_FROM']],
    [{ SGO_LOGIN: 'office' }, ['SGO_URL', 'SGO_PASSWORD']],
    [{ VKID_CLIENT_ID: '54321' }, ['PUBLIC_URL']],
    [{ MAX_TOKEN: 'm', MAX_WEBHOOK_SECRET: 'abcde', SECRET_KEY: KEY }, ['PUBLIC_URL']],
    [
      { TELEGRAM_TOKEN: '1:a', TELEGRAM_TRANSPORT: 'webhook', SECRET_KEY: KEY },
      ['PUBLIC_URL', 'TELEGRAM_WEBHOOK_SECRET'],
    ],
    [{ TELEGRAM_WEBHOOK_SECRET: 'abcde' }, ['TELEGRAM_TOKEN']],
    [{ TELEGRAM_CHATS: 'all' }, ['TELEGRAM_CHATS']],
    [{ SMSC_URL: 'http://10.0.0.5/send', SMS_PROVIDER: 'smsc', SMSC_KEY: 'k' }, ['SMSC_URL']],
    [{ COLLEGE_TZ: '+03:00' }, ['COLLEGE_TZ']],
    [{ PORT: '3000.5' }, ['PORT']],
  ])('hears what belongs together: %o', (env, variables) => {
    expect(badVariables(env)).toEqual(variables);
  });
});

test('every *_URL may be a plain local address', () => {
  const local = 'http://127.0.0.1:4567/x';
  const config = good({
    ...VK,
    PUBLIC_URL: local,
    VK_API_URL: local,
    VKID_URL: local,
    VKID_CLIENT_ID: '1',
    TELEGRAM_TOKEN: '1:a',
    TELEGRAM_API_URL: local,
    MAX_TOKEN: 'm',
    MAX_API_URL: local,
    SMS_PROVIDER: 'smsc',
    SMSC_URL: local,
    SMSC_KEY: 'k',
    SGO_URL: local,
    SGO_LOGIN: 'l',
    SGO_PASSWORD: 'p p',
  });
  expect(config.sms).toEqual({ kind: 'smsc', url: local, key: 'k' });
  expect(config.sgo).toEqual({ kind: 'on', url: local, login: 'l', password: 'p p' });
  expect(config.channels.telegram).toMatchObject({ apiUrl: local, chats: 'link' });
});

test('a college may allow its own call host and parents', () => {
  const { join } = good({
    CALL_HOSTS: 'Meet.College.ru, встречи.рф',
    PARENTS_MAY_JOIN: 'Да',
    JOIN_EARLY_MIN: '10',
  });
  expect(join.callHosts).toEqual(
    expect.arrayContaining(['vk.com', 'meet.college.ru', 'xn--b1agj4aeg1b.xn--p1ai']),
  );
  expect(join).toMatchObject({ parentsMayJoin: true, earlyMinutes: 10 });
});
