import mongoose from 'mongoose';
import { z } from 'zod';
import { connectStorage } from '../../../src/storage/connect.js';
import { tellingOf } from '../../../src/domain/notices.js';
import { startMessages } from '../../../src/texts/notices.js';
import { lessonAt, ZONE } from '../../bench/college.js';
import type { Ground, Result } from '../scenario.js';
import { decimal, millis, number } from '../words.js';

const AT_ONCE = 10_000;
const WAITING = 2_000;
const CLAIMED = 200;
const RATIO_MAX = 1.2;

const profiled = z.object({
  keysExamined: z.number().default(0),
  nreturned: z.number(),
});

/** A claim reads what it takes and nothing else, however many notices were finished before (R23). */
export async function claims(ground: Ground, finished: number): Promise<Result> {
  const uri = ground.database();
  const storage = await connectStorage(uri);
  const connection = await mongoose.createConnection(uri).asPromise();
  try {
    const now = Date.now();
    const lesson = lessonAt(0, now);
    const { people: message } = startMessages({
      lesson,
      groupName: 'ИСП-0',
      zone: ZONE,
      parentsMayJoin: false,
    });
    const about = {
      channel: 'vk' as const,
      lessonId: lesson.id,
      startsAt: now,
      telling: tellingOf(lesson),
      audience: 'people' as const,
      message,
      dueAt: now,
      readAt: now,
    };
    await Promise.all(
      Array.from({ length: WAITING }, (_, nth) =>
        storage.noticeLedger.plan({
          ...about,
          key: `waiting-${nth}`,
          peers: ['1'],
          expiresAt: lesson.endsAt,
        }),
      ),
    );
    const batches = connection.collection('batches');
    const [pattern] = await batches.find().limit(1).toArray();
    for (let from = 0; from < finished; from += AT_ONCE)
      await batches.insertMany(
        Array.from({ length: AT_ONCE }, (_, nth) => ({
          ...pattern,
          _id: `done-${from + nth}` as never,
          peers: [],
          done: true,
          sent: 1,
        })),
        { ordered: false },
      );
    await connection.db?.command({ profile: 2 });
    const times: number[] = [];
    for (let taken = 0; taken < WAITING; taken += CLAIMED) {
      const from = performance.now();
      const wish = {
        channel: 'vk' as const,
        owner: 'proof',
        now,
        dueBy: now,
        leaseMs: 15_000,
        limit: CLAIMED,
      };
      const claimed = await storage.noticeLedger.claim(wish);
      times.push(performance.now() - from);
      if (claimed.length !== CLAIMED) throw new Error(`${claimed.length} claimed`);
      const sent = { sent: 1, gone: 0, dropped: 0, retry: [], retryAt: now, tried: true };
      await Promise.all(claimed.map(({ id }) => storage.noticeLedger.finish(id, 'proof', sent)));
    }
    await connection.db?.command({ profile: 0 });
    const seen = z.array(profiled).parse(
      await connection
        .collection('system.profile')
        // The look for work; what it found is then written and read by its ids.
        .find({ ns: /\.batches$/, op: 'query', 'command.limit': CLAIMED })
        .toArray(),
    );
    const ratios = seen.map((one) => one.keysExamined / Math.max(one.nreturned, 1));
    const worst = Math.max(...ratios);
    const p95 = times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0;
    const faults: string[] = [];
    if (seen.length === 0) faults.push('ни один запрос не измерен');
    if (worst > RATIO_MAX) faults.push(`на каждую взятую пачку просмотрено ключей: ${decimal(worst, 2)}`);
    return {
      did: `разосланных пачек ${number(finished)}, ждущих ${number(WAITING)}, берутся по ${CLAIMED}: не больше ${decimal(worst, 2)} ключа на пачку, p95 ${millis(p95)}`,
      faults,
    };
  } finally {
    await connection.close();
    await storage.close();
  }
}
