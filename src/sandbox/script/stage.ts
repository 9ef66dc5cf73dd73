import type { Person } from '../people.js';
import type { PhoneLog } from '../phone.js';
import type { VisibleButton } from '../visible.js';
import type { Worlds } from '../worlds.js';
import type { Recorder } from './recorder.js';

/** How a replay ended: as recorded, or where it went another way first. */
export type ReplayResult =
  | { readonly ok: true; readonly acts: number; readonly expectations: number }
  | {
      readonly ok: false;
      /** of the file; the last one where something came after its end */
      readonly line: number;
      readonly reason: string;
      readonly expected?: string;
      readonly got?: string;
    };

/** What a replay plays on. */
export type ReplayStage = {
  readonly world: Pick<Worlds, 'clock' | 'chats' | 'person' | 'conversation' | 'fail'>;
  readonly phone: PhoneLog;
  readonly zone: string;
  /** writes the replay down; its record can be compared with the file */
  readonly recorder: Recorder;
  /** a new account of the messenger for somebody of the college (`as`), or for a newcomer */
  readonly seat: (who: string, as: string | undefined, messenger?: 'telegram') => number;
  /** makes the bot know an account from before; false where nobody has this name */
  readonly bind?: (userId: number, as: string) => Promise<boolean>;
  readonly press: (person: Person, button: VisibleButton) => void;
  /** the clock, and whatever runs on it */
  readonly moveClock: (at: number) => Promise<void>;
  /** lets the bot do what it does by itself, for a clock that stands */
  readonly runJobs?: () => Promise<void>;
  /** hears of each line before it is played */
  readonly progress?: (line: number) => void;
  /** real milliseconds that the bot has for each answer */
  readonly patienceMs?: number;
  readonly signal?: AbortSignal;
};

/** Where a replay goes another way than its record. */
export class Difference extends Error {
  constructor(
    readonly reason: string,
    readonly expected?: string,
    readonly got?: string,
  ) {
    super(reason);
  }
}
