import type { Outcome } from '../../domain/notices.js';
import { SECOND } from '../../domain/time.js';
import type { Answer } from './client.js';

/** Nobody can be written to there until they write themselves: blocked, deleted, never met. */
const GONE =
  /chat not found|user not found|user is deactivated|bot was blocked|peer_id_invalid|user_deactivated/i;
/** The token is in trouble, and an operator mends it: nobody's fault who is to be told, so it is tried on. */
const OPERATORS = new Set([401, 404]);
const OPERATORS_PAUSE = 20 * SECOND;

/** What Telegram's answer says of the one recipient. */
export function outcomeOf(answer: Answer): Outcome {
  if (answer.ok) return { kind: 'sent' };
  switch (answer.kind) {
    case 'wait':
      return { kind: 'wait', afterMs: answer.afterMs };
    case 'lost':
      return {
        kind: 'retry',
        afterMs: SECOND,
        everybodys: true,
        ...(answer.maybeDone && { maybeSent: true }),
      };
    case 'refused':
      if (answer.code === 403 || GONE.test(answer.description)) return { kind: 'gone' };
      if (OPERATORS.has(answer.code)) return { kind: 'retry', afterMs: OPERATORS_PAUSE };
      return { kind: 'refused', reason: `telegram-${answer.code}` };
  }
}
