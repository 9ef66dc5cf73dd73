import { capabilities } from '../../domain/capabilities.js';
import type { Share } from '../pace-page.js';

/** A second as Telegram counts it, and what the network may squeeze together on the way. */
const SECOND = 1_050;
const REMEMBERED = 10_000;
const LOOK_AGAIN = 20;

/** Answers that one chat takes at once, and the time in which it takes one more. */
interface Rhythm {
  readonly burst: number;
  readonly every: number;
}
const PRIVATE: Rhythm = { burst: capabilities.telegram.chatBurst, every: SECOND };
/** Twenty a minute, whoever of the group speaks to the bot: more, and Telegram holds up the whole token. */
const GROUP: Rhythm = { burst: 5, every: 4 * SECOND };
/** Telegram numbers people from one upwards, and groups downwards. */
const rhythmOf = (chatId: string): Rhythm => (chatId.startsWith('-') ? GROUP : PRIVATE);

/** A message whose answer never came is over by then. */
const LANDED_AT_LAST = 15_000;

/** How soon the next message of a token may leave. Monotonic milliseconds. */
export interface Pace {
  /** When the next reply may leave to this chat; 0 = now. */
  replyDelay(chatId: string): number;
  /** When the next notice may leave to this chat; 0 = now. */
  noticeDelay(chatId: string): number;
  /** Takes a place for a message; the function returned is called once Telegram has answered it. */
  spend(chatId: string, asNotice: boolean): () => void;
  /** Whether what has taken its place may still leave: the share may have become less since, or have run out. */
  holds(): boolean;
  /** Telegram asked for a rest of so long: nothing leaves until then. */
  rest(ms: number): void;
  /** What is left of that rest. */
  resting(): number;
}

/** A message on its way, or one that Telegram had by that moment. */
interface Sent {
  readonly at: number;
  readonly isNotice: boolean;
  landedAt?: number;
}

/** What one chat has left of its burst, as it was at a moment. */
interface Chat {
  readonly left: number;
  readonly at: number;
}

/**
 * A sliding window over the last second, counted from when Telegram answered: nobody knows when a message arrived, but not
 * later. Notices leave evenly, so that few are on their way when the process dies. What comes by itself keeps a second from
 * whatever came into its chat before; answers to a person who is quick may come in a burst, and then once a second, to a
 * group more rarely, so that nobody's fingers make Telegram hold up all the others.
 *
 * @param share how many messages a second are this process's, read at each use; none for now, perhaps
 */
export function createPace(now: () => number, share: () => Share): Pace {
  let sent: Sent[] = [];
  let lastNotice = -Infinity;
  const chats = new Map<string, Chat>();
  let pausedUntil = -Infinity;

  const windowAt = (at: number): readonly Sent[] => {
    sent = sent.filter((one) => (one.landedAt ?? one.at + LANDED_AT_LAST) + SECOND > at);
    return sent;
  };

  /** Until these of the window leave room for one more of so many; a moment where that depends on what is on its way. */
  const blocked = (at: number, inWindow: readonly Sent[], most: number): number => {
    if (most < 1) return LOOK_AGAIN;
    if (inWindow.length < most) return 0;
    const soonest = Math.min(...inWindow.map(({ landedAt }) => landedAt ?? Infinity));
    return soonest === Infinity ? LOOK_AGAIN : Math.max(soonest + SECOND - at, 1);
  };

  const leftIn = (chatId: string, at: number): number => {
    const chat = chats.get(chatId);
    const { burst, every } = rhythmOf(chatId);
    return chat ? Math.min(burst, chat.left + (at - chat.at) / every) : burst;
  };

  return {
    replyDelay(chatId) {
      const at = now();
      const chat = (1 - leftIn(chatId, at)) * rhythmOf(chatId).every;
      return Math.max(pausedUntil - at, blocked(at, windowAt(at), share().perSecond), chat, 0);
    },
    noticeDelay(chatId) {
      const at = now();
      const chat = (chats.get(chatId)?.at ?? -Infinity) + SECOND - at;
      const { perSecond, forNotices } = share();
      const inWindow = windowAt(at);
      const notices = inWindow.filter(({ isNotice }) => isNotice);
      return Math.max(
        pausedUntil - at,
        blocked(at, inWindow, perSecond),
        // Replies take nothing of what is for notices.
        blocked(at, notices, forNotices),
        lastNotice + SECOND / Math.max(forNotices, 1) - at,
        chat,
        0,
      );
    },
    spend(chatId, asNotice) {
      const at = now();
      const one: Sent = { at, isNotice: asNotice };
      sent.push(one);
      if (asNotice) lastNotice = at;
      const left = leftIn(chatId, at) - 1;
      chats.delete(chatId);
      chats.set(chatId, { left, at });
      const [oldest] = chats.keys();
      if (chats.size > REMEMBERED && oldest !== undefined) chats.delete(oldest);
      return () => {
        one.landedAt = now();
      };
    },
    holds() {
      return windowAt(now()).length <= share().perSecond;
    },
    rest(ms) {
      pausedUntil = Math.max(pausedUntil, now() + ms);
    },
    resting: () => Math.max(pausedUntil - now(), 0),
  };
}
