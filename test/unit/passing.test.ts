import mongoose from 'mongoose';
import { afterAll, expect, it } from 'vitest';
import { isPassing } from '../../src/storage/passing.js';

const { MongoClient } = mongoose.mongo;
const client = new MongoClient('mongodb://127.0.0.1:1', { serverSelectionTimeoutMS: 50 });
const ask = (): Promise<unknown> =>
  client
    .db('college')
    .command({ ping: 1 })
    .catch((error: unknown) => error);

afterAll(() => client.close());

it('nobody hears that the bot is broken because the database is away, or went while it was asked', async () => {
  const away = await ask();
  const asked = ask();
  await client.close();
  const gone = await asked;
  const closed = await ask();
  expect([away, gone, closed].map((error) => error instanceof Error && error.name)).toEqual([
    'MongoServerSelectionError',
    'MongoTopologyClosedError',
    'MongoNotConnectedError',
  ]);
  expect([away, gone, closed].map(isPassing)).toEqual([true, true, true]);
});

it('what the database refuses for what it was asked is no outage', () => {
  const refused = new mongoose.mongo.MongoServerError({ message: 'E11000 duplicate key', code: 11_000 });
  expect(isPassing(refused)).toBe(false);
  expect(isPassing(new Error('connect ECONNREFUSED'))).toBe(false);
});
