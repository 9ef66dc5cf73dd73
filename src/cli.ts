import { readFile, statfs, writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { machineClock } from './app/clock.js';
import { askTelegram } from './app/ask-telegram.js';
import { askVk } from './app/ask-vk.js';
import { botLinkOf } from './app/bot-link.js';
import { LONG_POLL_NEEDS } from './channels/vk/group-settings.js';
import { runOperated, withDatabase, type OperatorsWork } from './app/operator.js';
import { bindRefusal, runBind } from './cli/bind.js';
import {
  clockCheck,
  configCheck,
  databaseCheck,
  diskCheck,
  longPollCheck,
  telegramCheck,
  vkCheck,
} from './cli/doctor-checks.js';
import { runDoctor, type Check } from './cli/doctor.js';
import { createImportBar } from './cli/import-bar.js';
import { importRefusal, runImport } from './cli/import.js';
import { inviteRefusal, runInvite } from './cli/invite.js';
import { numberFrom } from './cli/options.js';
import { refusedRefusal, runRefused, type RefusedOptions } from './cli/refused.js';
import { playAt, runReplay, type Played } from './cli/replay.js';
import { runSandbox, type SandboxOptions } from './cli/sandbox.js';
import { parseConfig, type Config } from './config.js';
import { AppError } from './errors.js';
import { createLogger } from './logger.js';
import { readBindList } from './sources/bind-list.js';
import { readCollege } from './sources/read-college.js';
import { cli as texts } from './texts/cli.js';
import { refused as refusedTexts } from './texts/refused.js';
import { replay as replayTexts } from './texts/replay.js';
import { createBindList } from './usecases/bind-list.js';
import { createImportCollege } from './usecases/import-college.js';
import { createMakeInvites } from './usecases/make-invites.js';

const DOCTOR_PATIENCE = 10_000;
const PING_MAX = 3_000;

const out = (text: string): void => {
  process.stdout.write(text);
};
const complain = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
/** Names of files are the caller's: npm starts us in the project's folder and says where it was called. */
const fileOf = (name: string): string => resolve(process.env['INIT_CWD'] ?? process.cwd(), name);

/** What the doctor looks at in VK; nothing in the demo. */
function vkChecks({ channels: { vk } }: Config): Check[] {
  if (vk.kind === 'off') return [];
  const { community, longPoll } = askVk(vk);
  const token = vkCheck(community);
  return vk.transport.kind === 'longpoll' ? [token, longPollCheck(longPoll, LONG_POLL_NEEDS)] : [token];
}

/** What the doctor looks at in Telegram, where it is on. */
function telegramChecks({ channels: { telegram }, http }: Config): Check[] {
  return telegram.kind === 'on' ? [telegramCheck(askTelegram(telegram), http.publicUrl !== undefined)] : [];
}

/** Runs a command that needs the configuration and the database, and sets the exit code. */
const operate = async (work: OperatorsWork, asJson?: (reason: string) => object): Promise<void> => {
  process.exitCode = await runOperated(process.env, { out, complain, asJson }, work);
};

const program = new Command('zvonok')
  .description(texts.program())
  .helpOption('-h, --help', texts.help())
  .helpCommand('help [command]', texts.help())
  .configureHelp({
    styleTitle: texts.helpTitle,
    styleUsage: texts.inHelp,
    styleSubcommandTerm: texts.inHelp,
    styleOptionDescription: texts.inHelp,
  })
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(texts.usageError(text)) });

program
  .command('import')
  .description(texts.import())
  .argument('<paths...>', texts.paths())
  .option('--force', texts.force())
  .option('--json', texts.json())
  .action((paths: string[], { force = false, json = false }: { force?: boolean; json?: boolean }) =>
    operate(
      ({ storage, security }, { college, join }) => {
        const { zone } = college;
        const importCollege = createImportCollege({
          store: storage.rosterStore,
          security,
          callHosts: join.callHosts,
          zone,
        });
        return runImport(
          { paths: paths.map(fileOf), force, json },
          {
            readCollege,
            importCollege,
            zone,
            clock: machineClock,
            out: (line) => out(`${line}\n`),
            complain,
            bar: createImportBar(process.stderr),
          },
        );
      },
      json ? importRefusal : undefined,
    ),
  );

