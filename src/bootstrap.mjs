// What `npm start`, `npm test`, `npm run zvonok`, `npm run bench` and `npm run faults` run. It needs nothing but Node itself, so a fresh
// clone starts at once: it installs, builds, and then becomes the program, in the same process.
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runChecks } from './bootstrap/checks.mjs';
import { build, install } from './bootstrap/setup.mjs';
import { failureCode, followNpm, guardSteps, say, StepFailed } from './bootstrap/steps.mjs';

/** As in package.json: the oldest of each line that every package still works with. */
const NODES = [
  [20, 19],
  [22, 12],
];
const ANY_NODE_FROM = 24;
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major >= ANY_NODE_FROM || NODES.some(([line, oldest]) => major === line && minor >= oldest)) return;
  const lines = NODES.map((version) => version.join('.')).join(', ');
  throw new StepFailed(
    `Нужен Node.js ${lines} (и новее в тех же линиях) или ${ANY_NODE_FROM} и новее, а здесь ${process.versions.node}. Возьмите его на https://nodejs.org`,
  );
}

/** Goes on as another program: with its own `argv`, as if it had been started itself. */
async function become(file, args) {
  process.argv = [process.execPath, file, ...args];
  await import(pathToFileURL(file).href);
}

async function main([mode, ...args]) {
  checkNode();
  followNpm();
  // Relative names of files are the caller's, whatever folder we work in; npm says which it was in the same variable.
  process.env.INIT_CWD ??= process.cwd();
  process.chdir(root);
  const giveSignalsBack = guardSteps();
  await install(root);
  if (mode === 'test') {
    process.exitCode = await runChecks(root, args);
    return giveSignalsBack();
  }
  if (mode === 'run') {
    // A script of the tests may start the bot as its operator does.
    await build(root);
    giveSignalsBack();
    const { register } = await import('tsx/esm/api');
    register();
    const [file, ...rest] = args;
    return become(resolve(root, file), rest);
  }
  const program = { start: 'main.js', cli: 'cli.js' }[mode];
  if (!program) throw new StepFailed('node src/bootstrap.mjs start | test | cli <команда> | run <файл.ts>');
  await build(root);
  giveSignalsBack();
  return become(join(root, 'dist', 'src', program), args);
}

main(process.argv.slice(2)).catch((error) => {
  process.exitCode = failureCode();
  say(error instanceof StepFailed ? error.message : (error?.stack ?? String(error)));
});
