import type { ChannelId } from '../domain/people.js';
import type { Instant } from '../domain/time.js';

/** What may have changed in who is to be told. It may tell too much, never too little. */
export interface Changed {
  /** People, groups or parents' children, by an import: anybody may be concerned. */
  readonly roster: boolean;
  /** Somebody was unbound; who is not remembered. */
  readonly unbound: boolean;
  /** Accounts that were bound, or whose settings or reach changed. */
  readonly accounts: ReadonlySet<string>;
}

/** Tells whether what was read a while ago still holds, without reading it all again. Moments are the database's own. */
export interface Changes {
  /** What may have changed from that moment on. */
  since(channel: ChannelId, at: Instant): Promise<Changed>;
  /** This moment, and a text that differs whenever something that `since` tells of has happened in between. */
  look(): Promise<{ readonly at: Instant; readonly version: string }>;
  /** A text that differs whenever anything has changed that a notice is checked by before it leaves, the timetable included. */
  news(): Promise<string>;
  /** A text that differs whenever an import has changed anything, the timetable included. */
  imported(): Promise<string>;
}
