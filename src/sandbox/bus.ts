import type { WorldEvent } from './types.js';

/** Tells listeners what happened, in order and at once. */
export class Bus {
  readonly #listeners = new Set<(event: WorldEvent) => void>();

  /** @returns a function that ends the subscription */
  on(listener: (event: WorldEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  emit(event: WorldEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /**
   * Waits for the first event for which `pick` gives a value.
   * @param withinMs real milliseconds
   * @returns the value, or `undefined` when the time is over
   */
  first<T>(pick: (event: WorldEvent) => T | undefined, withinMs: number): Promise<T | undefined> {
    return new Promise((resolve) => {
      const end = (value: T | undefined): void => {
        clearTimeout(timer);
        off();
        resolve(value);
      };
      const timer = setTimeout(() => end(undefined), withinMs);
      // Waiting keeps no process alive that was told to stop.
      timer.unref();
      const off = this.on((event) => {
        const value = pick(event);
        if (value !== undefined) end(value);
      });
    });
  }
}
