import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runBind } from '../../src/cli/bind.js';
import type { Binding } from '../../src/domain/people.js';
import type { Bindings } from '../../src/ports.js';
import { readBindList } from '../../src/sources/bind-list.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { createBindList } from '../../src/usecases/bind-list.js';
import { fillRoster, parent, student, teacher } from '../support/college.js';
import { testDatabaseUri } from '../support/mongo.js';

const now = Date.parse('2026-11-25T12:00:00Z');
const zone = 'Europe/Moscow';
const head = 'channel;account;kind;person_id;consent';

let storage: Storage;
beforeAll(async () => {
  storage = await connectStorage(testDatabaseUri());
  await fillRoster(storage.rosterStore, {
    persons: [
      student('2001', 'Первов', 'Алексей', '101'),
      student('2002', 'Второва', 'Виктория', '101'),
      parent('3001', 'Первова', 'Елена', '2001'),
      teacher('501', 'Образцова', 'Ирина'),
    ],
  });
});
afterEach(async () => {
  const bound = await storage.bindings.ofPersons([
    'student:2001',
    'student:2002',
    'parent:3001',
    'teacher:501',
  ]);
  for (const { account } of bound) await storage.bindings.unbind(account);
});
afterAll(() => storage.close());

async function bind(
  file: string | Uint8Array,
  { json = false, bindings = storage.bindings as Bindings } = {},
) {
  let out = '';
  const complaints: string[] = [];
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  const code = await runBind(
    { file: 'list.csv', json },
    {
      bindList: createBindList({ roster: storage.roster, bindings, zone }),
      clock: { now: () => now },
      readList: async (name) => readBindList(bytes, name),
      out: (text) => {
        out += text;
      },
      complain: (text) => complaints.push(text),
    },
  );
  return { code, out, complaints };
}

const boundTo = async (...personIds: string[]) =>
  (await storage.bindings.ofPersons(personIds))
    .map(({ account }) => `${account.channel}:${account.id}`)
    .sort();

/** `column reason` by line, as a program reads them. */
async function errorsOf(rows: readonly string[]) {
  const { code, out } = await bind([head, ...rows].join('\n'), { json: true });
  const report: { ok: boolean; bound: number; errors: { line: number; column: string; reason: string }[] } =
    JSON.parse(out);
  expect([code, report.ok, report.bound]).toEqual([1, false, 0]);
  return report.errors.map(({ line, column, reason }) => `${line} ${column}: ${reason}`);
}

