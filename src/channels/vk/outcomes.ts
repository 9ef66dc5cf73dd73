import { z } from 'zod';
import type { Outcome } from '../../domain/notices.js';
import { SECOND } from '../../domain/time.js';
import type { Answer } from './ask.js';

/** Recipients that can't be written to until they write or allow. */
const GONE = new Set([18, 37, 900, 901, 902, 936, 1021, 3610, 917, 922, 927, 945, 946, 993, 1017]);
/** VK's own passing troubles. */
const PASSING = new Set([1, 6, 9, 10, 29, 36, 43, 950, 995]);
/** Of a whole request: the token is to slow down, and nobody's message was looked at. */
const SLOW_DOWN = new Set([6, 9, 29]);

/** The token or the community is in trouble, and an operator mends it: nobody's fault who is to be told, so it is tried on. */
const OPERATORS = new Set([5, 7, 14, 15, 17, 27, 28, 912]);
const OPERATORS_PAUSE = 20 * SECOND;

/** A refused parameter: of many recipients it may be the one that VK does not know. */
const BAD_PARAMETER = new Set([100, 113]);

/** Whether a single recipient may be why VK refused a call to many: the others must not pay for it. */
export const spoiltByOne = (answer: Answer): boolean =>
  !answer.ok && (GONE.has(answer.code) || BAD_PARAMETER.has(answer.code));

/** What a VK error code says of one recipient. */
function outcomeOfCode(code: number): Outcome {
  if (GONE.has(code)) return { kind: 'gone' };
  if (OPERATORS.has(code)) return { kind: 'retry', afterMs: OPERATORS_PAUSE };
  if (PASSING.has(code)) return { kind: 'retry', afterMs: code === 9 ? 2 * SECOND : SECOND };
  return { kind: 'refused', reason: `vk-${code}` };
}

const item = z.object({
  peer_id: z.number(),
  conversation_message_id: z.number().optional(),
  // VK's table of messages.send calls the error a string, its schema an object: both are read.
  error: z.union([z.object({ code: z.number() }).loose(), z.string()]).optional(),
});

/** Reads messages.send's answer to `peer_ids`, recipient by recipient; whoever is missing from it is to be tried again. */
export function outcomesOf(answer: Answer, peers: readonly string[]): Map<string, Outcome> {
  if (!answer.ok) {
    if (SLOW_DOWN.has(answer.code)) {
      return new Map(
        peers.map((peer) => [peer, { kind: 'wait', afterMs: answer.code === 6 ? SECOND : 2 * SECOND }]),
      );
    }
    if (answer.lost || PASSING.has(answer.code))
      return new Map(peers.map((peer) => [peer, { kind: 'retry', afterMs: SECOND, everybodys: true }]));
    const outcome = outcomeOfCode(answer.code);
    // A refusal of the whole call says nothing of any single recipient but one.
    const whole: Outcome =
      outcome.kind === 'gone' && peers.length > 1
        ? { kind: 'refused', reason: `vk-${answer.code}` }
        : outcome;
    return new Map(peers.map((peer) => [peer, whole]));
  }
  const items = Array.isArray(answer.response) ? answer.response : [];
  const outcomes = new Map<string, Outcome>(peers.map((peer) => [peer, { kind: 'retry', afterMs: SECOND }]));
  for (const raw of items) {
    const parsed = item.safeParse(raw);
    if (!parsed.success) continue;
    const { peer_id: peer, error } = parsed.data;
    const code = typeof error === 'string' ? Number(/\d+/.exec(error)?.[0] ?? 1) : error?.code;
    outcomes.set(String(peer), code === undefined ? { kind: 'sent' } : outcomeOfCode(code));
  }
  return outcomes;
}
