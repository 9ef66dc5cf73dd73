import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BotProcess, botEnvironment } from '../support/bot-process.js';
import { testDatabaseUri } from '../support/mongo.js';

/** What a service manager leaves a process for its end, at the least. */
const PATIENCE = 10_000;

let silent: Server;
let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'zvonok-silent-'));
  silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  silent.closeAllConnections();
  silent.close();
  await rm(dataDir, { recursive: true, force: true });
});

it('an operator whose messengers hang can stop the bot all the same, in time and in good order', async () => {
  const { port } = silent.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}`;
  const bot = await new BotProcess({
    ...botEnvironment({ apiUrl: `${address}/method` }, 'a-token', 77, testDatabaseUri(), dataDir),
    TELEGRAM_TOKEN: '7000000001:silent-canary',
    TELEGRAM_API_URL: address,
  }).ready();
  const asked = performance.now();
  expect(await bot.stop()).toBe(0);
  expect(performance.now() - asked).toBeLessThan(PATIENCE);
}, 60_000);
