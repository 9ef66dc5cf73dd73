import { readFileSync } from 'node:fs';

/** Where one request stands to the bot when it ends. `left`: the client went away before its answer. */
export type Ending = 'answered' | 'lost' | 'reset' | 'hung' | 'bad-gateway' | 'left';

/**
 * What the stand-in writes down by itself, a line a fact, before it does it. Times are epoch milliseconds of a clock
 * that never jumps.
 */
export type Entry =
  | {
      readonly is: 'request';
      readonly id: number;
      readonly at: number;
      readonly method: string;
      /** Calls inside an `execute`; 1 for any other method. */
      readonly calls: number;
      /** Most recipients of one message in it; 0 when it sends nothing. */
      readonly peers: number;
    }
  | {
      readonly is: 'accepted';
      readonly request: number;
      readonly at: number;
      readonly peer: number;
      /** VK's; 0 where the messenger has none, and drops no repeats. */
      readonly randomId: number;
      readonly text: string;
    }
  /** One recipient was refused inside a request. */
  | {
      readonly is: 'refused';
      readonly request: number;
      readonly at: number;
      readonly peer: number;
      readonly code: number;
    }
  | {
      readonly is: 'ended';
      readonly request: number;
      readonly at: number;
      readonly how: Ending;
      /** The error of the whole request. */
      readonly code?: number;
      /** The rest that it asked for in so many words. */
      readonly restMs?: number;
    };

/** Reads a log as it was written. */
export const readLog = (file: string): Entry[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    // It was written by the stand-in of these very types.
    .map((line): Entry => JSON.parse(line));
