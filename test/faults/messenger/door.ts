import type { IncomingMessage } from 'node:http';
import type { Odds } from './chance.js';
import type { Entry } from './log.js';

/** A messenger's error of a whole call. */
export class Refusal extends Error {
  constructor(
    readonly code: number,
    /** Nothing is to be asked for so many seconds, where the messenger says so itself. */
    readonly afterS?: number,
  ) {
    super(`error ${code}`);
  }
}

/** What a request asks for: known before anything is done. */
export interface Asked {
  readonly method: string;
  /** Whose request it is. */
  readonly token: string | undefined;
  /** Calls inside VK's `execute`; 1 for any other method. */
  readonly calls: number;
  /** Most recipients of one message in it; 0 when it sends nothing. */
  readonly peers: number;
  /** Does it and gives the answer's body. @throws Refusal */
  readonly perform: (request: number, odds: Odds) => unknown;
}

/** What is a messenger's own in the stand-in: how it is asked, how it refuses, how much it takes. */
export interface Door {
  /** What bots are told to be its address. */
  readonly apiUrl: string;
  /** A wait for news, and what is answered by all that people have written so far; undefined for a call. */
  news(
    url: URL,
    written: readonly unknown[],
  ): { readonly areThere: boolean; readonly body: unknown } | undefined;
  read(request: IncomingMessage, url: URL, body: string): Asked;
  /** Requests a second; more are refused so, and a refused one takes no place. */
  readonly perSecond: number;
  readonly tooFast: Refusal;
  /** Whether it counts against that limit. */
  isCounted(asked: Asked): boolean;
  readonly wrongToken: Refusal;
  refusal(refusal: Refusal): { readonly status: number; readonly body: unknown };
}

/** Whom and what a messenger does not take now. */
export interface Refuses {
  /** Nobody can write to these. */
  readonly gone: Set<number>;
  /** A message with these words in it is taken for nobody, as one whose keyboard VK does not like; none while it is empty. */
  poison: string;
}

/** What a door is made of. */
export interface DoorParts {
  readonly url: string;
  readonly write: (entry: Entry) => void;
  readonly now: () => number;
  readonly chance: () => number;
  readonly refuses: Readonly<Refuses>;
}
