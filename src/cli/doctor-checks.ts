import type { Clock } from '../ports.js';
import { operator } from '../texts/operator.js';
import type { Check } from './doctor.js';

/** The configuration's problems, each a sentence that says what to do; none when it is right. */
export function configCheck(problems: () => readonly string[]): Check {
  return {
    name: operator.doctorConfig(),
    otherwise: '',
    run: async () => {
      const found = problems();
      if (!found.length) return { ok: true, text: operator.doctorConfigFine() };
      return { ok: false, text: operator.doctorConfigWrong(found.length), whatToDo: found.join('\n') };
    },
  };
}

/** Whether the database answers (`ping`: true when it does), and how fast. */
export function databaseCheck(ping: () => Promise<boolean>, clock: Clock): Check {
  return {
    name: operator.doctorDatabase(),
    otherwise: operator.doctorDatabaseFix(),
    run: async () => {
      const from = clock.now();
      if (await ping()) return { ok: true, text: operator.doctorAnswers(clock.now() - from) };
      return { ok: false, text: operator.doctorFailed(), whatToDo: operator.doctorDatabaseFix() };
    },
  };
}

/** The bell tolerates a second; leases of several processes compare times of different machines. */
const SKEW_MAX_MS = 1_000;

/** Whether this machine's clock agrees with the database's (`databaseTime`: its epoch ms now). */
export function clockCheck(databaseTime: () => Promise<number>, clock: Clock): Check {
  return {
    name: operator.doctorClock(),
    otherwise: operator.doctorDatabaseFix(),
    run: async () => {
      const sent = clock.now();
      const theirs = await databaseTime();
      const received = clock.now();
      const skew = Math.max(sent - theirs, theirs - received, 0);
      if (skew <= SKEW_MAX_MS) return { ok: true, text: operator.doctorClockFine() };
      const text = operator.doctorClockSkew(Math.round(skew / 1_000));
      return { ok: false, text, whatToDo: operator.doctorClockFix() };
    },
  };
}

/** MongoDB's own journal and files want some hundreds of megabytes; below that it stops taking writes. */
const DISK_MIN_MB = 500;

/** Free space where the embedded database lives. */
export function diskCheck(freeBytes: () => Promise<number>): Check {
  return {
    name: operator.doctorDisk(),
    otherwise: operator.doctorDiskFix(DISK_MIN_MB),
    run: async () => {
      const megabytes = Math.floor((await freeBytes()) / 1_048_576);
      const text = operator.doctorDiskFree(megabytes);
      if (megabytes >= DISK_MIN_MB) return { ok: true, text };
      return { ok: false, text, whatToDo: operator.doctorDiskFix(DISK_MIN_MB) };
    },
  };
}

/** What VK says of our community: `refused` carries VK's error code. */
export type VkState =
  | { readonly kind: 'community'; readonly name: string }
  | { readonly kind: 'refused'; readonly code: number };

/** Whether VK takes the token for this community. */
export function vkCheck(check: () => Promise<VkState>): Check {
  return {
    name: operator.doctorVk(),
    otherwise: operator.doctorVkSilent(),
    run: async () => {
      const state = await check();
      if (state.kind === 'community') return { ok: true, text: operator.doctorVkFine(state.name) };
      const { code } = state;
      return { ok: false, text: operator.doctorVkError(code), whatToDo: operator.doctorVkFix(code) };
    },
  };
}

/** Long Poll as the community's settings have it: `groups.getLongPollSettings`. */
export interface LongPollState {
  readonly on: boolean;
  readonly version: string;
  /** Names of the events that are switched on. */
  readonly events: readonly string[];
}

/** Whether Long Poll is on, of the version and with the events that the bot needs. */
export function longPollCheck(
  settings: () => Promise<LongPollState>,
  needs: { readonly version: string; readonly events: readonly string[] },
): Check {
  const fix = operator.doctorLongPollFix();
  return {
    name: operator.doctorLongPoll(),
    otherwise: operator.doctorVkSilent(),
    run: async () => {
      const { on, version, events } = await settings();
      if (!on) return { ok: false, text: operator.doctorLongPollOff(), whatToDo: fix };
      if (version !== needs.version) {
        return { ok: false, text: operator.doctorLongPollVersion(version, needs.version), whatToDo: fix };
      }
      const missing = needs.events.filter((event) => !events.includes(event));
      if (!missing.length) return { ok: true, text: operator.doctorLongPollFine(version) };
      return { ok: false, text: operator.doctorLongPollEvents(missing), whatToDo: fix };
    },
  };
}

/** What Telegram says of our bot: `refused` carries its error code. */
export type TelegramState =
  | { readonly kind: 'bot'; readonly name: string }
  | { readonly kind: 'refused'; readonly code: number };

/** Whether Telegram takes the token, and whether people there can enter lessons: that needs the join page. */
export function telegramCheck(check: () => Promise<TelegramState>, hasJoinPage: boolean): Check {
  return {
    name: operator.doctorTelegram(),
    otherwise: operator.doctorTelegramSilent(),
    run: async () => {
      const state = await check();
      if (state.kind === 'refused') {
        const text = operator.doctorTelegramError(state.code);
        return { ok: false, text, whatToDo: operator.doctorTelegramFix() };
      }
      const text = operator.doctorTelegramFine(state.name);
      return hasJoinPage
        ? { ok: true, text }
        : { ok: false, text, whatToDo: operator.doctorTelegramNoPage() };
    },
  };
}
