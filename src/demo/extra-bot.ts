import { createApp, type App } from '../app.js';
import { machineClock, movableClock } from '../app/clock.js';
import { takeProcessName } from '../app/process-name.js';
import { parseConfig } from '../config.js';
import { createLogger } from '../logger.js';
import { isPassing } from '../storage/passing.js';
import { toProcess, type ToFirst, type ToProcess } from './bot-process.js';

/**
 * One more process of the demo's bot, as an operator would start it beside the first: the same database, the same token. Only the
 * college's time and the codes for the page's phone go between the two. It logs to standard output.
 */
const clock = movableClock();
let app: App | undefined;
let release = async (): Promise<void> => undefined;

const tell = (word: ToFirst): void => void process.send?.(word);

const setClock = (aheadMs: number): void => clock.moveTo(machineClock.now() + aheadMs);

async function start({ aheadMs, messengers, ...rest }: Extract<ToProcess, { say: 'start' }>): Promise<void> {
  const parsed = parseConfig(process.env);
  if (!parsed.ok) throw new Error('The first process gave settings that are wrong');
  const { config } = parsed;
  setClock(aheadMs);
  const name = await takeProcessName(config.dataDir, machineClock.now());
  release = name.release;
  const { vk, telegram } = messengers;
  app = await createApp({
    ...rest,
    ...(vk !== undefined && { vk }),
    ...(telegram !== undefined && { telegram }),
    config,
    clock,
    machineClock,
    processName: name.name,
    log: createLogger({ level: 'debug', isOutage: isPassing }),
    showCode: (contact, text) => tell({ say: 'code', contact, text }),
  });
  await app.start();
  tell({ say: 'ready' });
}

async function stop(): Promise<void> {
  await app?.stop();
  await release();
  if (process.connected) process.disconnect();
}

async function take(word: ToProcess): Promise<void> {
  if (word.say === 'clock') setClock(word.aheadMs);
  else if (word.say === 'start') await start(word);
  else await stop();
}

/** A process that fails ends, as any bot would; the page shows that it is gone. */
const fail = (error: unknown): void => {
  process.stderr.write(`${String(error)}\n`);
  process.kill(process.pid, 'SIGKILL');
};

process.on('message', (word) => {
  take(toProcess.parse(word)).catch(fail);
});
// Ctrl-C reaches everybody at a terminal; the first one tells us to stop, and its end is ours.
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);
process.once('disconnect', () => {
  stop().catch(fail);
});
