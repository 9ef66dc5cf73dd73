import type { Logger } from '../logger.js';
import type { Bindings, Clock, Inbox, Leases, Metrics, Sessions } from '../ports.js';
import type { Dispatch } from './dispatch.js';

/** What the incoming half of any messenger needs of the house. */
export interface IncomingDeps {
  readonly inbox: Inbox;
  readonly sessions: Sessions;
  readonly leases: Leases;
  readonly bindings: Bindings;
  /** Whether something failed only because the database is away for the moment. */
  readonly isPassing: (error: unknown) => boolean;
  readonly dispatch: Dispatch;
  readonly metrics: Metrics;
  /** College time: what people and lessons live by; the sandbox moves it. */
  readonly clock: Clock;
  /** The machine's time: what leases and silences are measured by. */
  readonly machineClock: Clock;
  /** This process, for leases. */
  readonly owner: string;
  readonly log: Logger;
}

/** A word from a messenger this fresh needs no asking again. */
const FRESH = 10_000;
/** Without updates, or the word that there are none, for so long it is not ready. */
const SILENCE_MAX = 35_000;

interface Heard {
  /** For how long no updates came, where this process asks for them; undefined where it doesn't. */
  readonly silentFor: number | undefined;
  /** How long ago the messenger answered any call. */
  readonly answeredAgo: number;
  /** Asks it something now: whether it answered. */
  readonly ask: () => Promise<boolean>;
}

/** Whether updates come, where this process reads them, and the messenger has answered lately: to any call, made now if need be. */
export async function isHeard({ silentFor, answeredAgo, ask }: Heard): Promise<boolean> {
  if (silentFor !== undefined && silentFor > SILENCE_MAX) return false;
  return answeredAgo < FRESH || ask();
}
