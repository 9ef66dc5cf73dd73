import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import QRCode from 'qrcode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vkLink } from '../../src/app/bot-link.js';
import { type InviteDeps, type InviteOptions, runInvite } from '../../src/cli/invite.js';
import type { Binding } from '../../src/domain/people.js';
import { createSecurity } from '../../src/security/security.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { createMakeInvites, type MakeInvites } from '../../src/usecases/make-invites.js';
import { fillRoster, parent, student, teacher } from '../support/college.js';
import { testDatabaseUri } from '../support/mongo.js';

const now = Date.parse('2026-11-25T21:30:00Z'); // 00:30 of the 26th in Moscow
const security = createSecurity('an-invite-test-key-of-enough-length-0123');
const account = { channel: 'vk', id: '77' } as const;

let storage: Storage;
let makeInvites: MakeInvites;

beforeAll(async () => {
  storage = await connectStorage(testDatabaseUri());
  await fillRoster(storage.rosterStore, {
    groups: [
      { id: '101', name: 'ИСП-24', curatorId: 'teacher:502' },
      { id: '102', name: 'ЭК-25' },
    ],
    persons: [
      student('2001', 'Первов', 'Алексей', '101'),
      student('2002', 'Второва', 'Виктория', '101'),
      student('2005', 'Пятов', 'Егор', '102'),
      parent('3001', 'Первова', 'Елена', '2001', '2005'),
      parent('3002', '=HYPERLINK("http://x")', '<script>alert(1)</script>', '2005'),
      teacher('502', 'Шаблонов', 'Павел'),
      teacher('2001', 'Однономеров', 'Олег'),
    ],
  });
  makeInvites = createMakeInvites({ ...storage, security, zone: 'Europe/Moscow' });
});
afterAll(() => storage.close());

const made = async (wish: Pick<Parameters<MakeInvites>[0], 'who'> & { again?: boolean }) => {
  const result = await makeInvites({ days: 14, again: false, now, ...wish });
  if (result.kind !== 'made') throw new Error(`nobody: ${JSON.stringify(result.nearest)}`);
  return result;
};
const namesOf = async (wish: Parameters<typeof made>[0]) =>
  (await made(wish)).rows.map(({ fullName }) => fullName);

