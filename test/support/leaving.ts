import type { Leaving } from '../../src/ports.js';

/** A send of which nothing changes while it waits, worth sending for so many milliseconds. */
export const leaving = (withinMs: number): Leaving => ({ withinMs, stillRight: () => Promise.resolve(true) });
