import type { Json } from '../json.js';
import type { BotProcessView } from './protocol.js';

/** What the page may know of the bot behind it and do with it: handed in by the demo; the stand-in alone has none. */
export type House = {
  /** as whom the bot knows an account of the messenger: «student», «teacher», …; nothing for one that is not bound */
  readonly boundAs: (userId: number) => Promise<readonly string[]>;
  /** binds an account to someone of the college without a dialog; false where nobody has this full name */
  readonly bind: (userId: number, fullName: string) => Promise<boolean>;
  /** the bot forgets everybody, and the college is as on a first start at this moment, epoch ms */
  readonly startAnew: (at: number) => Promise<void>;
  /** what the bot keeps of an account */
  readonly lookUnder: (userId: number) => Promise<Kept>;
  /** hears every line that the bot logs from now on; names, codes, links and tokens are not among them */
  readonly onLog: (listener: (line: LogLine) => void) => void;
  /** absent where the database can't be taken away */
  readonly database?: DatabaseSwitch;
  readonly processes?: ProcessSwitch;
};

/** What stands between the bot and its database. */
export type DatabaseSwitch = {
  /** real milliseconds until the bot has it back; 0 while it is there */
  readonly backInMs: () => number;
  readonly cutFor: (ms: number) => void;
  readonly restore: () => void;
};

/** The bot's processes; they share the database and the token. */
export type ProcessSwitch = {
  readonly list: () => readonly BotProcessView[];
  /** starts one more; resolves when it works, or to why there is none */
  readonly add: () => Promise<string | undefined>;
  /** at once and without a chance to tidy up; false where there is none with this pid, or it is the first */
  readonly kill: (pid: number) => boolean;
};

/** What the bot keeps of one account. */
type Kept = {
  /** as whom it is bound: the record's full name, and which part */
  readonly bound: readonly KeptBinding[];
  /** where the dialog stands; null outside of any */
  readonly dialog: { readonly scene: string; readonly step: string; readonly state: Json } | null;
  /** newest first */
  readonly notices: readonly KeptNotice[];
};

type KeptBinding = {
  readonly name: string;
  readonly kind: string;
  /** lesson notices are switched on */
  readonly notify: boolean;
  /** false after the messenger said that it can't be written to */
  readonly reachable: boolean;
};

/** A notice that was planned for somebody, and what became of it for them. */
export type KeptNotice = {
  readonly key: string;
  readonly text: string;
  /** epoch ms of the college */
  readonly dueAt: number;
  /** `unsettled`: the batch is done, but nobody heard what became of this one recipient */
  readonly outcome: 'planned' | 'retrying' | 'sent' | 'gone' | 'dropped' | 'unsettled';
  /** why it was dropped, in the bot's own word: «expired», «lesson-changed», «unbound», «refused» */
  readonly reason?: string;
  /** of one that waits: how often it was tried, and when it is tried next */
  readonly tries?: number;
  readonly nextAt?: number;
};

/** One line of the bot's log. */
export type LogLine = {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly text: string;
  readonly fields: Json;
};