program
  .command('invite')
  .description(texts.invite())
  .option('--person <id>', texts.person())
  .option('--group <name>', texts.group())
  .option('--kinds <kinds>', texts.kinds())
  .option('--all', texts.all())
  .option('--days <days>', texts.days(), '30')
  .option('--again', texts.again())
  .option('--csv', texts.csv())
  .option('--html <file>', texts.html())
  .option('--json', texts.json())
  .action((options: Omit<Parameters<typeof runInvite>[0], 'days'> & { days: string }) =>
    operate(
      async ({ storage, security }, config) => {
        const { college } = config;
        const { roster, invites, bindings } = storage;
        const botLink = options.html === undefined ? undefined : await botLinkOf(config);
        return runInvite(options, {
          makeInvites: createMakeInvites({ roster, invites, bindings, security, zone: college.zone }),
          clock: machineClock,
          college: college.name,
          ...(botLink && { botLink }),
          out,
          complain,
          writePrivately: (file, text) => writeFile(fileOf(file), text, { mode: 0o600 }),
        });
      },
      options.json ? inviteRefusal : undefined,
    ),
  );

program
  .command('bind')
  .description(texts.bind())
  .argument('<file>', texts.bindFile())
  .option('--json', texts.json())
  .action((file: string, { json = false }: { json?: boolean }) =>
    operate(
      ({ storage: { roster, bindings } }, { college }) =>
        runBind(
          { file: fileOf(file), json },
          {
            bindList: createBindList({ roster, bindings, zone: college.zone }),
            clock: machineClock,
            readList: async (path) => readBindList(await readFile(path), basename(path)),
            out,
            complain,
          },
        ),
      json ? (reason) => bindRefusal(file, reason) : undefined,
    ),
  );

program
  .command('refused')
  .description(refusedTexts.command())
  .option('--send', refusedTexts.send())
  .option('--json', texts.json())
  .action((options: RefusedOptions) =>
    operate(
      ({ storage: { refusedNotices, time } }, { college: { zone } }) =>
        runRefused(options, { refusedNotices, now: time, zone, out, complain }),
      options.json ? refusedRefusal : undefined,
    ),
  );

program
  .command('doctor')
  .description(texts.doctor())
  .option('--json', texts.json())
  .action(async ({ json = false }: { json?: boolean }) => {
    const parsed = parseConfig(process.env);
    const problems = parsed.ok
      ? []
      : parsed.problems.map(({ variable, problem, remedy }) => `${variable} ${problem}. ${remedy}`);
    const first = configCheck(() => problems);
    if (!parsed.ok) {
      process.exitCode = await runDoctor({ checks: [first], json, deadlineMs: DOCTOR_PATIENCE, out });
      return;
    }
    const { config } = parsed;
    const examine = (checks: readonly Check[]): Promise<number> =>
      runDoctor({
        checks: [first, ...checks, ...vkChecks(config), ...telegramChecks(config)],
        json,
        deadlineMs: DOCTOR_PATIENCE,
        out,
      });
    const disk =
      config.database.kind === 'embedded'
        ? [diskCheck(async () => statfs(config.dataDir).then(({ bavail, bsize }) => bavail * bsize))]
        : [];
    process.exitCode = await withDatabase(
      config,
      complain,
      ({ storage }) =>
        examine([
          databaseCheck(() => storage.ping(PING_MAX), machineClock),
          clockCheck(storage.time, machineClock),
          ...disk,
        ]),
      () => examine([databaseCheck(() => Promise.resolve(false), machineClock), ...disk]),
    );
  });

program
  .command('sandbox')
  .description(texts.sandbox())
  .option('--port <port>', texts.sandboxPort(), numberFrom(0, 65_535), 8080)
  .option('--token <token>', texts.sandboxToken(), 'sandbox')
  .option('--group <id>', texts.sandboxGroup(), numberFrom(1, 2_000_000_000), 1)
  .option('--json', texts.json())
  .action(async (options: SandboxOptions) => {
    const { startStandAlone: start } = await import('./demo/stand-alone.js');
    const { timeZone: zone } = new Intl.DateTimeFormat().resolvedOptions();
    const stop = await runSandbox(options, { start, zone, out, complain });
    process.once('SIGINT', stop).once('SIGTERM', stop);
  });

program
  .command('replay')
  .description(replayTexts.command())
  .argument('<file>', replayTexts.file())
  .option('--url <address>', replayTexts.url())
  .option('--json', texts.json())
  .action(async (file: string, { url, json = false }: { url?: string; json?: boolean }) => {
    const playAlone = async (text: string): Promise<Played> => {
      const demo = await import('./demo/replay-house.js');
      complain(replayTexts.starting());
      return demo.playAlone(text, process.env, complain);
    };
    process.exitCode = await runReplay(
      { file, json },
      {
        read: () => readFile(fileOf(file), 'utf8'),
        play: (text) => (url === undefined ? playAlone(text) : playAt(url, text)),
        out,
        complain,
      },
    );
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode;
  } else {
    process.exitCode = 1;
    if (error instanceof AppError && error.personText) complain(error.personText);
    else {
      // Never as it is: a driver's error carries the records that it was about.
      complain(texts.broken());
      createLogger({ level: 'error', pretty: true, stream: process.stderr }).error(
        { err: error },
        'the command broke',
      );
    }
  }
}
