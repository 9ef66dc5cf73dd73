import { describe, expect, test, vi } from 'vitest';
import { AppError, newReference } from '../../src/errors.js';
import { createLogger } from '../../src/logger.js';

function recorder() {
  const lines: string[] = [];
  return { stream: { write: (line: string) => void lines.push(line) }, lines, text: () => lines.join('') };
}

const CANARIES = {
  vkToken: 'vk1.a.Qwerty-1234_zxcvbnmASDFGHJKL0987654321',
  oldVkToken: 'abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde',
  telegramToken: '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw',
  localBotCall: 'http://127.0.0.1:8081/bot7000001:short-canary/getMe',
  phone: '+79123456789',
  spacedPhone: '8 (912) 345-67-89',
  tenDigits: '9123456789',
  email: 'petrova.anna@mail.ru',
  russianEmail: 'анна@пример.рф',
  code: '483920',
  spacedCode: '483 920',
  callLink: 'https://vk.com/call/join/AbCdEf_secret-room',
  queryLink: 'https://example.ru/room?pwd=hunter2',
  joinToken: 'v1.k7Qx.WyJ2ayIsIjEyMyIsImwxIiwxXQ.0123456789abcdefghijklmnopqrstuvwxyzABCDEFG',
  database: 'mongodb://admin:hunter2@db.college.ru:27017/zvonok',
};

describe('a log line that a stranger may read', () => {
  test.each(Object.entries(CANARIES))('keeps %s out wherever it is put', (_name, canary) => {
    const { stream, text, lines } = recorder();
    const log = createLogger({ level: 'trace', stream });
    log.info(canary);
    log.info({ note: canary, deep: { list: [`до ${canary} после`] } }, `вот ${canary}`);
    log.child({ who: canary }).warn('child');
    const error = Object.assign(new Error(`request failed: ${canary}`, { cause: new Error(canary) }), {
      code: 'ECONNREFUSED',
      params: [{ key: 'message', value: canary }],
    });
    log.error({ err: error });
    log.error(error);
    log.error(error, `about ${canary}`);
    expect(lines).toHaveLength(6);
    expect(text()).not.toContain(canary);
    expect(text()).not.toContain('short-canary');
    expect(text()).not.toContain('hunter2');
    expect(text()).not.toContain('secret-room');
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
  });

  test('keeps out what an error quotes: of a body that is no JSON, of a message that looks like a stack', () => {
    const { stream, text } = recorder();
    const log = createLogger({ level: 'trace', stream });
    for (const body of ['hunter2', 'Петрова Анна', '{"text": hunter2}']) {
      try {
        JSON.parse(body);
      } catch (err) {
        log.error({ err });
      }
    }
    log.error({ err: new Error('no lesson\n    at hunter2 Петрова') });
    expect(text()).toContain('is not valid JSON');
    expect(text()).not.toMatch(/hunter2 Петрова|"hunter2|Петрова/);
  });

  test('keeps what the operator needs: ids, numbers, error codes, frames, the local page', () => {
    const { stream, lines } = recorder();
    const log = createLogger({ level: 'info', stream });
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    log.error({
      err: new AppError('vk-unreachable', undefined, { cause }),
      lesson: 'l-7001',
      account: 'vk:123456789',
      ms: 482913,
    });
    log.info('http://127.0.0.1:3000/sandbox');
    const line: unknown = JSON.parse(lines[0] ?? '');
    expect(line).toMatchObject({
      lesson: 'l-7001',
      account: 'vk:123456789',
      ms: 482913,
      err: {
        name: 'AppError',
        code: 'vk-unreachable',
        message: 'vk-unreachable',
        stack: expect.stringContaining('logger.test.ts'),
        cause: { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' },
      },
    });
    expect(lines[1]).toContain('http://127.0.0.1:3000/sandbox');
  });

  test('keeps a name out when a library quotes what it was given', () => {
    const { stream, text } = recorder();
    const log = createLogger({ level: 'info', stream });
    const quoting = () => JSON.parse('Иванова Анна пишет');
    try {
      quoting();
    } catch (err) {
      log.error({ err });
    }
    log.error({
      err: new Error(
        'E11000 duplicate key error collection: zvonok.codes index: _id_ dup key: { contact: "Anna" }',
      ),
    });
    log.error({
      err: new Error('Cast to Number failed for value "Anna Ivanova" at path "birthDate" for Иванова Анна'),
    });
    expect(text()).not.toMatch(/Иван|Анна|Anna/);
    expect(text()).toContain('E11000 duplicate key error collection');
    expect(text()).toContain('birthDate');
  });

  test('is written for a person at a terminal too, without the secrets', () => {
    const { stream, text } = recorder();
    createLogger({ level: 'info', stream, pretty: true }).info({ note: CANARIES.vkToken }, 'bot started');
    expect(text()).toContain('bot started');
    expect(text()).not.toContain(CANARIES.vkToken);
  });
});

test('the reference that a person reads out is found in the log as it is', () => {
  const { stream, text } = recorder();
  const references = Array.from({ length: 300 }, newReference);
  for (const reference of references)
    createLogger({ level: 'info', stream }).info({ reference }, `said ${reference}`);
  for (const reference of references) expect(text()).toContain(`said ${reference}`);
  expect(new Set(references).size).toBeGreaterThan(295);
});

const away = () => new Error('connect ECONNREFUSED');
const isOutage = (error: unknown): boolean =>
  error instanceof Error && error.message === 'connect ECONNREFUSED';

describe('an operator whose database is away', () => {
  test('reads each trouble once a minute and not each second, without the places that asked', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const { stream, lines } = recorder();
      const log = createLogger({ level: 'info', stream, isOutage });
      const trouble = () => log.warn({ err: away() }, 'the inbox waits for the database');
      for (let second = 0; second < 60; second += 1) {
        trouble();
        vi.advanceTimersByTime(1_000);
      }
      log.child({ job: 'bell' }).error({ err: away() }, 'job failed');
      expect(lines).toHaveLength(2);
      expect(lines.join('')).not.toContain('stack');
      trouble();
      expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ unwritten: 59 });
    } finally {
      vi.useRealTimers();
    }
  });

  test('finds every reference that a person was given', () => {
    const { stream, lines } = recorder();
    const log = createLogger({ level: 'info', stream, isOutage });
    for (const reference of ['A1', 'B2']) log.error({ err: away(), reference }, 'a person got no answer');
    expect(lines.map((line) => JSON.parse(line).reference)).toEqual(['A1', 'B2']);
  });
});
