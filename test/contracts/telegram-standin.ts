import type { ApiResponse, Update } from 'grammy/types';
import { startSandbox, type Sandbox, type TelegramOptions } from '../../src/sandbox/server.js';
import type { TelegramUpdate } from '../../src/sandbox/types.js';

const START = Date.parse('2026-11-25T08:00:00+03:00');

/** A call's answer as a test looks at it. */
type BotAnswer = {
  readonly status: number;
  readonly body: ApiResponse<unknown>;
  readonly retryAfter: string | null;
};

/** A running second door with a clock of its own, and a plain HTTP client for it. */
export type TelegramStandin = {
  readonly door: Sandbox['telegram'];
  readonly world: Sandbox['telegram']['world'];
  readonly clock: { time: number; now(): number };
  /** what the bot was told, in order */
  readonly updates: readonly TelegramUpdate[];
  /** a call with a JSON body */
  call(method: string, args?: Readonly<Record<string, unknown>>, token?: string): Promise<BotAnswer>;
  /** the result of a call that has to succeed */
  result(method: string, args?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** «<code> <description>» of a call that has to be refused */
  refusal(method: string, args?: Readonly<Record<string, unknown>>): Promise<string>;
  poll(args?: Readonly<Record<string, unknown>>): Promise<Update[]>;
  stop(): Promise<void>;
};

/** Starts one; a chat takes as many messages at once as a test likes, unless it says otherwise. */
export async function telegramStandin(options: TelegramOptions = {}): Promise<TelegramStandin> {
  const clock = { time: START, now: () => clock.time };
  const sandbox = await startSandbox({
    groupId: 777,
    token: 'community-token',
    screenName: 'college',
    clock,
    telegram: { limits: { perSecond: 1000, chatBurst: 1000 }, ...options },
  });
  const door = sandbox.telegram;
  const updates: TelegramUpdate[] = [];
  door.world.on((event) => {
    if (event.type === 'telegram-update') updates.push(event.update);
  });
  const call: TelegramStandin['call'] = async (method, args = {}, token = door.token) => {
    const response = await fetch(`${door.url}/bot${token}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(args),
    });
    const body = (await response.json()) as ApiResponse<unknown>;
    return { status: response.status, body, retryAfter: response.headers.get('retry-after') };
  };
  const result: TelegramStandin['result'] = async (method, args) => {
    const { body } = await call(method, args);
    if (!body.ok) throw new Error(`${method}: ${body.description}`);
    return body.result;
  };
  return {
    door,
    world: door.world,
    clock,
    updates,
    call,
    result,
    refusal: async (method, args) => {
      const { status, body } = await call(method, args);
      if (body.ok) throw new Error(`${method} was not refused`);
      if (status !== body.error_code) throw new Error(`${method}: HTTP ${status}, not ${body.error_code}`);
      return `${body.error_code} ${body.description}`;
    },
    poll: async (args) => (await result('getUpdates', args)) as Update[],
    stop: () => sandbox.stop(),
  };
}
