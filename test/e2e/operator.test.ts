import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';

// Each case starts whole programs, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const DIST = fileURLToPath(new URL('../../dist/src/', import.meta.url));

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program of the build to its end. */
const run = (nodeArgs: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> =>
  new Promise((resolve) => {
    const all = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env };
    const child = execFile(process.execPath, [...nodeArgs], { env: all }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });

describe('an operator', () => {
  it('whose program reads JSON gets JSON from every command, though the settings are wrong', async () => {
    const commands = {
      import: ['import', 'college'],
      invite: ['invite', '--all'],
      bind: ['bind', 'list.csv'],
      refused: ['refused', '--send'],
    };
    const wrong = { MONGODB_URI: 'nonsense' };
    const runs = await Promise.all(
      Object.values(commands).map((command) => run([`${DIST}cli.js`, ...command, '--json'], wrong)),
    );
    const reason = expect.stringContaining('MONGODB_URI');
    const place = { line: 0, column: '', reason };
    expect(runs.map(({ code, stdout }) => ({ code, said: JSON.parse(stdout) }))).toEqual([
      { code: 1, said: { ok: false, tables: {}, errors: [{ file: '', ...place }] } },
      { code: 1, said: { ok: false, boundAlready: 0, invites: [], errors: [reason] } },
      { code: 1, said: { ok: false, bound: 0, unchanged: 0, errors: [{ file: 'list.csv', ...place }] } },
      { code: 1, said: { ok: false, again: 0, refused: [], errors: [reason] } },
    ]);
  });

  it('reads help and mistakes in Russian alone', async () => {
    const cli = (...args: string[]) => run([`${DIST}cli.js`, ...args]);
    const [all, one, ...mistakes] = await Promise.all([
      cli('--help'),
      cli('help', 'sandbox'),
      cli('impor', 'x'),
      cli('bind', 'a', 'b'),
      cli('invite', '--days'),
      cli('import', '--frce', 'x'),
    ]);
    const foreign = /usage|option|argument|command|default|error|expected|mean/i;
    expect(all?.stdout).toContain('Команды:\n  import [ключи] <paths...>');
    expect(one?.stdout).toContain('порт на этой машине (по умолчанию 8080)');
    for (const { stdout } of [all, one].filter((each) => each !== undefined))
      expect(stdout).not.toMatch(foreign);
    expect(mistakes.map(({ code, stderr }) => [code, stderr])).toEqual([
      [
        1,
        expect.stringContaining('Ошибка: нет такой команды «impor»\n(возможно, вы имели в виду import?)\n'),
      ],
      [1, expect.stringContaining('Ошибка: лишние аргументы у «bind»: нужно 1, а здесь 2.\n')],
      [1, expect.stringContaining('Ошибка: ключу --days <days> не хватает значения\n')],
      [
        1,
        expect.stringContaining('Ошибка: нет такого ключа «--frce»\n(возможно, вы имели в виду --force?)\n'),
      ],
    ]);
  });

  it('who gives the stand-in a wrong port or a taken one reads what to do', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const [wrong, busy] = await Promise.all(
      ['eighty', String(port)].map((text) => run([`${DIST}cli.js`, 'sandbox', '--port', text])),
    );
    taken.close();
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong?.stderr).toContain(
      'Ошибка: ключ --port <port> не может быть «eighty». Нужно целое число от 0 до 65535.\n',
    );
    expect(busy).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/Порт \d+ занят.*--port\.\n$/),
    });
  });

  it('finds neither tokens nor texts in the log when the bot itself breaks', async () => {
    const breaks = `
      const timer = setInterval(() => {
        if (process.listenerCount('uncaughtException') === 0) return;
        clearInterval(timer);
        throw Object.assign(new Error('call failed'), { params: { access_token: 'vk1.a.stolen', message: 'Иванов' } });
      }, 1);`;
    const broken = await run(
      ['--import', `data:text/javascript,${encodeURIComponent(breaks)}`, `${DIST}main.js`],
      { MONGODB_URI: 'mongodb://127.0.0.1:1/nobody' },
    );
    expect(broken.code).toBe(1);
    const [line = ''] = broken.stdout.split('\n').filter((text) => text.includes('the bot broke'));
    expect(JSON.parse(line)).toMatchObject({ level: 60, err: { message: 'call failed' } });
    expect(broken.stdout + broken.stderr).not.toMatch(/stolen|Иванов/);
  });
});
