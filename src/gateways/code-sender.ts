import type { Contact } from '../domain/people.js';
import type { CodeSender } from '../ports.js';

/** How long one sending may take, whatever hangs. */
export const SEND_WITHIN_MS = 8_000;

/** Sends a text to one canonical contact (`+79123456789` or `name@mail.ru`). Resolves to whether it was taken; never rejects. */
export type Deliver = (to: string, text: string) => Promise<boolean>;

/** The `CodeSender` port: one way for each kind of contact; a kind without a way is not served. */
export function createCodeSender(ways: { readonly [kind in Contact['kind']]?: Deliver }): CodeSender {
  return {
    serves: (kind) => ways[kind] !== undefined,
    send: async ({ kind, value }, text) => (await ways[kind]?.(value, text)) ?? false,
  };
}
