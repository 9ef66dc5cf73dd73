import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPaceShare, type PaceShare } from '../../src/channels/share.js';
import { createLogger } from '../../src/logger.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { testDatabaseUri } from '../support/mongo.js';

const log = createLogger({ level: 'silent' });
const machine = { now: () => Date.now() };

describe('processes of one token', () => {
  let storage: Storage;
  const uri = testDatabaseUri();
  const shares: PaceShare[] = [];
  beforeAll(async () => {
    storage = await connectStorage(uri);
  });
  afterAll(async () => {
    await Promise.all(shares.map((share) => share.stop()));
    await storage.close();
  });

  const begin = async (owner: string, answers: () => boolean): Promise<PaceShare> => {
    const share = createPaceShare({
      channel: 'vk',
      leases: storage.leases,
      owner,
      clock: machine,
      monotonic: () => performance.now(),
      log,
    });
    shares.push(share);
    await share.start(answers);
    return share;
  };

  it('share over a real database: a lone one has it all at once, three have it evenly, and who answers people what is kept for replies', async () => {
    let holder = 'b';
    const first = await begin('a', () => holder === 'a');
    expect(first.now()).toEqual({ perSecond: 20, forNotices: 16 });
    const second = await begin('b', () => holder === 'b');
    // The first has not heard of the second yet: the newcomer is the one that holds back.
    expect(second.now().perSecond).toBe(0);
    const third = await begin('c', () => holder === 'c');
    await expect
      .poll(() => [first, second, third].map((share) => share.now()), { timeout: 15_000 })
      .toEqual([
        { perSecond: 6, forNotices: 6 },
        { perSecond: 9, forNotices: 5 },
        { perSecond: 5, forNotices: 5 },
      ]);
    holder = 'c';
    await second.stop();
    expect(second.now().perSecond).toBe(0);
    await expect
      .poll(() => [first, third].map((share) => share.now()), { timeout: 15_000 })
      .toEqual([
        { perSecond: 8, forNotices: 8 },
        { perSecond: 12, forNotices: 8 },
      ]);
  });
});
