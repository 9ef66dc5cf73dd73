const LIVES_MS = 60_000;

type Press = { readonly userId: number; readonly peerId: number; readonly at: number };

/** Pressed callback buttons that wait for the bot: each may be answered once, within a minute. */
export class Presses {
  readonly #waiting = new Map<string, Press>();

  /** @param newId makes numbers as this messenger has them */
  constructor(readonly newId: () => string) {}

  /** @param at epoch ms @returns the number of the press, by which the bot answers it */
  open(userId: number, peerId: number, at: number): string {
    const eventId = this.newId();
    this.#waiting.set(eventId, { userId, peerId, at });
    return eventId;
  }

  /** The press that an answer names; `undefined` for one that is unknown, answered or over. @param now epoch ms */
  waiting(eventId: string, now: number): Press | undefined {
    const press = this.#waiting.get(eventId);
    return press === undefined || now - press.at > LIVES_MS ? undefined : press;
  }

  /** It was answered. */
  close(eventId: string): void {
    this.#waiting.delete(eventId);
  }
}
