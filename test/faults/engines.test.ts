import { expect, it } from 'vitest';
import { brokenFiles } from './broken.js';
import { ENGINES } from './engines.js';
import { SCENARIOS } from './scenarios/index.js';

it.each(ENGINES)('the proof can still break the bot so: $name', ({ changes, caughtBy }) => {
  expect(brokenFiles(changes).size).toBeGreaterThan(0);
  expect(SCENARIOS.map(({ name }) => name)).toContain(caughtBy);
});
