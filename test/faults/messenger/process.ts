/** The messenger of the proof, in a process of its own: `process.ts <vk | telegram> <log file> <seed> <token>`. It writes its own log. */
import { createWriteStream } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { CALM, drawFate, seeded, type Fate, type Odds } from './chance.js';
import type { Ending, Entry } from './log.js';
import type { Ask, Told } from './protocol.js';
import { Refusal, type Refuses } from './door.js';
import { telegramDoor } from './telegram.js';
import { vkDoor } from './vk.js';

const POLL_MS = 25_000;
/** Longer than a bot waits. */
const HANG_MS = 60_000;

const [channel = 'vk', file = '', seed = '1', token = ''] = process.argv.slice(2);
const log = createWriteStream(file);
const chance = seeded(Number(seed));
const now = (): number => performance.timeOrigin + performance.now();
const tell = (told: Told): void => void process.send?.(told);

let odds: Odds = CALM;
let slowMs = 0;
let script: Fate[] = [];
let held: (() => void)[] = [];
let requests = 0;
let accepted = 0;
let moments: number[] = [];
const written: unknown[] = [];
const polls = new Set<() => void>();

const write = (entry: Entry): void => {
  log.write(`${JSON.stringify(entry)}\n`);
  if (entry.is === 'accepted') accepted += 1;
};
const server = createServer();
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const refuses: Refuses = { gone: new Set(), poison: '' };
const door = (channel === 'telegram' ? telegramDoor : vkDoor)({ url, write, now, chance, refuses });

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

function reply(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function isTooFast(at: number): boolean {
  moments = moments.filter((moment) => at - moment < 1_000);
  if (moments.length >= door.perSecond) return true;
  moments.push(at);
  return false;
}

async function serve(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const at = now();
  const asked = door.read(request, url, await readBody(request));
  const { method, calls, peers } = asked;
  const id = (requests += 1);
  let left = false;
  response.once('close', () => (left = !response.writableFinished));
  write({ is: 'request', id, at, method, calls, peers });
  const end = (how: Ending, refusal?: Refusal): void =>
    write({
      is: 'ended',
      request: id,
      at: now(),
      how,
      ...(refusal && { code: refusal.code }),
      ...(refusal?.afterS !== undefined && { restMs: refusal.afterS * 1_000 }),
    });
  const refuse = (refusal: Refusal): void => {
    end(left ? 'left' : 'answered', refusal);
    const { status, body } = door.refusal(refusal);
    reply(response, body, status);
  };

  if (asked.token !== token) return refuse(door.wrongToken);
  if (door.isCounted(asked) && isTooFast(at)) return refuse(door.tooFast);
  const fate: Fate = peers === 0 ? { kind: 'answer' } : (script.shift() ?? drawFate(odds, chance()));
  if (fate.kind === 'hold' && fate.accepts === 'after') await hold(id);
  if (peers > 0 && slowMs > 0) await wait(chance() * slowMs);
  switch (fate.kind) {
    case 'error':
      return refuse(new Refusal(fate.code, fate.afterS));
    case 'reset':
      end('reset');
      response.destroy();
      return undefined;
    case 'hang':
      end('hung');
      setTimeout(() => response.destroy(), HANG_MS).unref();
      return undefined;
    case 'bad-gateway':
      end('bad-gateway');
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>502</h1>');
      return undefined;
    default:
  }
  // Whoever went away before this was not heard.
  if (left) return end('left');
  let answer: unknown;
  try {
    answer = asked.perform(id, odds);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refuse(error);
  }
  if (peers > 0) tell({ is: 'accepted', count: accepted });
  if (fate.kind === 'hold' && fate.accepts === 'before') await hold(id);
  if (peers > 0 && slowMs > 0) await wait(chance() * slowMs);
  end(left ? 'left' : fate.kind === 'lose' ? 'lost' : 'answered');
  if (fate.kind === 'lose') response.destroy();
  else reply(response, answer);
}

const hold = (request: number): Promise<void> => {
  tell({ is: 'held', request });
  return new Promise((resolve) => held.push(resolve));
};

/** A wait for news: answered when there are any, or after a while. */
function poll(asked: URL, response: ServerResponse): void {
  const answer = (): void => reply(response, door.news(asked, written)?.body);
  if (door.news(asked, written)?.areThere) return answer();
  const late = setTimeout(answer, POLL_MS);
  polls.add(answer);
  response.once('close', () => {
    clearTimeout(late);
    polls.delete(answer);
  });
}

server.on('request', (request, response) => {
  const asked = new URL(request.url ?? '/', url);
  if (door.news(asked, written)) return poll(asked, response);
  serve(asked, request, response).catch((error: unknown) => {
    process.stderr.write(`the messenger broke: ${String(error)}\n`);
    process.exit(1);
  });
});

function obey(ask: Ask, done: () => void): void {
  switch (ask.do) {
    case 'odds':
      odds = ask.odds;
      break;
    case 'script':
      script = [...ask.fates];
      break;
    case 'poison':
      refuses.poison = ask.words;
      break;
    case 'gone':
      for (const peer of ask.peers) refuses.gone.add(peer);
      break;
    case 'slow':
      slowMs = ask.ms;
      break;
    case 'write':
      written.push(...ask.updates);
      for (const answer of polls) answer();
      break;
    case 'release':
      for (const go of held.splice(0)) go();
      break;
    case 'flush':
      log.write('', () => done());
      return;
  }
  done();
}

process.on('message', ({ number, ask }: { number: number; ask: Ask }) =>
  obey(ask, () => tell({ is: 'done', number })),
);
process.once('disconnect', () => process.exit(0));
tell({ is: 'ready', apiUrl: door.apiUrl });
