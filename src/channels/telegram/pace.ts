import { capabilities } from '../../domain/capabilities.js';

/** A second as Telegram counts it, and what the network may squeeze together on the way. */
const SECOND = 1_050;
const REMEMBERED = 10_000;
const { chatBurst: BURST } = capabilities.telegram;

/** Of so many requests a second, those that notices may take: a fifth is kept for replies. */
export const patientShare = (perSecond: number): number => Math.max(perSecond - Math.floor(perSecond / 5), 1);

/** How soon the next message of a token may leave. Monotonic milliseconds. */
export interface Pace {
  /** When the next reply may leave to this chat; 0 = now. */
  replyDelay(chatId: string): number;
  /** When the next notice may leave to this chat; 0 = now. */
  noticeDelay(chatId: string): number;
  spend(chatId: string): void;
  /** Telegram asked for a rest of so long: nothing leaves until then. */
  rest(ms: number): void;
  /** What is left of that rest. */
  resting(): number;
}

/** What one chat has left of its burst, as it was at a moment. */
interface Chat {
  readonly left: number;
  readonly at: number;
}

/**
 * A sliding window over the last second, and for each chat its own: what comes by itself keeps a second from whatever came
 * before it; answers to a person who is quick may come in a burst, and then once a second, so that nobody's fingers make
 * Telegram hold up all the others.
 *
 * @param perSecond how many messages a second are this process's, read at each use
 */
export function createPace(now: () => number, perSecond: () => number): Pace {
  let sent: number[] = [];
  const chats = new Map<string, Chat>();
  let pausedUntil = -Infinity;

  /** Until the window has room for one more of so many. */
  const blocked = (at: number, most: number): number => {
    sent = sent.filter((time) => at - time < SECOND);
    const blocker = sent[sent.length - most];
    return blocker === undefined ? 0 : blocker + SECOND - at;
  };

  const leftIn = (chatId: string, at: number): number => {
    const chat = chats.get(chatId);
    return chat ? Math.min(BURST, chat.left + (at - chat.at) / SECOND) : BURST;
  };

  return {
    replyDelay(chatId) {
      const at = now();
      const chat = (1 - leftIn(chatId, at)) * SECOND;
      return Math.max(pausedUntil - at, blocked(at, Math.max(perSecond(), 1)), chat, 0);
    },
    noticeDelay(chatId) {
      const at = now();
      const chat = (chats.get(chatId)?.at ?? -Infinity) + SECOND - at;
      return Math.max(pausedUntil - at, blocked(at, patientShare(perSecond())), chat, 0);
    },
    spend(chatId) {
      const at = now();
      sent.push(at);
      const left = leftIn(chatId, at) - 1;
      chats.delete(chatId);
      chats.set(chatId, { left, at });
      const [oldest] = chats.keys();
      if (chats.size > REMEMBERED && oldest !== undefined) chats.delete(oldest);
    },
    rest(ms) {
      pausedUntil = Math.max(pausedUntil, now() + ms);
    },
    resting: () => Math.max(pausedUntil - now(), 0),
  };
}