describe('codes for people', () => {
  it('gives a group’s students, their parents and its curator each a code of their own', async () => {
    const { rows } = await made({ who: { kind: 'group', name: 'ИСП-24' } });
    expect(rows.map(({ fullName, role, group }) => [fullName, role, group])).toEqual([
      ['Шаблонов Павел', 'teacher', 'ИСП-24'],
      ['Второва Виктория', 'student', 'ИСП-24'],
      ['Первов Алексей', 'student', 'ИСП-24'],
      ['Первова Елена', 'parent', 'ИСП-24, ЭК-25'],
    ]);
    expect(rows[3]?.childNames).toEqual(['Первов Алексей', 'Пятов Егор']);
    expect(new Set(rows.map(({ code }) => code)).size).toBe(4);
  });

  it('binds the right person by a code, to the end of its last day, and no stranger who reads the database', async () => {
    const { rows } = await made({ who: { kind: 'person', id: 'student:2002' } });
    const code = rows[0]?.code ?? '';
    expect(code).toMatch(/^[2-9A-Z]{8}$/);
    expect(rows[0]?.expiresDay).toBe('2026-12-10');
    const hash = security.hashInvite(code) ?? '';
    expect(hash).not.toContain(code);
    const lastMinute = Date.parse('2026-12-10T23:59:00+03:00');
    expect((await storage.invites.find(hash, lastMinute))?.personId).toBe('student:2002');
    expect(await storage.invites.find(hash, lastMinute + 60_000)).toBeUndefined();
  });

  it('troubles nobody who is bound already, unless a second code is asked for', async () => {
    const binding: Binding = {
      account,
      personId: 'student:2001',
      kind: 'student',
      boundAt: now,
      consent: { at: now, text: 'v1' },
      notify: true,
      remindFor: [],
      reachable: true,
    };
    await storage.bindings.bind(binding);
    const result = await made({ who: { kind: 'group', name: 'ИСП-24', kinds: ['student'] } });
    expect(result.rows.map(({ fullName }) => fullName)).toEqual(['Второва Виктория']);
    expect(result.boundAlready).toBe(1);
    expect(
      await namesOf({ who: { kind: 'group', name: 'ИСП-24', kinds: ['student'] }, again: true }),
    ).toEqual(['Второва Виктория', 'Первов Алексей']);
    await storage.bindings.unbind(account);
  });

  it('tells one kind of a group from another', async () => {
    expect(await namesOf({ who: { kind: 'group', name: 'ЭК-25', kinds: ['parent'] } })).toEqual([
      'Первова Елена',
      '=HYPERLINK("http://x") <script>alert(1)</script>',
    ]);
  });

  it('takes a number without its kind only when it names one person', async () => {
    expect(await namesOf({ who: { kind: 'person', id: '3001' } })).toEqual(['Первова Елена']);
    expect(await makeInvites({ who: { kind: 'person', id: '2001' }, days: 1, again: false, now })).toEqual({
      kind: 'nobody',
      nearest: [
        { value: 'student:2001', fullName: 'Первов Алексей' },
        { value: 'teacher:2001', fullName: 'Однономеров Олег' },
      ],
    });
  });

  it('names what the operator may have meant', async () => {
    const ask = (who: Parameters<MakeInvites>[0]['who']) => makeInvites({ who, days: 1, again: false, now });
    expect(await ask({ kind: 'group', name: 'исп24' })).toEqual({
      kind: 'nobody',
      nearest: [{ value: 'ИСП-24' }],
    });
    expect(await ask({ kind: 'person', id: 'перв алекс' })).toEqual({
      kind: 'nobody',
      nearest: [{ value: 'student:2001', fullName: 'Первов Алексей' }],
    });
  });

  it('serves a college of 20 000 in seconds', async () => {
    const big = await connectStorage(testDatabaseUri());
    try {
      const groups = Array.from({ length: 400 }, (_, at) => ({ id: `${at}`, name: `Г-${at}` }));
      const students = Array.from({ length: 10_000 }, (_, at) =>
        student(`${at}`, `Учащийся${at}`, 'А', `${at % 400}`),
      );
      const parents = Array.from({ length: 10_000 }, (_, at) =>
        parent(`${at}`, `Родитель${at}`, 'Б', `${at}`),
      );
      await fillRoster(big.rosterStore, { groups, persons: [...students, ...parents] });
      const from = performance.now();
      const result = await createMakeInvites({ ...big, security, zone: 'Europe/Moscow' })({
        who: { kind: 'all' },
        days: 14,
        again: false,
        now,
      });
      expect(performance.now() - from).toBeLessThan(20_000);
      if (result.kind !== 'made') throw new Error('nobody');
      expect(new Set(result.rows.map(({ code }) => code)).size).toBe(20_000);
      expect(result.rows.find(({ personId }) => personId === 'parent:9999')).toMatchObject({
        group: 'Г-399',
        childNames: ['Учащийся9999 А'],
      });
    } finally {
      await big.close();
    }
  }, 60_000);
});

