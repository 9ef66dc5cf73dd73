/** `npm run bench`: the figures of the README, measured here and now against the stand-in on this machine. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/storage/embedded/index.js';
import { measureBell } from './bell.js';
import { measureReplies } from './replies.js';

const dataDir = await mkdtemp(join(tmpdir(), 'zvonok-bench-'));
const database = await openDatabase({
  dataDir,
  role: 'bot',
  databaseName: 'zvonok',
  progress: (line) => process.stderr.write(`${line}\n`),
  now: Date.now(),
});
if (database.kind !== 'open') throw new Error('No database for the bench');
try {
  const uri = (name: string): string => database.uri.replace(/\/(\?|$)/, `/${name}$1`);
  const bell = await measureBell(uri('bell'), 300);
  const replies = await measureReplies(uri('replies'), { perSecond: 50, seconds: 20, people: 200 });
  const memory = Math.round(process.memoryUsage().rss / 1_048_576);
  process.stdout.write(
    [
      `bell, ${bell.recipients} recipients: first after ${bell.firstMs} ms, last after ${bell.lastMs} ms, ${bell.requests} requests`,
      `replies at ${replies.perSecond}/s (${replies.count}): p50 ${replies.p50} ms, p99 ${replies.p99} ms, slowest ${replies.slowest} ms`,
      `memory of the bot, the stand-in and the bench together: ${memory} MB`,
      '',
    ].join('\n'),
  );
} finally {
  await database.stop();
  await rm(dataDir, { recursive: true, force: true });
}
