import { expect } from 'vitest';
import type { RequestRecord, Update } from '../../src/sandbox/types.js';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.js';
import { faultsOf, vkSchema } from './vk-schema.js';

export const GROUP = 777;
export const TOKEN = 'community-token';
const START = Date.parse('2026-11-25T08:00:00+03:00');

/** What a call of the stand-in answers, as a test looks at it. */
export type Answer = {
  readonly response?: unknown;
  readonly error?: {
    readonly error_code: number;
    readonly error_msg: string;
    readonly request_params: readonly { readonly key: string; readonly value: string }[];
  };
  readonly execute_errors?: readonly { readonly method: string; readonly error_code: number }[];
};

/** A running stand-in with a clock of its own, and a plain HTTP client for it. */
export type Standin = {
  readonly sandbox: Sandbox;
  readonly world: Sandbox['world'];
  readonly clock: { time: number; now(): number };
  readonly updates: readonly Update[];
  readonly requests: readonly RequestRecord[];
  call(method: string, params?: Readonly<Record<string, string | number>>, token?: string): Promise<Answer>;
  /** the error code of a call that has to be refused */
  refusal(method: string, params?: Readonly<Record<string, string | number>>): Promise<number | undefined>;
  stop(): Promise<void>;
};

/** Starts one; what is answered and delivered is held against VK's schema when the stand-in is stopped. */
export async function standin(options: Partial<SandboxOptions> = {}): Promise<Standin> {
  const clock = { time: START, now: () => clock.time };
  const sandbox = await startSandbox({
    groupId: GROUP,
    token: TOKEN,
    screenName: 'college',
    clock,
    ...options,
  });
  const updates: Update[] = [];
  sandbox.world.on((event) => {
    if (event.type === 'update') updates.push(event.update);
  });
  const call: Standin['call'] = async (method, params = {}, token = TOKEN) => {
    const response = await fetch(`${sandbox.apiUrl}/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: new URLSearchParams({ v: '5.199', ...mapValues(params) }),
    });
    return (await response.json()) as Answer;
  };
  return {
    sandbox,
    world: sandbox.world,
    clock,
    updates,
    requests: sandbox.world.requests,
    call,
    refusal: async (method, params) => (await call(method, params)).error?.error_code,
    stop: async () => {
      await sandbox.stop();
      if (vkSchema === undefined) return;
      for (const update of updates) expect(vkSchema.event(update), JSON.stringify(update)).toEqual([]);
      for (const { method, params, answer } of sandbox.world.requests) {
        if (isRefusal(answer) || answer === undefined) continue;
        expect(faultsOf(method, params, answer), `${method} ${JSON.stringify(answer)}`).toEqual([]);
      }
    },
  };
}

/** A keyboard parameter of rows of labels, each a callback button. */
export function callbacks(
  rows: readonly (readonly string[])[],
  more: Readonly<Record<string, unknown>> = {},
): string {
  const buttons = rows.map((row) =>
    row.map((label) => ({ action: { type: 'callback', label, payload: JSON.stringify({ to: label }) } })),
  );
  return JSON.stringify({ inline: true, buttons, ...more });
}

function isRefusal(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'error' in answer;
}

function mapValues(params: Readonly<Record<string, string | number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));
}
