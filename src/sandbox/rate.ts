const WINDOW_MS = 1000;

/** Counts calls of one token in a sliding second of real time (a demo's clock may stand still or jump). */
export class RateWindow {
  #accepted: number[] = [];

  /** @param perSecond VK: 20 for a community's token, 3 for a person's */
  constructor(readonly perSecond: number) {}

  /** Places that are taken now. */
  get taken(): number {
    return this.#accepted.length;
  }

  /**
   * Takes a place in the window.
   * @param monotonicMs a clock that only runs forward, milliseconds
   * @returns false where the second is full already; a refused call takes no place
   */
  take(monotonicMs: number): boolean {
    this.#accepted = this.#accepted.filter((at) => at > monotonicMs - WINDOW_MS);
    if (this.#accepted.length >= this.perSecond) return false;
    this.#accepted.push(monotonicMs);
    return true;
  }
}