describe('people brought from another bot', () => {
  it('are bound at once: reachable, told of lessons, with consent as given elsewhere', async () => {
    const { code, out } = await bind(
      [head, 'vk;100;student;2001;', 'telegram;200;parent;3001;01.09.2026', 'max;300;teacher;501;да'].join(
        '\n',
      ),
    );
    expect(code).toBe(0);
    expect(out).toContain('Привязано: 3');
    const [binding] = await storage.bindings.ofAccount({ channel: 'vk', id: '100' });
    expect(binding).toEqual({
      account: { channel: 'vk', id: '100' },
      personId: 'student:2001',
      kind: 'student',
      boundAt: now,
      consent: { at: now, text: 'elsewhere' },
      notify: true,
      remindFor: [],
      reachable: true,
    } satisfies Binding);
    const [dated] = await storage.bindings.ofAccount({ channel: 'telegram', id: '200' });
    expect(dated?.consent).toEqual({ at: Date.parse('2026-09-01T00:00:00+03:00'), text: 'elsewhere' });
    expect(await boundTo('teacher:501')).toEqual(['max:300']);
  });

  it('stay as they are when the same list comes again', async () => {
    const list = [head, 'vk;100;student;2001;', 'vk;100;student;2002;'].join('\n');
    await bind(list);
    const again = await bind(list);
    expect([again.code, again.out]).toEqual([0, 'Ничего не изменилось\n']);
    const json = await bind(list, { json: true });
    expect(JSON.parse(json.out)).toEqual({ ok: true, bound: 0, unchanged: 2, errors: [] });
  });

  it('are not bound in part: one bad row and nobody is, every bad row named with its line and column', async () => {
    const errors = await errorsOf([
      'vk;100;student;2001;',
      'icq;100;student;2001;',
      'vk;id100;student;2001;',
      'vk;2000000001;student;2001;',
      'vk;100;pupil;2001;',
      'vk;100;teacher;2001;',
      'vk;;student;2001;',
      'vk;100;student;20$01;',
      'vk;100;student;2002;вчера',
      'vk;100;student;2002;нет',
      'vk;100;teacher;501;01.09.2027',
      'vk;100;student;2002;;лишнее',
    ]);
    expect(errors.map((error) => error.replace(/:.*/, ''))).toEqual([
      '3 channel',
      '4 account',
      '5 account',
      '6 kind',
      '7 person_id',
      '8 account',
      '9 person_id',
      '10 consent',
      '11 consent',
      '12 consent',
      '13 ',
    ]);
    expect(errors[0]).toContain('vk, telegram или max');
    expect(await boundTo('student:2001', 'student:2002', 'teacher:501')).toEqual([]);
  });

  it('are told apart: a person twice in one messenger is refused, a family’s one account is not', async () => {
    const errors = await errorsOf([
      'vk;100;student;2001;',
      'vk;101;student;2001;',
      'telegram;100;student;2001;',
    ]);
    expect(errors).toEqual(['3 person_id: этот человек в этом мессенджере уже есть в строке 2']);
    expect((await bind([head, 'vk;100;student;2001;', 'vk;100;parent;3001;'].join('\n'))).code).toBe(0);
    expect(await boundTo('student:2001', 'parent:3001')).toEqual(['vk:100', 'vk:100']);
  });

  it('never take a record from whoever is bound already', async () => {
    await bind([head, 'vk;100;student;2001;'].join('\n'));
    const errors = await errorsOf(['vk;666;student;2001;', 'vk;102;student;2002;']);
    expect(errors).toEqual(['2 account: человек уже привязан к другому аккаунту: VK']);
    expect(await boundTo('student:2001', 'student:2002')).toEqual(['vk:100']);
  });

  it('lose a race to whoever binds by themselves in the meantime, and the operator hears of it', async () => {
    const { bindings } = storage;
    const raced: Bindings = {
      ...bindings,
      bindMany: async (wanted) => {
        const [first] = wanted;
        if (first) await bindings.bind({ ...first, account: { channel: 'vk', id: '999' } });
        return bindings.bindMany(wanted);
      },
    };
    const { code, complaints } = await bind(
      [head, 'vk;100;student;2001;', 'vk;102;student;2002;'].join('\n'),
      {
        bindings: raced,
      },
    );
    expect(code).toBe(1);
    expect(complaints).toEqual([
      expect.stringContaining('Привязано: 1'),
      'list.csv, строка 2, account: человек уже привязан к другому аккаунту: VK',
    ]);
    expect(await boundTo('student:2001', 'student:2002')).toEqual(['vk:102', 'vk:999']);
  });

  it('may come in a file as Russian Excel saves it, columns in any order', async () => {
    const text = 'Код человека;Кто;Мессенджер;Аккаунт\r\n2001;Студент;ВК;100\r\n\r\n3001;родитель;MAX;7\r\n';
    const cyrillic = Array.from(text, (sign) => {
      const code = sign.charCodeAt(0);
      return code < 0x80 ? code : code - 0x410 + 0xc0;
    });
    expect((await bind(Uint8Array.from(cyrillic))).code).toBe(0);
    expect(await boundTo('student:2001', 'parent:3001')).toEqual(['max:7', 'vk:100']);
  });

  it.each([
    ['a list without a column', 'channel;account;kind\nvk;1;student', 'person_id'],
    ['an empty file', '', 'ни одной строки'],
    ['a head alone', head, 'ни одной строки'],
    ['a file that is no text', 'a\0b', 'не текст'],
  ])('are not guessed at from %s', async (_name, text, words) => {
    const { code, out, complaints } = await bind(text);
    expect([code, out]).toEqual([1, '']);
    expect(complaints.join('\n')).toContain(words);
  });

  it('come from a file that is there, else the operator hears which is not', async () => {
    let out = '';
    const code = await runBind(
      { file: 'нет.csv', json: true },
      {
        bindList: createBindList({ ...storage, zone }),
        clock: { now: () => now },
        readList: async (name) => readBindList(await readFile(name), name),
        out: (text) => {
          out += text;
        },
        complain: () => undefined,
      },
    );
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false, bound: 0, errors: [{ file: 'нет.csv' }] });
  });

  it('may be ten thousand, bound within ten seconds', async () => {
    const ids = Array.from({ length: 10_000 }, (_, at) => at + 10_000);
    const persons = ids.map((id) => student(`${id}`, `Учащийся${id}`, 'А', '101'));
    await fillRoster(storage.rosterStore, { persons });
    const list = [head, ...ids.map((id) => `vk;${id};student;${id};01.09.2026`)].join('\n');
    const from = performance.now();
    const { code, out } = await bind(list, { json: true });
    expect(performance.now() - from).toBeLessThan(10_000);
    expect([code, JSON.parse(out)]).toEqual([0, { ok: true, bound: 10_000, unchanged: 0, errors: [] }]);
  }, 60_000);
});
