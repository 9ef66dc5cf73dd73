/** `npm run bench -- [bell|announcement|replies|planner|all] [--full]`: the figures of the README, measured here and now. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabase } from '../../src/storage/embedded/index.js';
import { measureAnnouncement, measureBell, measureLoop, type Row } from './broadcasts.js';
import { chart } from './chart.js';
import { FIRST_PEER } from './college.js';
import { startMessenger, type Messenger } from './messenger.js';
import { measurePlanner, type Planner } from './planner.js';
import { page, tables } from './report.js';
import { measureEcho, measureReplies, type Replies } from './replies.js';

const PARTS = ['bell', 'announcement', 'replies', 'planner'];
const PER_LESSON = 25;
/** People whom a loop is measured on; the rest is reckoned. */
const SINGLE_MEASURED = 100;
const PARALLEL_MEASURED = 2_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { full: { type: 'boolean', default: false } },
});
const { full } = values;
const [asked = 'all'] = positionals;
if (asked !== 'all' && !PARTS.includes(asked)) throw new Error(`bench: ${PARTS.join(', ')} или all; --full`);
const wanted = (part: string): boolean => asked === 'all' || asked === part;

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const load = (): string => (loadavg()[0] ?? 0).toFixed(1);
const thousands = (count: number): string => count.toLocaleString('ru-RU');

const loops = async (messenger: Messenger, work: string, people: number, perSend: number): Promise<Row[]> => [
  await measureLoop(messenger, { work, people, perSend, measured: SINGLE_MEASURED, mode: 'sequential' }),
  await measureLoop(messenger, {
    work,
    people,
    perSend,
    measured: Math.min(people, PARALLEL_MEASURED),
    mode: 'parallel',
  }),
];

const startedWith = load();
const dataDir = await mkdtemp(join(tmpdir(), 'zvonok-bench-'));
const database = await openDatabase({
  dataDir,
  role: 'bot',
  databaseName: 'bench',
  progress: say,
  now: Date.now(),
});
if (database.kind !== 'open') throw new Error('No database for the bench');
const uri = (name: string): string => {
  const address = new URL(database.uri);
  address.pathname = `/${name}`;
  return address.href;
};
const messenger = await startMessenger();
const rows: Row[] = [];
const replies: Replies[] = [];
const planners: Planner[] = [];
try {
  await messenger.people(FIRST_PEER, full ? 100_000 : 10_000);
  if (wanted('bell')) {
    for (const lessons of full ? [40, 400, 4_000] : [40, 400]) {
      const work = `Звонок: ${thousands(lessons)} занятий, ${thousands(lessons * PER_LESSON)} человек`;
      say(work);
      rows.push(...(await loops(messenger, work, lessons * PER_LESSON, PER_LESSON)));
      rows.push(
        await measureBell(uri(`bell${lessons}`), messenger, { work, lessons, perLesson: PER_LESSON }),
      );
    }
  }
  if (wanted('announcement')) {
    for (const people of full ? [1_000, 10_000, 100_000] : [1_000, 10_000]) {
      const work = `Объявление: ${thousands(people)} человек`;
      say(work);
      rows.push(...(await loops(messenger, work, people, 100)));
      rows.push(await measureAnnouncement(uri(`announcement${people}`), messenger, { work, people }));
    }
  }
  if (wanted('replies')) {
    for (const perSecond of [50, 200]) {
      const wish = { accounts: full ? 100_000 : 10_000, perSecond, seconds: 10 };
      say(`Ответы: ${perSecond} сообщений в секунду, ${thousands(wish.accounts)} аккаунтов`);
      replies.push(
        await measureEcho(messenger, wish),
        await measureReplies(uri(`replies${perSecond}`), messenger, wish),
      );
    }
  }
  if (wanted('planner')) {
    for (const people of full ? [10_000, 100_000, 1_000_000] : [1_000, 10_000, 50_000]) {
      say(`Планировщик: ${thousands(people)} человек`);
      planners.push(await measurePlanner(uri(`planner${people}`), { people, lessonsADay: 10_000 }));
    }
  }
} finally {
  await messenger.stop();
  await database.stop();
  await rm(dataDir, { recursive: true, force: true });
}

const results = { rows, replies, planners };
process.stdout.write(`${tables(results)}\n\nзагрузка машины: ${startedWith} → ${load()}\n`);
if (asked === 'all') {
  const facts = {
    command: `npm run bench${full ? ' -- all --full' : ''}`,
    date: new Date().toISOString().slice(0, 10),
    cores: availableParallelism(),
    node: process.versions.node,
    load: [startedWith, load()] as const,
  };
  await mkdir('docs', { recursive: true });
  await writeFile('docs/bench.md', page(results, facts));
  await writeFile('docs/bench.svg', chart(rows));
}
