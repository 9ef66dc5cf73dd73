import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

interface Instruction {
  readonly word: string;
  readonly rest: string;
}

/** Instructions with their continued lines joined, comments left out. */
function instructions(text: string): Instruction[] {
  return text
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .flatMap((line) => {
      const match = /^([A-Z]+)\s+(.*)$/s.exec(line.trim());
      return match ? [{ word: match[1] ?? '', rest: (match[2] ?? '').trim() }] : [];
    });
}

/** What a Dockerfile does against our policy; empty when nothing. */
function problems(text: string, nodeVersion: string): string[] {
  const all = instructions(text);
  const of = (word: string) => all.filter((one) => one.word === word).map(({ rest }) => rest);
  const last = all.slice(all.map(({ word }) => word).lastIndexOf('FROM'));
  const lastOf = (word: string) => last.filter((one) => one.word === word).map(({ rest }) => rest);
  const [major, minor] = nodeVersion.split('.');
  const found: string[] = [];
  const must = (holds: boolean, problem: string) => {
    if (!holds) found.push(problem);
  };

  for (const image of of('FROM')) {
    must(image.startsWith(`node:${major}.${minor}`) && image.includes('-bookworm-slim'), `image ${image}`);
  }
  must(of('FROM').length > 1, 'one stage only');
  const user = lastOf('USER').at(-1) ?? 'root';
  must(!/^(root|0)(:|$)/.test(user), 'runs as root');
  const command = lastOf('CMD');
  must(
    command.length === 1 && /^\["node", "dist\/src\/main\.js"\]$/.test(command[0] ?? ''),
    'CMD is not node itself',
  );
  must(!all.some(({ word }) => word === 'ENTRYPOINT' || word === 'ADD'), 'ENTRYPOINT or ADD');
  must(
    lastOf('HEALTHCHECK').some((rest) => rest.includes('/healthz')),
    'no health check',
  );
  must(
    of('RUN').some((rest) => /\bnpm ci --ignore-scripts\b/.test(rest)),
    'no npm ci',
  );
  must(!of('RUN').some((rest) => /\bnpm (i|install)\b/.test(rest)), 'npm install');
  must(!of('RUN').some((rest) => /\bcurl\b|\bwget\b|sudo/.test(rest)), 'downloads by hand');
  must(
    ![...of('ENV'), ...of('ARG')].some((rest) => /TOKEN|SECRET|KEY|PASSWORD|_URI/.test(rest)),
    'secret in ENV or ARG',
  );
  must(
    !of('COPY').some((rest) => /^(--\S+\s+)*\.\s/.test(rest) || rest.includes('.env')),
    'copies everything',
  );
  return found;
}

/** Whether a file of the checkout gets into the build: the last matching line decides, as in Docker. */
function isSent(path: string, ignore: string): boolean {
  let sent = true;
  for (const line of ignore.split('\n').map((one) => one.trim())) {
    if (!line || line.startsWith('#')) continue;
    const back = line.startsWith('!');
    const pattern = line
      .replace(/^!/, '')
      .split('/')
      .map((part) => (part === '**' ? '**' : part.replace(/[.+^${}()|[\]]/g, '\\$&').replace(/\*/g, '[^/]*')))
      .join('/')
      .replace(/\*\*\//g, '(.*/)?')
      .replace(/\*\*/g, '.*');
    if (new RegExp(`^${pattern}(/.*)?$`).test(path)) sent = back;
  }
  return sent;
}

const dockerfile = read('Dockerfile');
const nodeVersion = read('.nvmrc').trim();

describe('the container image', () => {
  it('keeps whoever breaks into the bot from being root, and lets it end cleanly and be watched', () => {
    expect(problems(dockerfile, nodeVersion)).toEqual([]);
  });

  it('leaves no token, database or history of the college in an image that is passed around', () => {
    const ignore = read('.dockerignore');
    const secrets = [
      '.env',
      '.env.production',
      'src/.env',
      '.git/config',
      'node_modules/a/b.js',
      'data/db/x.wt',
      'src/data/x',
      'a.log',
    ];
    expect(secrets.filter((path) => isSent(path, ignore))).toEqual([]);
    const needed = [
      'package.json',
      'package-lock.json',
      '.npmrc',
      'tsconfig.json',
      'src/main.ts',
      'scenes/a.ts',
      'jobs/a.ts',
    ];
    expect(needed.filter((path) => !isSent(path, ignore))).toEqual([]);
  });

  it.each([
    ['USER node', 'USER root', 'runs as root'],
    ['USER node\n', '', 'runs as root'],
    ['CMD ["node", "dist/src/main.js"]', 'CMD npm start', 'CMD is not node itself'],
    ['CMD ["node", "dist/src/main.js"]', 'CMD node dist/src/main.js', 'CMD is not node itself'],
    ['npm ci --ignore-scripts', 'npm install', 'npm install'],
    ['/healthz', '/', 'no health check'],
    ['WORKDIR /app', 'ADD https://example.org/x.tar /', 'ENTRYPOINT or ADD'],
    ['ENV NODE_ENV=production', 'ENV VK_TOKEN=x', 'secret in ENV or ARG'],
    ['WORKDIR /app', 'ARG SECRET_KEY', 'secret in ENV or ARG'],
    ['COPY src ./src', 'COPY . .', 'copies everything'],
    ['node:20.19-bookworm-slim', 'node:latest', 'image node:latest AS build'],
  ])('notices when «%s» becomes «%s»', (from, to, problem) => {
    expect(dockerfile).toContain(from);
    expect(problems(dockerfile.replace(from, to), nodeVersion)).toContain(problem);
  });
});
