/** What may become of a request that sends. `hold`: the stand-in says so and waits for a word, before or after it accepts. */
export type Fate =
  | { readonly kind: 'answer' | 'lose' | 'reset' | 'hang' | 'bad-gateway' }
  | { readonly kind: 'error'; readonly code: number /** Telegram's retry_after. */; readonly afterS?: number }
  | { readonly kind: 'hold'; readonly accepts: 'before' | 'after' };

/** Shares of all occasions, 0 to 1. What is left of 1 goes well. */
export interface Odds {
  /** The whole request is refused, by VK's code. */
  readonly errors: Readonly<Record<number, number>>;
  /** Accepted, then the socket is closed. */
  readonly lose: number;
  /** The socket is closed before anything is accepted. */
  readonly reset: number;
  readonly hang: number;
  readonly badGateway: number;
  /** One call of an `execute` gives `false`. */
  readonly innerFalse: number;
  /** One recipient gets a passing error 10. */
  readonly peerTrouble: number;
}

export const CALM: Odds = {
  errors: {},
  lose: 0,
  reset: 0,
  hang: 0,
  badGateway: 0,
  innerFalse: 0,
  peerTrouble: 0,
};

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Draws what becomes of the next request. */
export function drawFate(odds: Odds, chance: number): Fate {
  let left = chance;
  const falls = (share: number): boolean => {
    left -= share;
    return left < 0;
  };
  for (const [code, share] of Object.entries(odds.errors))
    if (falls(share)) return { kind: 'error', code: Number(code) };
  if (falls(odds.lose)) return { kind: 'lose' };
  if (falls(odds.reset)) return { kind: 'reset' };
  if (falls(odds.hang)) return { kind: 'hang' };
  if (falls(odds.badGateway)) return { kind: 'bad-gateway' };
  return { kind: 'answer' };
}
