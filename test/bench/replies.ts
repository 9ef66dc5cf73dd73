import { startHouse } from '../support/house.js';
import { crowded } from './bell.js';

const percentile = (sorted: readonly number[], share: number): number =>
  Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);

/** People of the college ask for their day, evenly, so many a second; the time of each is from their word to the bot's. */
export async function measureReplies(
  databaseUri: string,
  wish: { perSecond: number; seconds: number; people: number },
) {
  const house = await startHouse({ databaseUri, tables: crowded(wish.people) });
  try {
    const now = house.clock.now();
    const ids = Array.from({ length: wish.people }, (_, index) => 20_000 + index);
    for (const id of ids)
      house.sandbox.world.addPerson({ id, firstName: 'Студент', lastName: `${id}`, allowed: 'yes' });
    await house.app.storage.bindings.bindMany(
      ids.map((id, index) => ({
        account: { channel: 'vk' as const, id: String(id) },
        personId: `student:9${index}`,
        kind: 'student' as const,
        boundAt: now,
        consent: { at: now, text: 'bench' },
        notify: true,
        remindFor: [],
        reachable: true,
      })),
    );
    const askedAt = new Map<number, number[]>();
    const times: number[] = [];
    house.sandbox.world.on((event) => {
      if (event.type !== 'message' || event.message.fromId > 0) return;
      const asked = askedAt.get(event.message.peerId)?.shift();
      if (asked !== undefined) times.push(performance.now() - asked);
    });
    const total = wish.perSecond * wish.seconds;
    const startedAt = performance.now();
    for (let sent = 0; sent < total; sent += 1) {
      const due = startedAt + (sent * 1_000) / wish.perSecond;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
      const id = ids[sent % ids.length] ?? 0;
      askedAt.set(id, [...(askedAt.get(id) ?? []), performance.now()]);
      house.sandbox.world.person(id).say('сегодня');
    }
    const patience = performance.now() + 20_000;
    while (times.length < total && performance.now() < patience)
      await new Promise((resolve) => setTimeout(resolve, 50));
    const sorted = [...times].sort((a, b) => a - b);
    return {
      perSecond: wish.perSecond,
      count: sorted.length,
      p50: percentile(sorted, 0.5),
      p99: percentile(sorted, 0.99),
      slowest: Math.round(sorted.at(-1) ?? 0),
    };
  } finally {
    await house.stop();
  }
}
