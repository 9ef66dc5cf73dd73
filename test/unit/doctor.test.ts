import { describe, expect, it } from 'vitest';
import {
  clockCheck,
  configCheck,
  databaseCheck,
  diskCheck,
  longPollCheck,
  telegramCheck,
  vkCheck,
} from '../../src/cli/doctor-checks.js';
import { type Check, runDoctor } from '../../src/cli/doctor.js';

const clockAt = (...times: number[]) => ({ now: () => times.shift() ?? 0 });

async function doctor(checks: readonly Check[], json = false) {
  let out = '';
  const code = await runDoctor({
    checks,
    json,
    deadlineMs: 200,
    out: (text) => {
      out += text;
    },
  });
  return { code, out };
}

const needs = { version: '5.199', events: ['message_new', 'message_event'] };

describe('the doctor', () => {
  it('lets a college that is well go home', async () => {
    const { code, out } = await doctor([
      configCheck(() => []),
      databaseCheck(async () => true, clockAt(1_000, 1_004)),
      clockCheck(async () => 5_000, clockAt(4_900, 5_100)),
      diskCheck(async () => 10_000_000_000),
      vkCheck(async () => ({ kind: 'community', name: 'Колледж' })),
      longPollCheck(
        async () => ({ on: true, version: '5.199', events: ['message_event', 'message_new', 'x'] }),
        needs,
      ),
    ]);
    expect(code).toBe(0);
    expect(out.split('\n').filter((line) => line.startsWith('✓'))).toHaveLength(6);
    expect(out).toContain('✓ База данных: отвечает за 4 мс');
    expect(out).not.toContain('✗');
  });

  it.each([
    [
      'the settings',
      configCheck(() => ['PORT: не число', 'SECRET_KEY: короче 32 знаков']),
      ['PORT', 'SECRET_KEY'],
    ],
    ['a database that is away', databaseCheck(async () => false, clockAt()), ['MONGODB_URI']],
    ['clocks that differ', clockCheck(async () => 10_000, clockAt(5_000, 5_010)), ['на 5 с', 'NTP']],
    ['a full disk', diskCheck(async () => 20 * 1_048_576), ['свободно 20 МБ', 'DATA_DIR']],
    ['a dead token', vkCheck(async () => ({ kind: 'refused', code: 5 })), ['VK_TOKEN']],
    ['a foreign community', vkCheck(async () => ({ kind: 'refused', code: 100 })), ['VK_GROUP_ID']],
    [
      'Long Poll switched off',
      longPollCheck(async () => ({ on: false, version: '5.199', events: needs.events }), needs),
      ['выключен', 'Long Poll API'],
    ],
    [
      'an old Long Poll version',
      longPollCheck(async () => ({ on: true, version: '5.80', events: needs.events }), needs),
      ['5.80', '5.199'],
    ],
    [
      'a missing event',
      longPollCheck(async () => ({ on: true, version: '5.199', events: ['message_new'] }), needs),
      ['message_event'],
    ],
    [
      'a token that Telegram does not take',
      telegramCheck(async () => ({ kind: 'refused', code: 401 }), true),
      ['401', '@BotFather'],
    ],
    [
      'a Telegram bot without a join page',
      telegramCheck(async () => ({ kind: 'bot', name: 'zvonok_bot' }), false),
      ['@zvonok_bot', 'PUBLIC_URL'],
    ],
  ])('finds %s and says what to do', async (_name, check, words) => {
    const { code, out } = await doctor([check, diskCheck(async () => 1e12)]);
    expect(code).toBe(1);
    expect(out).toMatch(/^✗ /);
    for (const word of words) expect(out).toContain(word);
    expect(out).toContain('✓ Место на диске');
  });

  it('is not kept waiting by a frozen database, and shows nobody its address', async () => {
    const frozen = databaseCheck(() => new Promise(() => undefined), clockAt());
    const failing = vkCheck(() => Promise.reject(new Error('connect ECONNREFUSED 10.1.2.3:27017')));
    const { code, out } = await doctor([frozen, failing]);
    expect(code).toBe(1);
    expect(out).toContain('✗ База данных: нет ответа');
    expect(out).toContain('✗ Сообщество VK: не отвечает');
    expect(out).not.toContain('10.1.2.3');
  });

  it('answers other programs in JSON alone', async () => {
    const { code, out } = await doctor(
      [configCheck(() => []), databaseCheck(async () => false, clockAt())],
      true,
    );
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      checks: [
        { name: 'Настройки', ok: true },
        { name: 'База данных', ok: false },
      ],
    });
  });
});
