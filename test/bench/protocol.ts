/** What the bench and the messenger's process say to each other. */

export const GROUP_ID = 1001;
export const TOKEN = 'bench-token';

export type Ask =
  | { readonly do: 'people'; readonly first: number; readonly count: number }
  | { readonly do: 'watch'; readonly expected: number; readonly patienceMs: number }
  | {
      readonly do: 'talk';
      readonly text: string;
      readonly first: number;
      readonly count: number;
      readonly perSecond: number;
      readonly seconds: number;
    }
  | { readonly do: 'stop' };

/** What came to people. Moments by `sharedNow`. */
export interface Heard {
  readonly people: number;
  /** People who heard more than once. */
  readonly twice: number;
  readonly first: number;
  readonly last: number;
  readonly requests: number;
  /** Requests refused by error 6. */
  readonly tooFast: number;
  /** Requests let through in the fullest second. */
  readonly busiestSecond: number;
  /** The stand-in's own. */
  readonly cpuMs: number;
}

/** How long each answer took, ms, in no order; people without an answer are missing. */
export interface Talk {
  readonly asked: number;
  readonly times: readonly number[];
}

export type Answer =
  | { readonly is: 'ready'; readonly apiUrl: string }
  | { readonly is: 'done' }
  | { readonly is: 'heard'; readonly heard: Heard }
  | { readonly is: 'talk'; readonly talk: Talk }
  | { readonly is: 'failed'; readonly why: string };

/** Milliseconds that all processes of a machine count alike. */
export const sharedNow = (): number => Number(process.hrtime.bigint()) / 1e6;
