import { APIRequest, type API } from 'vk-io';
import { z } from 'zod';

export type Params = Readonly<Record<string, string | number>>;

/** VK's answer as a value. `lost`: nobody knows whether it happened. */
export type Answer =
  | { readonly ok: true; readonly response: unknown }
  | { readonly ok: false; readonly code: number; readonly lost: false }
  | { readonly ok: false; readonly code: 0; readonly lost: true };

const refused = z.object({ error: z.object({ error_code: z.coerce.number().int() }) });
/** `response` may be anything, but it must be there. */
const done = z.object({ response: z.unknown() }).refine((body) => body.response !== undefined);

const LOST: Answer = { ok: false, code: 0, lost: true };

/**
 * One request to VK, as vk-io makes it. Its queue is passed by: that one repeats error 6 by itself, out of any pace, and never
 * ends a call whose answer is `null`. Whatever is no answer of VK's counts as lost.
 */
export async function askOnce(api: API, method: string, params: Params): Promise<Answer> {
  try {
    const body: unknown = await new APIRequest({ api, method, params: { ...params } }).make();
    const refusal = refused.safeParse(body);
    if (refusal.success) return { ok: false, code: refusal.data.error.error_code, lost: false };
    const answer = done.safeParse(body);
    return answer.success ? { ok: true, response: answer.data.response } : LOST;
  } catch {
    return LOST;
  }
}
