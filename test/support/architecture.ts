import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One import as written: a package, a built-in module or a relative path. */
export interface Import {
  readonly specifier: string;
  /** Nothing of it is left at run time. */
  readonly typesOnly: boolean;
}

/** What a place may import: other places, as values or as types alone. Its own place always. */
interface Rule {
  readonly values: readonly string[];
  readonly types?: readonly string[];
}

const WIRING = (
  'domain texts ports usecases scenes commands delivery jobs channels channels/vk channels/telegram channels/max ' +
  'sources storage http security gateways metrics errors logger config'
).split(' ');
const ADAPTER: Rule = { values: ['domain', 'ports', 'errors'], types: ['logger', 'config'] };
const CHANNEL: Rule = {
  values: ['domain', 'texts', 'ports', 'scenes', 'commands', 'channels', 'errors'],
  types: ['logger', 'config'],
};

/** The table «who may import whom» of the design, place by place. */
export const RULES: Readonly<Record<string, Rule>> = {
  domain: { values: [] },
  texts: { values: ['domain', 'errors'] },
  ports: { values: [], types: ['domain'] },
  errors: { values: [], types: ['domain', 'texts'] },
  logger: { values: ['errors'] },
  together: { values: [] },
  config: { values: ['domain', 'texts', 'errors'], types: ['logger'] },
  usecases: { values: ['domain', 'texts', 'ports', 'errors'] },
  scenes: { values: ['domain', 'texts', 'errors'], types: ['usecases'] },
  commands: { values: ['domain', 'texts', 'usecases', 'errors'], types: ['scenes'] },
  delivery: { values: ['domain', 'ports', 'usecases', 'errors', 'together'], types: ['logger', 'config'] },
  jobs: { values: ['domain', 'ports', 'usecases', 'errors'], types: ['logger', 'config'] },
  channels: { values: CHANNEL.values, types: ['usecases', 'logger', 'config'] },
  'channels/vk': CHANNEL,
  'channels/telegram': CHANNEL,
  'channels/max': CHANNEL,
  sources: ADAPTER,
  storage: { ...ADAPTER, values: [...ADAPTER.values, 'together'] },
  security: ADAPTER,
  gateways: ADAPTER,
  metrics: ADAPTER,
  http: { values: ['domain', 'texts', 'ports', 'usecases', 'errors'], types: ['logger', 'config'] },
  cli: { values: ['domain', 'texts', 'usecases', 'ports', 'sources', 'errors'], types: ['logger', 'config'] },
  sandbox: { values: ['errors'], types: ['domain'] },
  app: { values: WIRING },
  demo: { values: [...WIRING, 'app', 'sandbox'] },
  'cli.ts': { values: [...WIRING, 'cli', 'app', 'demo'] },
  'main.ts': { values: [...WIRING, 'app', 'demo', 'sandbox'] },
  bootstrap: { values: [] },
};

/** Places that decide: nothing from outside the project but what stands here; no clock, no chance, no environment. */
const PURE: Readonly<Record<string, readonly string[]>> = {
  domain: ['temporal-polyfill'],
  texts: [],
  usecases: [],
  scenes: ['zod'],
  commands: ['zod'],
};

