import { randomBytes } from 'node:crypto';
import { VkError } from './vk-error.js';

const LIVES_MS = 60_000;

type Press = { readonly userId: number; readonly peerId: number; readonly at: number };

/** Pressed callback buttons that wait for the bot: each may be answered once, within a minute. */
export class Presses {
  readonly #waiting = new Map<string, Press>();

  /** @param at epoch ms @returns the event_id to answer */
  open(userId: number, peerId: number, at: number): string {
    const eventId = randomBytes(6).toString('hex');
    this.#waiting.set(eventId, { userId, peerId, at });
    return eventId;
  }

  /**
   * Takes the press that an answer names.
   * @throws VkError 100 for an unknown, answered or expired event_id, or one of another person or peer
   */
  take(eventId: string, userId: number, peerId: number, now: number): void {
    const press = this.#waiting.get(eventId);
    if (press === undefined || press.userId !== userId || press.peerId !== peerId) {
      throw new VkError(100, 'event_id is invalid or was answered');
    }
    this.#waiting.delete(eventId);
    if (now - press.at > LIVES_MS) throw new VkError(100, 'event_id is expired');
  }
}
