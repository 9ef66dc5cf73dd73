import type { Fate, Odds } from './chance.js';

/** What a run and its messenger say to each other. */
export type Ask =
  /** From now on requests that send meet these odds. */
  | { readonly do: 'odds'; readonly odds: Odds }
  /** The next requests that send meet these fates, one each, before the odds. */
  | { readonly do: 'script'; readonly fates: readonly Fate[] }
  /** A message with these words in it is refused, until there are none. */
  | { readonly do: 'poison'; readonly words: string }
  /** These have forbidden messages. */
  | { readonly do: 'gone'; readonly peers: readonly number[] }
  /** How long every answer to a request that sends takes, at most; each takes a part of it by chance. */
  | { readonly do: 'slow'; readonly ms: number }
  /** People have written: Long Poll tells of it, in the form in which VK does. */
  | { readonly do: 'write'; readonly updates: readonly unknown[] }
  /** Everything held goes on. */
  | { readonly do: 'release' }
  /** Everything written so far is in the file when this is answered. */
  | { readonly do: 'flush' };

export type Told =
  | { readonly is: 'ready'; readonly apiUrl: string }
  | { readonly is: 'done'; readonly number: number }
  | { readonly is: 'held'; readonly request: number }
  /** People have been told something; how many in all. */
  | { readonly is: 'accepted'; readonly count: number };
