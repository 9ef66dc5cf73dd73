import { expect, it } from 'vitest';
import { testDatabaseUri } from '../support/mongo.js';
import { disturbed } from './scenarios/disturbed.js';
import { telegramKills } from './scenarios/telegram.js';

// The short form of `npm run faults`: there it is ten thousand people, two hundred deaths and every other misfortune.
const ground = { database: testDatabaseUri, seed: 7, keepsRemains: true };

it('five hundred people hear each lesson once though VK has a bad day and the bots are killed four times', async () => {
  const size = { groups: 20, perGroup: 25, ends: 4, bots: 2 };
  const { faults, remains } = await disturbed(ground, size, 'killed');
  expect(faults, `what is left of it: ${remains}`).toEqual([]);
}, 240_000);

it('a hundred people in Telegram all hear the lesson though the bots are killed twice; only what was on its way comes again', async () => {
  const { faults, remains } = await telegramKills(ground, { people: 100, ends: 2 });
  expect(faults, `what is left of it: ${remains}`).toEqual([]);
}, 240_000);
