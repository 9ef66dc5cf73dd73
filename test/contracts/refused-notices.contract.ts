import { describe, expect, it } from 'vitest';
import type { Refusal } from '../../src/domain/notices.js';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.js';
import type { NoticeLedger, RefusedNotices } from '../../src/ports.js';
import { atOnce, notice, NOW, vk } from './samples.js';

const LEASE = 15 * SECOND;
/** Until when a notice of the samples is worth sending. */
const END = NOW + HOUR;

interface Ports {
  readonly ledger: NoticeLedger;
  /** As two operators hold it. */
  readonly refused: readonly [RefusedNotices, RefusedNotices];
}

/** What every store of refusals must do, together with the ledger whose notices they are. */
export function describeRefusedNotices(make: () => Promise<Ports>) {
  describe('refused notices', () => {
    const claim = (ledger: NoticeLedger, now = NOW) =>
      ledger.claim({ channel: 'vk', owner: 'a', now, dueBy: now, leaseMs: LEASE, limit: 100 });
    const refuse = (peers: readonly string[], reason = 'vk-911', until = END): Refusal[] =>
      peers.map((peer) => ({ peer, reason, until }));
    const outcome = (more: object) => ({
      sent: 0,
      gone: 0,
      dropped: 0,
      retry: [],
      retryAt: NOW,
      tried: true,
      ...more,
    });

    /** A bell whose recipients were all refused at the first try. */
    const refusedBell = async (count: number) => {
      const ports = await make();
      await ports.ledger.plan(notice('bell', count));
      for (const { id, peers } of await claim(ports.ledger))
        await ports.ledger.finish(id, 'a', outcome({ refused: refuse(peers) }));
      return ports;
    };

    it('are shown by lesson and reason, the lesson that starts first first, and count as given up', async () => {
      const { ledger, refused } = await make();
      const [operator] = refused;
      expect(await operator.list()).toEqual([]);
      await ledger.plan(notice('later', 2, { lessonId: 'lesson-2', startsAt: NOW + 1 }));
      await ledger.plan(notice('bell', 150));
      await claim(ledger);
      await ledger.finish('later#0', 'a', outcome({ sent: 1, refused: refuse(['later-1'], 'vk-914') }));
      await ledger.finish('bell#0', 'a', outcome({ sent: 99, refused: refuse(['bell-0']) }));
      await ledger.finish('bell#1', 'a', outcome({ sent: 48, refused: refuse(['bell-100', 'bell-101']) }));
      const first = { channel: 'vk', lessonId: 'lesson-1', startsAt: NOW, until: END };
      expect(await operator.list()).toEqual([
        { ...first, reason: 'vk-911', recipients: 3 },
        { ...first, lessonId: 'lesson-2', startsAt: NOW + 1, reason: 'vk-914', recipients: 1 },
      ]);
      expect(await ledger.summary('lesson-1', NOW)).toEqual({ planned: 150, sent: 147, gone: 0, pending: 0 });
      expect(await ledger.ofAccount(vk('bell-100'), 1)).toMatchObject([
        { outcomes: { sent: 48, dropped: 2 } },
      ]);
    });

    it('wait again once, however many operators say so, and are no longer refused', async () => {
      const { ledger, refused } = await refusedBell(250);
      const [operator] = refused;
      const counts = await atOnce(refused, 6, (port) => port.sendAgain(NOW + MINUTE));
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(250);
      expect(await operator.list()).toEqual([]);
      expect(await ledger.summary('lesson-1', NOW)).toEqual({ planned: 250, sent: 0, gone: 0, pending: 250 });

      const batches = await claim(ledger, NOW + MINUTE);
      expect(batches.flatMap(({ peers }) => peers).sort()).toEqual([...notice('bell', 250).peers].sort());
      expect(batches.every(({ peers, again }) => again === peers.length)).toBe(true);
      expect(await operator.sendAgain(NOW + MINUTE)).toBe(0);
      for (const { id, peers } of batches) await ledger.finish(id, 'a', outcome({ sent: peers.length }));
      expect(await operator.sendAgain(NOW + MINUTE)).toBe(0);
      expect(await claim(ledger, NOW + HOUR)).toEqual([]);
      expect(await ledger.summary('lesson-1', NOW)).toEqual({ planned: 250, sent: 250, gone: 0, pending: 0 });
    });

    it('are tried as if for the first time: the messenger’s memory is counted from then', async () => {
      const { ledger, refused } = await refusedBell(1);
      await refused[0].sendAgain(NOW + 55 * MINUTE);
      expect(await claim(ledger, NOW + 55 * MINUTE)).toMatchObject([
        { id: 'bell#0', firstTriedAt: NOW + 55 * MINUTE, attempts: 0, dueAt: NOW + 55 * MINUTE },
      ]);
    });

    it('and may have been reached by an earlier try keep the hour of that try', async () => {
      const { ledger, refused } = await make();
      await ledger.plan(notice('bell', 1));
      await claim(ledger);
      await ledger.finish('bell#0', 'a', outcome({ retry: ['bell-0'] }));
      await claim(ledger, NOW + MINUTE);
      const unsure = refuse(['bell-0'], 'vk-911', NOW + 50 * MINUTE);
      await ledger.finish('bell#0', 'a', outcome({ refused: unsure }));
      expect(await refused[0].sendAgain(NOW + 50 * MINUTE)).toBe(0);
      expect(await refused[0].sendAgain(NOW + 49 * MINUTE)).toBe(1);
      expect(await claim(ledger, NOW + 49 * MINUTE)).toMatchObject([{ firstTriedAt: NOW, attempts: 2 }]);
    });

    it('who are told too late are not told, and stay to be seen', async () => {
      const { ledger, refused } = await refusedBell(3);
      expect(await refused[0].sendAgain(END)).toBe(0);
      expect(await claim(ledger, END)).toEqual([]);
      expect(await refused[0].list()).toMatchObject([{ recipients: 3, until: END }]);
    });

    it('neither disturb others who wait in the same batch nor are lost to whoever is sending it', async () => {
      const { ledger, refused } = await make();
      const [operator] = refused;
      await ledger.plan(notice('bell', 3));
      await claim(ledger);
      await ledger.finish('bell#0', 'a', {
        ...outcome({ sent: 1, refused: refuse(['bell-1']) }),
        retry: ['bell-2'],
        retryAt: NOW + MINUTE,
      });
      await claim(ledger, NOW + MINUTE);
      expect(await operator.sendAgain(NOW + MINUTE)).toBe(0);
      await ledger.finish('bell#0', 'a', outcome({ retry: ['bell-2'], retryAt: NOW + 2 * MINUTE }));
      // Whoever waits there is about to be given up, and would take others with them.
      expect(await operator.sendAgain(NOW + 50 * MINUTE)).toBe(0);
      expect(await operator.sendAgain(NOW + MINUTE)).toBe(1);
      expect(await claim(ledger, NOW + 2 * MINUTE - 1)).toEqual([]);
      expect(await claim(ledger, NOW + 2 * MINUTE)).toMatchObject([
        { peers: ['bell-2', 'bell-1'], firstTriedAt: NOW, attempts: 2, again: 1 },
      ]);
    });

    it('keep nothing of an account that was unbound, and it is sent nothing', async () => {
      const { ledger, refused } = await refusedBell(2);
      await ledger.forget(vk('bell-0'));
      expect(await refused[0].list()).toMatchObject([{ recipients: 1 }]);
      expect(await ledger.summary('lesson-1', NOW)).toEqual({ planned: 1, sent: 0, gone: 0, pending: 0 });
      expect(await refused[0].sendAgain(NOW)).toBe(1);
      expect((await claim(ledger)).map(({ peers }) => peers)).toEqual([['bell-1']]);
    });
  });
}
