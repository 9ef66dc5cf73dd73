// A process of its own that opens a data folder and holds it until SIGTERM or SIGINT: `hold-database.ts <folder> <role>`.
// Says what it got as one JSON line, and `stopped` at the end.
import { openDatabase } from '../../src/storage/embedded/index.js';

const [dataDir = '', role] = process.argv.slice(2);
const progress = (line: string) => process.stderr.write(`${line}\n`);
const opened = await openDatabase({
  dataDir,
  role: role === 'command' ? 'command' : 'bot',
  databaseName: 'zvonok',
  progress,
  now: Date.now(),
  mongodBinary: process.env['MONGOD_BINARY'],
});
process.stdout.write(`${JSON.stringify(opened)}\n`);
if (opened.kind === 'open') {
  const alive = setInterval(() => undefined, 60_000);
  const stop = async () => {
    await opened.stop();
    process.stdout.write('stopped\n');
    clearInterval(alive);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
}
