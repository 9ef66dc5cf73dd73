import { machineClock } from '../../src/app/clock.js';
import { parseConfig } from '../../src/config.js';
import { startDemo, type Demo } from '../../src/demo.js';
import { createLogger } from '../../src/logger.js';
import { testDatabaseUri } from './mongo.js';

/** The demo in this very process, over a database of its own, with a clock that moves only when it is moved. */
export async function startDemoHouse(): Promise<Demo> {
  const parsed = parseConfig({ PORT: '0' });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const now = Date.parse('2026-11-25T08:00:00+03:00');
  return startDemo(
    {
      config: parsed.config,
      secretKey: 'a-key-of-the-tests-and-of-nothing-else',
      databaseUri: testDatabaseUri(),
      machineClock,
      processName: 'demo',
      log: createLogger({ level: 'silent' }),
    },
    () => undefined,
    { now: () => now },
  );
}

/** What the page's own programs ask: `GET` without a body, `POST` with one. */
export async function askPage(
  demo: Demo,
  path: string,
  body?: unknown,
  method?: string,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${demo.url}/sandbox/api${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  return (await response.json()) as Record<string, unknown>;
}
