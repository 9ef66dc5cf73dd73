import { createApp, type App } from './app.js';
import { machineClock } from './app/clock.js';
import { openConfigured } from './app/database.js';
import { messengersOf } from './app/messengers.js';
import { takeProcessName } from './app/process-name.js';
import { keptSecretKey } from './app/secret-key.js';
import { describeProblems, parseConfig, type Config } from './config.js';
import { notYet } from './config/not-yet.js';
import { AppError } from './errors.js';
import { createLogger, type Logger } from './logger.js';
import { isPassing } from './storage/passing.js';
import { main as texts } from './texts/main.js';

/** A stop that takes longer is cut short: a service manager would kill us anyway. */
const STOP_MAX = 15_000;

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** What has been started so far, to be stopped in the opposite order. */
const started: (() => Promise<void>)[] = [];

async function startBot(config: Config, log: Logger, signal: AbortSignal): Promise<void> {
  const openedAt = performance.now();
  const database = await openConfigured(config, 'bot', say, signal);
  if (database.kind === 'held')
    throw new AppError('data-dir-held', texts.held(database.pid, new Date(database.since)));
  if (database.kind === 'unavailable') throw new AppError('no-database', database.message);
  started.push(database.stop);
  const process = await takeProcessName(config.dataDir, machineClock.now());
  started.push(process.release);
  const secretKey = config.secretKey ?? (await keptSecretKey(config.dataDir));
  const common = {
    config,
    secretKey,
    databaseUri: database.uri,
    machineClock,
    processName: process.name,
    log,
  };

  if (config.demo) {
    // Loaded here only: production never sees the sandbox.
    const { startDemo } = await import('./demo.js');
    const demo = await startDemo(common, say);
    started.push(demo.stop);
    say(texts.demoReady(`${demo.url}/sandbox`, (performance.now() - openedAt) / 1_000));
    return;
  }
  const messengers = messengersOf(config);
  if (!messengers.vk && !messengers.telegram) throw new AppError('no-channel', texts.noChannel());
  const app: App = await createApp({ ...common, ...messengers, clock: machineClock });
  started.push(app.stop);
  const { url } = await app.start();
  log.info({ address: url, messengers: Object.keys(messengers) }, 'ready');
  say(texts.ready(url));
}

async function stopAll(log: Logger): Promise<void> {
  for (const stop of started.splice(0).reverse()) {
    try {
      await stop();
    } catch (err) {
      log.error({ err }, 'something did not stop cleanly');
    }
  }
}

async function main(): Promise<void> {
  const parsed = parseConfig(process.env);
  if (!parsed.ok) {
    say(describeProblems(parsed.problems));
    process.exitCode = 1;
    return;
  }
  const idle = notYet(parsed.config);
  if (idle.length > 0) say(texts.notYet(idle));
  const log = createLogger({
    level: parsed.config.logLevel,
    pretty: process.stdout.isTTY === true,
    isOutage: isPassing,
  });
  process.on('unhandledRejection', (err) => log.error({ err }, 'a promise was left alone'));
  // By itself Node prints an error with all its fields, and a library's hold tokens and what people wrote.
  process.on('uncaughtException', (err) => {
    log.fatal({ err }, 'the bot broke');
    process.exit(1);
  });

  const stopping = new AbortController();
  const stop = (): void => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    say(texts.stopping());
    setTimeout(() => process.exit(1), STOP_MAX).unref();
    void starting.then(() => stopAll(log)).then(() => process.exit(process.exitCode ?? 0));
  };
  const starting = startBot(parsed.config, log, stopping.signal).catch(async (error: unknown) => {
    if (!stopping.signal.aborted) {
      say(error instanceof AppError && error.personText ? error.personText : texts.failed(error));
      // What the person was told in words needs no stack beside it.
      if (!(error instanceof AppError && error.personText))
        log.error({ err: error }, 'the bot did not start');
      process.exitCode = 1;
    }
    await stopAll(log);
    process.exit(process.exitCode ?? 0);
  });
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('SIGHUP', stop);
  await starting;
}

await main();
