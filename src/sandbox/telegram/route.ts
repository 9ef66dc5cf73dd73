import type { IncomingMessage, ServerResponse } from 'node:http';
import { traced, type CallTrace } from '../call-trace.js';
import { sendJson, sendProxyPage } from '../http.js';
import type { Json } from '../json.js';
import { botMethods } from './methods/bot.js';
import { messageMethods } from './methods/messages.js';
import type { Method } from './methods/method.js';
import { updateMethods } from './methods/updates.js';
import { Params } from './params.js';
import { readArguments } from './read-arguments.js';
import { badRequest, plannedRefusal, TelegramError } from './telegram-error.js';
import type { TelegramWorld } from './world.js';

/** Method names are the same in any case. */
const METHODS: ReadonlyMap<string, { readonly name: string; readonly method: Method }> = new Map(
  Object.entries({ ...botMethods, ...messageMethods, ...updateMethods }).map(([name, method]) => [
    name.toLowerCase(),
    { name, method },
  ]),
);

/** Serves `/bot<token>/<method>`: token, planned faults, the method itself, the log. */
export class BotRoute {
  constructor(
    readonly world: TelegramWorld,
    readonly token: string,
  ) {}

  /** @returns false for an address that is not the Bot API's */
  takes(url: URL): boolean {
    return url.pathname.startsWith('/bot');
  }

  async serve(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const started = performance.now();
    const { world } = this;
    const [, token = '', asked = ''] = /^\/bot([^/]*)\/?(.*)$/.exec(decodeURIComponent(url.pathname)) ?? [];
    const { name, method } = METHODS.get(asked.toLowerCase()) ?? { name: asked };
    const raw = await readArguments(request, url);
    const fault = world.faults.forCall(name);
    let trace: CallTrace = {};
    const log = (answer?: Json): void => {
      // Telegram's polls, like VK's, are no calls that anybody wants to look at.
      if (name === 'getUpdates') return;
      world.log({
        at: world.clock.now(),
        method: name,
        params: raw ?? {},
        address: `${url.origin}/bot<token>/${name}`,
        ...trace,
        tookMs: performance.now() - started,
        ...(answer !== undefined && { answer }),
        ...(fault !== undefined && { fault: typeof fault === 'string' ? fault : JSON.stringify(fault) }),
      });
    };
    if (fault === 'hang') return log();
    if (typeof fault === 'object' && 'status' in fault) {
      log();
      return sendProxyPage(response, fault.status);
    }
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    try {
      if (token !== this.token)
        throw new TelegramError(
          401,
          token.includes(':') ? 'Unauthorized' : 'Unauthorized: invalid token specified',
        );
      if (method === undefined) throw new TelegramError(404, 'Not Found: method not found');
      if (raw === undefined) throw badRequest("can't parse the request");
      if (typeof fault === 'object') throw plannedRefusal(fault.code, world.floodWaitS);
      const call = traced(world, () => method(world, new Params(raw), gone.signal));
      trace = call.trace;
      const answer = { ok: true, result: await call.result };
      log(answer);
      if (fault === 'lose-reply') response.destroy();
      else if (!response.destroyed) sendJson(response, answer);
    } catch (error) {
      if (!(error instanceof TelegramError)) throw error;
      const { code, message, retryAfter } = error;
      const parameters = retryAfter === undefined ? undefined : { retry_after: retryAfter };
      const answer = { ok: false, error_code: code, description: message, parameters };
      log(answer);
      if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
      if (!response.destroyed) sendJson(response, answer, code);
    }
  }
}
