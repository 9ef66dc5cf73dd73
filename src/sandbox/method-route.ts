import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Api } from './api.js';
import { traced, type CallTrace } from './call-trace.js';
import { readParams, sendJson, sendProxyPage } from './http.js';
import type { Json } from './json.js';
import type { Caller } from './methods/method.js';
import { RateWindow } from './rate.js';
import type { RequestRecord } from './types.js';
import { VkError } from './vk-error.js';

const PER_SECOND = { group: 20, user: 3 };

/** The tokens that the API knows. */
export type Tokens = { readonly group: string; readonly user?: string | undefined };

/** An answer, and what the log tells of it besides. */
type Answer = {
  readonly answer: Json;
  readonly more: CallTrace & Pick<RequestRecord, 'caller' | 'inSecond'>;
};

/** Serves `/method/<name>`: token, rate, planned faults, the method itself, the log. */
export class MethodRoute {
  readonly #windows: Readonly<Record<Caller, RateWindow>> = {
    group: new RateWindow(PER_SECOND.group),
    user: new RateWindow(PER_SECOND.user),
  };

  constructor(
    readonly api: Api,
    readonly tokens: Tokens,
    readonly latencyMs: number,
  ) {}

  async serve(request: IncomingMessage, response: ServerResponse, url: URL, method: string): Promise<void> {
    const started = performance.now();
    const all = await readParams(request, url);
    if (all === undefined) return sendProxyPage(response, 413);
    const { access_token: inParams, ...params } = all;
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? inParams;
    const { world } = this.api;
    const fault = world.faults.forCall(method);
    const log = (answer: Json | undefined, more: Answer['more'] = {}): void => {
      world.log({
        at: world.clock.now(),
        method,
        params,
        address: url.origin + url.pathname,
        tookMs: performance.now() - started,
        ...more,
        ...(answer === undefined ? {} : { answer }),
        ...(fault === undefined ? {} : { fault: typeof fault === 'string' ? fault : JSON.stringify(fault) }),
      });
    };
    if (fault === 'hang') return log(undefined);
    if (typeof fault === 'object' && 'status' in fault) {
      log(undefined);
      return sendProxyPage(response, fault.status);
    }
    const { answer, more } = this.#answer(
      method,
      params,
      token,
      typeof fault === 'object' ? fault.code : undefined,
    );
    if (this.latencyMs > 0) await pause(this.latencyMs);
    log(answer, more);
    if (fault === 'lose-reply') response.destroy();
    else sendJson(response, answer);
  }

  #answer(
    method: string,
    params: Readonly<Record<string, string>>,
    token: string | undefined,
    planned: number | undefined,
  ): Answer {
    let more: Answer['more'] = {};
    try {
      const caller = this.#caller(token);
      const window = this.#windows[caller];
      const isInTime = window.take(performance.now());
      more = { caller, inSecond: window.taken };
      if (!isInTime) throw new VkError(6);
      if (planned !== undefined) throw new VkError(planned);
      if (params['v'] === undefined) throw new VkError(8, 'v (version) is required');
      const { result, trace } = traced(this.api.world, () => this.api.call(method, params, caller));
      return { answer: result, more: { ...more, ...trace } };
    } catch (error) {
      if (!(error instanceof VkError)) throw error;
      return { answer: envelope(error, method, params), more };
    }
  }

  #caller(token: string | undefined): Caller {
    if (token === undefined || token === '') throw new VkError(5, 'no access_token passed');
    if (token === this.tokens.group) return 'group';
    if (token === this.tokens.user) return 'user';
    throw new VkError(5, 'invalid access_token (4)');
  }
}

/** VK's way of saying no: HTTP 200, the error, and the call's parameters but for the token. */
function envelope(error: VkError, method: string, params: Readonly<Record<string, string>>): Json {
  const shown = Object.entries({ method, oauth: '1', ...params });
  return {
    error: {
      error_code: error.code,
      error_msg: error.message,
      request_params: shown.map(([key, value]) => ({ key, value })),
    },
  };
}
