import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { actor } from '../../src/sandbox/actor.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.js';
import { BotProcess, botEnvironment } from '../support/bot-process.js';
import { testDatabaseUri } from '../support/mongo.js';

const GROUP = 91;
const TOKEN = 'production-token';
const OF_SANDBOX = /\/src\/(sandbox|demo)\b|\/node_modules\/htm\//;

let folder: string;
let sandbox: Sandbox;
const processes: BotProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zvonok-modules-'));
  sandbox = await startSandbox({ groupId: GROUP, token: TOKEN, screenName: 'college' });
});
afterEach(async () => {
  for (const one of processes.splice(0)) await one.stop();
});
afterAll(async () => {
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a program of ours, and tells which modules it has loaded so far. */
function traced(
  name: string,
  env: Record<string, string>,
): { bot: BotProcess; loaded: () => Promise<string[]> } {
  const list = join(folder, name);
  const hook = new URL('../support/trace-modules.mjs', import.meta.url).href;
  const register = `import { register } from 'node:module'; register('${hook}');`;
  const bot = new BotProcess({
    ...env,
    TRACE_MODULES: list,
    NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(register)}`,
  });
  processes.push(bot);
  return { bot, loaded: async () => (await readFile(list, 'utf8')).trim().split('\n') };
}

describe('a college’s own bot', () => {
  it('loads nothing of the sandbox, whatever it is asked, and nothing of it can be reached', async () => {
    const env = botEnvironment(sandbox, TOKEN, GROUP, testDatabaseUri(), folder);
    const { bot, loaded } = traced('production', env);
    await bot.ready();
    const { id } = sandbox.world.addPerson({ firstName: 'Гость', lastName: '' });
    const guest = actor(sandbox, id, { name: 'Гость', deadlineMs: 10_000 });
    await guest.presses('Начать');
    await guest.expects(/./);
    const paths = [
      '',
      '/',
      '/api/state',
      '/api/clock',
      '/api/faults',
      '/assets/app.js',
      '/assets/index.html',
    ];
    for (const path of paths) {
      const { status } = await fetch(`${bot.url}/sandbox${path}`);
      expect([path, status]).toEqual([path, 404]);
    }
    const moved = await fetch(`${bot.url}/sandbox/api/clock`, { method: 'POST', body: '{"to":"tomorrow"}' });
    expect(moved.status).toBe(404);
    const modules = await loaded();
    expect(modules.filter((url) => OF_SANDBOX.test(url))).toEqual([]);
    expect(modules.some((url) => url.endsWith('/src/channels/vk/bot.js'))).toBe(true);
  }, 60_000);

  it('would be seen to load it: the demo does, by the same list', async () => {
    const kept = ['PATH', 'HOME', 'XDG_CACHE_HOME', 'MONGOD_BINARY'];
    const env = Object.fromEntries(
      kept.flatMap((key) => (process.env[key] ? [[key, process.env[key]]] : [])),
    );
    const uri = { MONGODB_URI: testDatabaseUri() };
    const { bot, loaded } = traced('demo', { ...env, ...uri, PORT: '0', DATA_DIR: folder });
    await bot.ready();
    expect((await loaded()).filter((url) => OF_SANDBOX.test(url)).length).toBeGreaterThan(30);
  }, 60_000);
});
