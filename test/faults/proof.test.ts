import { expect, it } from 'vitest';
import { testDatabaseUri } from '../support/mongo.js';
import { disturbed } from './scenarios/disturbed.js';

// The short form of `npm run faults`: there it is ten thousand people, fifty deaths and every other misfortune.
it('five hundred people hear each lesson once though VK has a bad day and the bots are killed four times', async () => {
  const ground = { database: testDatabaseUri, seed: 7, keepsRemains: true };
  const size = { groups: 20, perGroup: 25, ends: 4, bots: 2 };
  const { faults, remains } = await disturbed(ground, size, 'killed');
  expect(faults, `what is left of it: ${remains}`).toEqual([]);
}, 240_000);
