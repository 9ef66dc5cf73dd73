import { RateWindow } from '../rate.js';

/** How much Telegram lets a bot send. Its documents name 30 a second in all and one a second in a chat, with short bursts. */
export type Limits = {
  /** messages a second in all */
  readonly perSecond: number;
  /** messages that one chat may get at once; one more comes free each second */
  readonly chatBurst: number;
};

export const LIMITS: Limits = { perSecond: 30, chatBurst: 5 };

/** Counts messages in real time (a demo's clock may stand still or jump). */
export class FloodControl {
  readonly #inAll: RateWindow;
  readonly #chats = new Map<number, { left: number; at: number }>();

  constructor(readonly limits: Limits) {
    this.#inAll = new RateWindow(limits.perSecond);
  }

  /**
   * Takes a place for one message.
   * @param monotonicMs a clock that only runs forward, milliseconds
   * @returns whole seconds to wait; 0 where it may go. A refused message takes no place.
   */
  take(chatId: number, monotonicMs: number): number {
    const { chatBurst } = this.limits;
    const known = this.#chats.get(chatId) ?? { left: chatBurst, at: monotonicMs };
    const left = Math.min(chatBurst, known.left + (monotonicMs - known.at) / 1000);
    if (left < 1) return Math.max(1, Math.ceil(1 - left));
    if (!this.#inAll.take(monotonicMs)) return 1;
    this.#chats.set(chatId, { left: left - 1, at: monotonicMs });
    return 0;
  }
}