/** Packages that one place alone may know. */
const OWNERS: readonly { readonly packages: RegExp; readonly files: RegExp }[] = [
  { packages: /^(vk-io|@vk-io\/.+)$/, files: /^src\/channels\/vk\// },
  { packages: /^grammy$/, files: /^src\/channels\/telegram\// },
  { packages: /^(mongoose|mongodb)$/, files: /^src\/storage\// },
  { packages: /^mongodb-memory-server-core$/, files: /^src\/storage\/embedded\// },
  { packages: /^node-cron$/, files: /^jobs\/scheduler\.ts$/ },
  { packages: /^(pino|pino-pretty)$/, files: /^src\/logger\.ts$/ },
];

const IMPURE: readonly RegExp[] = [
  /\bDate\.now\b/,
  /\bnew Date(?:\(\s*\)|(?!\s*\())/,
  /\bperformance\.now\b/,
  /\bTemporal\.Now\b/,
  /\bMath\.random\b/,
  /\bprocess\.env\b/,
];

const MAY_EXIT = ['src/main.ts', 'src/bootstrap.mjs'];

/** The place a file belongs to, by its path from the project's root; undefined when the design has none for it. */
export function placeOf(file: string): string | undefined {
  const [top = '', folder = '', inner] = file.split('/');
  if (top === 'scenes' || top === 'jobs') return top;
  if (top !== 'src') return undefined;
  const name = folder.replace(/\.(ts|mjs)$/, '');
  if (name === 'scrub' || name === 'log-outage') return 'logger';
  if (inner === undefined && (name === 'main' || name === 'cli')) return `${name}.ts`;
  const channel = name === 'channels' && file.split('/').length > 3 ? `channels/${inner}` : name;
  return channel in RULES ? channel : undefined;
}

/** The source without its comments; strings stay, also those with `//` in them. */
export function withoutComments(source: string): string {
  const parts = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
  return source.replace(parts, (part) => (part.startsWith('/') ? ' ' : part));
}

/** Every import of a source: static, side effect, re-export, dynamic, required, and in a type. */
export function importsOf(source: string): Import[] {
  const code = withoutComments(source);
  const statics =
    /(?:^|[;\n}])\s*(import|export)\b(\s+type\b(?!\s*,|\s+from\b))?\s*([\w$*{}\s,]*?\bfrom\b)?\s*['"]([^'"\n]+)['"]/g;
  const found: Import[] = [];
  for (const [, word, type, clause, specifier = ''] of code.matchAll(statics)) {
    if (word === 'export' && !clause) continue;
    found.push({ specifier, typesOnly: Boolean(type) || isTypesOnly(clause ?? '') });
  }
  const calls = /(typeof\s+)?\b(?:import|require)\(\s*['"`]([^'"`\n]+)['"`]\s*\)(\.[A-Z])?/g;
  for (const [, type, specifier = '', member] of code.matchAll(calls)) {
    found.push({ specifier, typesOnly: Boolean(type) || Boolean(member) });
  }
  return found;
}

/** `{ type A, type B } from`: every name is a type, and there is one. */
function isTypesOnly(clause: string): boolean {
  const names = /^\{([^}]*)\}\s*from$/
    .exec(clause.trim())?.[1]
    ?.split(',')
    .filter((name) => name.trim());
  return Boolean(names?.length) && names?.every((name) => /^\s*type\s/.test(name)) === true;
}

/** What a file does against the rules, one sentence each; empty when nothing. `file`: its path from the root. */
export function violations(file: string, source: string): string[] {
  const place = placeOf(file);
  if (place === undefined) return [`${file}: the design knows no such place`];
  const code = withoutComments(source);
  const found = importsOf(source).flatMap((one) => importProblem(file, place, one) ?? []);
  if (/\bprocess\.exit\(/.test(code) && !MAY_EXIT.includes(file)) found.push('ends the process');
  if (place in PURE) {
    for (const pattern of IMPURE) {
      const match = pattern.exec(code);
      if (match) found.push(`reads ${match[0]}`);
    }
  }
  return found.map((problem) => `${file}: ${problem}`);
}

function importProblem(file: string, place: string, { specifier, typesOnly }: Import): string | undefined {
  if (!specifier.startsWith('.')) return packageProblem(file, place, specifier);
  const target = posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts');
  const other = placeOf(target);
  const { values, types = [] } = RULES[place] ?? { values: [] };
  if (other === place || (other !== undefined && values.includes(other))) return undefined;
  if (other !== undefined && types.includes(other)) {
    return typesOnly ? undefined : `imports more than types of ${target}`;
  }
  return `imports ${target}`;
}

function packageProblem(file: string, place: string, specifier: string): string | undefined {
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  const owner = OWNERS.find(({ packages }) => packages.test(name));
  if (owner && !owner.files.test(file)) return `imports ${specifier}, which has another owner`;
  const allowed = PURE[place];
  return allowed && !allowed.includes(name) ? `imports ${specifier}` : undefined;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Every source file of the project with its text, by its path from the root. */
export function sourceFiles(): { readonly file: string; readonly source: string }[] {
  return ['src', 'scenes', 'jobs'].flatMap((folder) =>
    readdirSync(`${ROOT}/${folder}`, { recursive: true, encoding: 'utf8' })
      .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
      .filter((file) => /\.(ts|mts|mjs|js)$/.test(file))
      .map((file) => ({ file, source: readFileSync(`${ROOT}/${file}`, 'utf8') })),
  );
}
