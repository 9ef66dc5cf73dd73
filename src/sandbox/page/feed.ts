import { randomBytes } from 'node:crypto';
import type { PageEvent } from './protocol.js';

const KEPT = 2_000;

type Entry = { readonly id: string; readonly data: string };

/** What happened, in order, for any number of open pages; a page that was away goes on from where it stopped. */
export class Feed {
  /** positions of another process mean nothing here */
  readonly #run = randomBytes(4).toString('hex');
  readonly #kept: Entry[] = [];
  #last = 0;
  readonly #waiting = new Set<() => void>();

  publish(event: PageEvent): void {
    this.#last += 1;
    this.#kept.push({ id: this.position(), data: JSON.stringify(event) });
    if (this.#kept.length > KEPT) this.#kept.shift();
    for (const wake of this.#waiting) wake();
  }

  /** The place of the newest event. */
  position(): string {
    return `${this.#run}.${this.#last}`;
  }

  /** What came after a position; `lost` where that is no longer known and the page has to begin anew. */
  after(position: string): readonly Entry[] | 'lost' {
    const [run, text] = position.split('.');
    const number = Number(text);
    const oldest = this.#last - this.#kept.length;
    if (run !== this.#run || !Number.isInteger(number) || number < oldest || number > this.#last)
      return 'lost';
    return this.#kept.slice(number - oldest);
  }

  /** Waits for the next event. @param withinMs real milliseconds @returns false when none came */
  news(gone: AbortSignal, withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (came: boolean): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        gone.removeEventListener('abort', leave);
        resolve(came);
      };
      const wake = (): void => end(true);
      const leave = (): void => end(false);
      const timer = setTimeout(leave, withinMs);
      this.#waiting.add(wake);
      gone.addEventListener('abort', leave);
      if (gone.aborted) leave();
    });
  }
}
