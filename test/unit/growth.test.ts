import { describe, expect, it } from 'vitest';
import { growthOf, readLook } from '../faults/growth.js';
import { seeded } from '../faults/messenger/chance.js';

const LOOK_EVERY = 5_000;
const MINUTE = 60_000;

/** Memory as a bot's was seen: a floor with noise, from which it climbs by tens of megabytes until garbage is collected. */
const memory = (minutes: number, leakPerHour: number, seed: number) => {
  const chance = seeded(seed);
  return Array.from({ length: (minutes * MINUTE) / LOOK_EVERY }, (_, nth) => {
    const at = nth * LOOK_EVERY;
    const swing = (nth % 9) * 3 + chance() * 8;
    return { at, value: 160 + swing + (leakPerHour * at) / (60 * MINUTE) };
  });
};
const isSure = (minutes: number, leakPerHour: number, seed: number): boolean => {
  const { perHour, error } = growthOf(memory(minutes, leakPerHour, seed));
  return perHour - 2 * error > 1;
};
const SEEDS = Array.from({ length: 40 }, (_, seed) => seed + 1);

describe('whoever lets the bot run for long', () => {
  it('learns of half a kilobyte lost with every message in some minutes, of half a megabyte an hour never', () => {
    // 50 messages a second are 180 000 an hour.
    expect(SEEDS.filter((seed) => isSure(7, 86, seed)).length).toBeGreaterThan(36);
    expect(SEEDS.filter((seed) => isSure(7, 0.5, seed)).length).toBeLessThan(4);
  });

  it('learns of five megabytes an hour in two hours', () => {
    expect(SEEDS.filter((seed) => isSure(100, 5, seed)).length).toBeGreaterThan(36);
    expect(SEEDS.filter((seed) => isSure(100, 0.5, seed)).length).toBeLessThan(4);
  });

  it('hears when the bot does not tell what is asked for', () => {
    expect(() => readLook('nodejs_active_resources_total 3\n', 0)).toThrow('process_resident_memory_bytes');
  });
});
