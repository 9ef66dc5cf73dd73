import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../src/channels/telegram/outcomes.js';

const refused = (code: number, description: string) =>
  outcomeOf({ ok: false, kind: 'refused', code, description });

describe('what Telegram’s answer says of whoever was to be told', () => {
  it.each([
    [403, 'Forbidden: bot was blocked by the user'],
    [403, 'Forbidden: user is deactivated'],
    [403, "Forbidden: bot can't initiate conversation with a user"],
    [403, 'Forbidden: something of tomorrow'],
    [400, 'Bad Request: chat not found'],
    [400, 'Bad Request: PEER_ID_INVALID'],
  ])('they are out of reach: %i %s', (code, description) => {
    expect(refused(code, description)).toEqual({ kind: 'gone' });
  });

  it('it is our fault and not theirs', () => {
    expect(refused(400, 'Bad Request: BUTTON_DATA_INVALID')).toEqual({
      kind: 'refused',
      reason: 'telegram-400',
    });
  });

  it('the operator has to mend the token, and they are tried on', () => {
    expect(refused(401, 'Unauthorized')).toMatchObject({ kind: 'retry' });
  });

  it('nobody knows whether they were told, or everybody knows that they were not', () => {
    const lost = (maybeDone: boolean) => outcomeOf({ ok: false, kind: 'lost', maybeDone });
    expect(lost(true)).toEqual({ kind: 'retry', afterMs: 1_000, everybodys: true, maybeSent: true });
    expect(lost(false)).toEqual({ kind: 'retry', afterMs: 1_000, everybodys: true });
    expect(outcomeOf({ ok: false, kind: 'wait', afterMs: 7_000 })).toEqual({ kind: 'wait', afterMs: 7_000 });
    expect(outcomeOf({ ok: true, result: {} })).toEqual({ kind: 'sent' });
  });
});