describe('the invite command', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zvonok-invites-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const run = async (options: Partial<InviteOptions>, overrides: Partial<InviteDeps> = {}) => {
    let out = '';
    const complaints: string[] = [];
    const code = await runInvite(
      { days: '14', ...options },
      {
        makeInvites,
        clock: { now: () => now },
        college: 'Колледж «Звонок»',
        botLink: vkLink('club123'),
        out: (text) => {
          out += text;
        },
        complain: (text) => complaints.push(text),
        writePrivately: (file, text) => writeFile(file, text, { mode: 0o600 }),
        ...overrides,
      },
    );
    return { code, out, complaints: complaints.join('\n') };
  };

  it('prints a table whose columns stand under their heads', async () => {
    const { code, out } = await run({ group: 'ИСП-24' });
    expect(code).toBe(0);
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(5);
    const at = lines[0]?.indexOf('ФИО') ?? -1;
    expect(lines[1]).toMatch(/^[2-9A-Z]{4}-[2-9A-Z]{4} {2}Шаблонов Павел/);
    expect(lines.slice(1).map((line) => line.slice(at - 2, at).trim())).toEqual(['', '', '', '']);
    expect(lines[4]).toMatch(/родитель {2,}ИСП-24, ЭК-25 {2}Первов Алексей, Пятов Егор {2}10 декабря$/);
  });

  it('prints JSON alone for other programs, also when it refuses', async () => {
    const fine = await run({ person: 'teacher:502', json: true });
    expect(JSON.parse(fine.out)).toMatchObject({
      ok: true,
      invites: [{ fullName: 'Шаблонов Павел', role: 'teacher', group: 'ИСП-24' }],
    });
    const refused = await run({ person: 'teacher:999', json: true });
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.out)).toMatchObject({ ok: false, invites: [] });
  });

  it('never lets a name become a formula in the operator’s spreadsheet', async () => {
    const { out } = await run({ person: 'parent:3002', csv: true });
    const rows: string[][] = parse(out, { delimiter: ';', bom: true });
    expect(rows[1]?.[1]).toBe('\'=HYPERLINK("http://x") <script>alert(1)</script>');
  });

  it.each([
    [{}, '--all'],
    [{ all: true, group: 'ИСП-24' }, '--all'],
    [{ all: true, days: '0' }, '--days'],
    [{ all: true, days: '1e2' }, '--days'],
    [{ group: 'ИСП-24', kinds: 'student,pupil' }, 'pupil'],
    [{ all: true, kinds: 'student' }, '--group'],
    [{ group: 'ИСП-25' }, 'ИСП-24'],
  ] satisfies [Partial<InviteOptions>, string][])('says what to mend in %j', async (options, word) => {
    const { code, out, complaints } = await run(options);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(complaints).toContain(word);
  });

  it('makes a sheet to cut: QR, big code, steps and term for each, nothing loaded, hostile names harmless', async () => {
    const file = join(folder, 'лист.html');
    const { code, out } = await run({ group: 'ЭК-25', html: file });
    expect([code, out]).toEqual([0, '']);
    expect((await stat(file)).mode & 0o077).toBe(0);
    const html = await readFile(file, 'utf8');
    expect(html.match(/<article>/g)).toHaveLength(3);
    expect(html.match(/<svg role="img"[^>]* viewBox/g)).toHaveLength(3);
    expect(html.match(/<div class="code">[2-9A-Z]{4}-[2-9A-Z]{4}<\/div>/g)).toHaveLength(3);
    for (const [, start, end] of html.matchAll(/<div class="code">(.{4})-(.{4})</g)) {
      const link = `https://vk.me/club123?ref=${start}${end}`;
      const svg = await QRCode.toString(link, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 });
      expect(html).toContain(/stroke="#000000" d="[^"]+"/.exec(svg)?.[0]);
    }
    expect(html.match(/<li>/g)).toHaveLength(9);
    expect(html.match(/действует до 10 декабря/g)).toHaveLength(3);
    expect(html).toContain('Колледж «Звонок»');
    expect(html).toContain('родитель · ЭК-25');
    expect(html).toContain('page-break-inside: avoid');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).not.toMatch(/<script|<link|<img|src=|url\(|@import/i);
  });

  it('still shows the codes, which work already, when the sheet can’t be written', async () => {
    const { code, out, complaints } = await run({
      person: 'student:2005',
      html: join(folder, 'нет', 'лист.html'),
    });
    expect(code).toBe(1);
    expect(out).toContain('Пятов Егор');
    expect(complaints).toContain('Записать');
  });
});
