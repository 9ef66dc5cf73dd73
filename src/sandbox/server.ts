import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Api } from './api.js';
import { sendJson, sendProxyPage } from './http.js';
import { MethodRoute } from './method-route.js';
import type { Clock } from './types.js';
import { VkWorld } from './vk-world.js';

const DEFAULT_WAIT_S = 25;

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
  /** more to serve on the same address (a page, a clock); true means that it took the request */
  readonly routes?: (request: IncomingMessage, response: ServerResponse) => boolean;
};

/** A running sandbox. */
export type Sandbox = {
  /** http://127.0.0.1:port */
  readonly url: string;
  /** what a bot takes for https://api.vk.ru/method */
  readonly apiUrl: string;
  readonly world: VkWorld;
  /** closes every connection and timer */
  stop(): Promise<void>;
};

/**
 * Starts a server that speaks VK's HTTP: `/method/*`, Long Poll, and Callback towards the bot.
 * @throws Error where the port is taken
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const world = new VkWorld({ ...options, clock: options.clock ?? { now: () => Date.now() } });
  const server = createServer();
  const url = await listen(server, options.port ?? 0, options.host ?? '127.0.0.1');
  const longPollPath = '/longpoll';
  const api = new Api(world, `${url}${longPollPath}`);
  const methods = new MethodRoute(
    api,
    { group: options.token, user: options.userToken },
    options.latencyMs ?? 0,
  );

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (options.routes?.(request, response) === true) return;
    const asked = new URL(request.url ?? '/', url);
    const method = /^\/method\/([\w.]+)$/.exec(asked.pathname)?.[1];
    if (method !== undefined) await methods.serve(request, response, asked, method);
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
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  return { url, apiUrl: `${url}/method`, world, stop };
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
