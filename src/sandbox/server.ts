import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Api } from './api.js';
import { sendJson, sendProxyPage } from './http.js';
import { MethodRoute } from './method-route.js';
import type { Clock } from './types.js';
import type { Limits } from './telegram/limits.js';
import { BotRoute } from './telegram/route.js';
import { TelegramWorld } from './telegram/world.js';
import { VkWorld } from './vk-world.js';

const DEFAULT_WAIT_S = 25;
/** Nobody's: the sandbox alone knows it. */
const DEFAULT_BOT_TOKEN = '6100000001:sandbox';

/** How a sandbox is to be. */
export type SandboxOptions = {
  /** 0, the default, takes any free port */
  readonly port?: number;
  readonly host?: string;
  /** message times, the memory of random_id, the minute of a press; the machine's clock without it */
  readonly clock?: Clock;
  readonly groupId: number;
  /** the community's token */
  readonly token: string;
  /** an administrator's own token, which may start calls */
  readonly userToken?: string;
  readonly screenName: string;
  /** real milliseconds before every answer of the API */
  readonly latencyMs?: number;
  /** real milliseconds before each repeat of a Callback event; VK's own pauses without it */
  readonly callbackPausesMs?: readonly number[];
  readonly kickedMayReturn?: boolean;
  /** the bot behind the second door; a made-up one without it */
  readonly telegram?: TelegramOptions;
  /** more to serve on the same address (a page, a clock); true means that it took the request */
  readonly routes?: (request: IncomingMessage, response: ServerResponse) => boolean;
};

/** The second door's bot. */
export type TelegramOptions = {
  /** `<its number>:<secret>` */
  readonly token?: string;
  readonly username?: string;
  readonly limits?: Limits;
  /** real milliseconds before each repeat to a webhook; Telegram's own pauses without it */
  readonly webhookPausesMs?: readonly number[];
};

/** What the second door opens on: a bot's `apiRoot` is `url`, as https://api.telegram.org is. */
type TelegramDoor = { readonly url: string; readonly token: string; readonly world: TelegramWorld };

/** A running sandbox. */
export type Sandbox = {
  /** http://127.0.0.1:port */
  readonly url: string;
  /** what a bot takes for https://api.vk.ru/method */
  readonly apiUrl: string;
  /** VK's */
  readonly world: VkWorld;
  readonly telegram: TelegramDoor;
  /** closes every connection and timer */
  stop(): Promise<void>;
};

/**
 * Starts a server that speaks VK's HTTP (`/method/*`, Long Poll, Callback towards the bot) and Telegram's (`/bot<token>/*`, webhook
 * towards the bot). The two messengers have nothing in common but the clock.
 * @throws Error where the port is taken
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const clock = options.clock ?? { now: () => Date.now() };
  const world = new VkWorld({ ...options, clock });
  const server = createServer();
  const url = await listen(server, options.port ?? 0, options.host ?? '127.0.0.1');
  const longPollPath = '/longpoll';
  const api = new Api(world, `${url}${longPollPath}`);
  const methods = new MethodRoute(
    api,
    { group: options.token, user: options.userToken },
    options.latencyMs ?? 0,
  );

  const telegram = openTelegram(options.telegram ?? {}, clock, url);
  const bot = new BotRoute(telegram.world, telegram.token);

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (options.routes?.(request, response) === true) return;
    const asked = new URL(request.url ?? '/', url);
    const method = /^\/method\/([\w.]+)$/.exec(asked.pathname)?.[1];
    if (method !== undefined) await methods.serve(request, response, asked, method);
    else if (bot.takes(asked)) await bot.serve(request, response, asked);
    else if (asked.pathname === longPollPath) await serveLongPoll(world, asked, response);
    else sendProxyPage(response, 404);
  };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    serve(request, response).catch((error: unknown) => {
      // a mistake of the stand-in itself must not look like one of VK's answers
      if (response.headersSent || response.destroyed) response.destroy();
      else response.writeHead(500, { 'content-type': 'text/plain' }).end(`sandbox failed: ${String(error)}`);
    });
  });

  const stop = async (): Promise<void> => {
    world.close();
    telegram.world.close();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  return { url, apiUrl: `${url}/method`, world, telegram, stop };
}

function openTelegram(
  { token = DEFAULT_BOT_TOKEN, username = 'zvonok_bot', ...options }: TelegramOptions,
  clock: Clock,
  url: string,
): TelegramDoor {
  const botId = Number(token.split(':', 1)[0]);
  const world = new TelegramWorld({ ...options, clock, botId, screenName: username, title: 'Звонок' });
  return { url, token, world };
}

async function serveLongPoll(world: VkWorld, asked: URL, response: ServerResponse): Promise<void> {
  const fault = world.faults.forCall('a_check');
  if (fault === 'hang') return;
  if (typeof fault === 'object') {
    if ('status' in fault) return sendProxyPage(response, fault.status);
    return sendJson(response, { failed: fault.code, ts: asked.searchParams.get('ts') ?? '1' });
  }
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const query = asked.searchParams;
  const wait = Number(query.get('wait') ?? DEFAULT_WAIT_S);
  const answer = await world.longPoll.check(
    query.get('key') ?? '',
    Number(query.get('ts') ?? Number.NaN),
    Number.isFinite(wait) ? wait : DEFAULT_WAIT_S,
    gone.signal,
  );
  if (fault === 'lose-reply') response.destroy();
  else if (!response.destroyed) sendJson(response, answer);
}

function listen(server: Server, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string')
        reject(new Error('the sandbox listens on no port'));
      else resolve(`http://${host}:${address.port}`);
    });
  });
}
