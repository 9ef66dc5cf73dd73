import { describe, expect, it } from 'vitest';
import { HOUR, SECOND } from '../../src/domain/time.js';
import type { NoticeLedger } from '../../src/ports.js';
import { atOnce, notice, NOW, type TwoProcesses } from './samples.js';

const LEASE = 15 * SECOND;
const allSent = (count: number) => ({
  sent: count,
  gone: 0,
  dropped: 0,
  retry: [],
  retryAt: 0,
  tried: true,
});

/** What every notice ledger must do. */
export function describeNoticeLedger(make: TwoProcesses<NoticeLedger>) {
  describe('notice ledger', () => {
    const claim = (ledger: NoticeLedger, owner: string, now = NOW, limit = 100) =>
      ledger.claim({ channel: 'vk', owner, now, dueBy: now, leaseMs: LEASE, limit });

    const atOnceOwned = async (ledger: NoticeLedger, ids: readonly string[], now: number) => {
      const owned = await Promise.all(ids.map((id) => ledger.started(id, 'slow', now)));
      return ids.map((id, index) => [id, owned[index]] as const);
    };

    it('plans a bell once, whoever rings it at the same time', async () => {
      const processes = await make();
      const planned = await atOnce(processes, 20, (port) => port.plan(notice('bell', 250)));
      expect(planned.filter(Boolean)).toHaveLength(1);
      const batches = await claim(processes[0], 'a');
      expect(batches.map(({ peers }) => peers.length)).toEqual([100, 100, 50]);
      expect(new Set(batches.flatMap(({ peers }) => peers)).size).toBe(250);
    });

    it('plans each of many bells that ring at once, and one key once', async () => {
      const [ledger] = await make();
      await ledger.plan(notice('there', 1));
      const keys = ['new', 'there', 'newer', 'new'];
      expect(await Promise.all(keys.map((key) => ledger.plan(notice(key, 1))))).toEqual([
        true,
        false,
        true,
        false,
      ]);
      expect((await claim(ledger, 'a')).map(({ id }) => id).sort()).toEqual(['new#0', 'newer#0', 'there#0']);
    });

    it('hands a batch out with all that is needed to send it', async () => {
      const [ledger] = await make();
      const { peers, ...rest } = notice('bell', 3);
      await ledger.plan({ ...rest, peers });
      expect(await claim(ledger, 'a')).toStrictEqual([
        {
          id: 'bell#0',
          notice: rest,
          peers,
          dueAt: NOW,
          firstTriedAt: NOW,
          attempts: 0,
          maybeSent: false,
          again: 0,
        },
      ]);
    });

    it('knows whom a lesson’s start was told already', async () => {
      const [ledger] = await make();
      await ledger.plan(notice('one', 2));
      await ledger.plan(notice('two', 1));
      await ledger.plan(notice('moved', 1, { startsAt: NOW + 1 }));
      expect(await ledger.toldAlready('lesson-1', NOW)).toEqual(
        new Set(['vk:one-0', 'vk:one-1', 'vk:two-0']),
      );
      expect(await ledger.toldAlready('lesson-2', NOW)).toEqual(new Set());
    });

    it('never gives a batch to two claimers', async () => {
      const processes = await make();
      await processes[0].plan(notice('bell', 15_000));
      // Each takes a portion of its own, so that one's search and write fall between another's.
      const takes = await atOnce(processes, 12, async (port, index) => {
        const own: string[] = [];
        for (;;) {
          const batches = await claim(port, `owner-${index}`, NOW, 1 + index * 4);
          if (batches.length === 0) return own;
          own.push(...batches.map(({ id }) => id));
        }
      });
      const taken = takes.flat();
      expect(new Set(taken).size).toBe(taken.length);
      taken.push(...(await claim(processes[0], 'last', NOW, 200)).map(({ id }) => id));
      expect(taken).toHaveLength(150);
    });

    it('gives nothing before its time or to another messenger, and the lesson that starts first goes first', async () => {
      const [ledger] = await make();
      await ledger.plan(notice('later', 1, { dueAt: NOW + 1 }));
      await ledger.plan(notice('second', 1, { startsAt: NOW + 2 }));
      await ledger.plan(notice('first', 1, { startsAt: NOW + 1 }));
      await ledger.plan(notice('telegram', 1, { channel: 'telegram' }));
      expect((await claim(ledger, 'a', NOW, 1)).map(({ id }) => id)).toEqual(['first#0']);
      expect((await claim(ledger, 'a')).map(({ id }) => id)).toEqual(['second#0']);
      expect((await claim(ledger, 'a', NOW + 1)).map(({ id }) => id)).toEqual(['later#0']);
    });

    it('still gives a batch that came too late, so that its drop is counted', async () => {
      const [ledger] = await make();
      await ledger.plan(notice('bell', 1));
      expect(await claim(ledger, 'a', NOW + 3 * HOUR)).toHaveLength(1);
    });

    it('gives a dead process’s batch to another when its lease ends, and no longer listens to the dead one', async () => {
      const [dead, other] = await make();
      await dead.plan(notice('bell', 5));
      await claim(dead, 'dead');
      expect(await dead.started('bell#0', 'dead', NOW + 1)).toBe(true);
      expect(await claim(other, 'other', NOW + LEASE - 1)).toEqual([]);
      const [batch] = await claim(other, 'other', NOW + LEASE);
      expect(batch).toMatchObject({ id: 'bell#0', attempts: 1, firstTriedAt: NOW, maybeSent: true });
      expect(await dead.started('bell#0', 'dead', NOW + LEASE)).toBe(false);
      expect(await dead.finish('bell#0', 'dead', allSent(5))).toBe(false);
      expect(await other.finish('bell#0', 'other', allSent(5))).toBe(true);
      expect(await dead.finish('bell#0', 'dead', allSent(5))).toBe(false);
      expect(await other.summary('lesson-1', NOW)).toEqual({ planned: 5, sent: 5, gone: 0, pending: 0 });
    });

    it('tells of each batch apart whether it is still its owner’s, however many are asked about at once', async () => {
      const [ledger, other] = await make();
      await ledger.plan(notice('bell', 300));
      await claim(ledger, 'slow');
      await claim(other, 'quick', NOW + LEASE, 1);
      const ids = ['bell#0', 'bell#1', 'bell#2'];
      // The earliest lease that ended went to the quick one; the slow one still has a moment for the rest.
      await claim(ledger, 'slow', NOW + LEASE, 2);
      const [lost = ''] = (await atOnceOwned(ledger, ids, NOW + LEASE + 1))
        .filter(([, mine]) => !mine)
        .map(([id]) => id);
      expect(ids).toContain(lost);
      const finished = await Promise.all(
        ids.map((id) =>
          ledger.finish(
            id,
            'slow',
            id === 'bell#1' ? { ...allSent(99), retry: ['bell-1'], retryAt: NOW } : allSent(100),
          ),
        ),
      );
      expect(finished).toEqual(ids.map((id) => id !== lost));
      expect(await ledger.finish(lost, 'quick', allSent(100))).toBe(true);
    });

    it('starts nothing once the lease has run out, even if nobody has taken it', async () => {
      const [ledger] = await make();
      await ledger.plan(notice('bell', 1));
      await claim(ledger, 'a');
      expect(await ledger.started('bell#0', 'a', NOW + LEASE)).toBe(false);
    });

    it('remembers the first claim of all, since repeats are counted from it', async () => {
      const [ledger] = await make();
      await ledger.plan(notice('bell', 1));
      await claim(ledger, 'a', NOW + 5);
      const [again] = await claim(ledger, 'b', NOW + 5 + LEASE);
      expect(again?.firstTriedAt).toBe(NOW + 5);
    });

    it('is no try of anybody’s when the messenger asked everybody to wait', async () => {
      const [ledger] = await make();
      await ledger.plan(notice('bell', 1));
      const wait = { ...allSent(0), retry: ['bell-0'], retryAt: NOW, tried: false };
      for (let time = 0; time < 3; time += 1) {
        const [batch] = await claim(ledger, 'a');
        expect(batch?.attempts).toBe(0);
        expect(await ledger.finish('bell#0', 'a', wait)).toBe(true);
      }
    });

    it('hands out what falls due in a moment, and takes it back untouched', async () => {
      const [ledger] = await make();
      await ledger.plan(notice('bell', 1, { dueAt: NOW + SECOND }));
      const ahead = { channel: 'vk', owner: 'a', now: NOW, leaseMs: LEASE, limit: 9 } as const;
      expect(await ledger.claim({ ...ahead, dueBy: NOW + SECOND - 1 })).toEqual([]);
      expect(await ledger.claim({ ...ahead, dueBy: NOW + SECOND })).toHaveLength(1);
      await ledger.release(['bell#0'], 'b');
      expect(await claim(ledger, 'b', NOW + SECOND)).toEqual([]);
      await ledger.release(['bell#0'], 'a');
      expect(await claim(ledger, 'b', NOW + SECOND)).toMatchObject([{ id: 'bell#0', attempts: 0 }]);
    });

    it('knows a send that was begun and never told of its end, until it is told', async () => {
      const [ledger] = await make();
      await ledger.plan(notice('bell', 1, { channel: 'telegram' }));
      const begin = (now: number) =>
        ledger.claim({ channel: 'telegram', owner: 'a', now, dueBy: now, leaseMs: LEASE, limit: 1 });
      expect(await begin(NOW)).toMatchObject([{ maybeSent: false }]);
      await ledger.started('bell#0', 'a', NOW);
      expect(await begin(NOW + LEASE)).toMatchObject([{ maybeSent: true }]);
      const retry = { ...allSent(0), retry: ['bell-0'], retryAt: NOW + LEASE };
      await ledger.finish('bell#0', 'a', retry);
      expect(await begin(NOW + LEASE)).toMatchObject([{ maybeSent: false }]);
    });

    it('tries again only those who are left, at the time given', async () => {
      const [ledger] = await make();
      await ledger.plan(notice('bell', 4));
      await claim(ledger, 'a');
      const retry = ['bell-3'];
      expect(
        await ledger.finish('bell#0', 'a', {
          sent: 1,
          gone: 1,
          dropped: 1,
          retry,
          retryAt: NOW + 100,
          tried: true,
        }),
      ).toBe(true);
      expect(await ledger.summary('lesson-1', NOW)).toEqual({ planned: 4, sent: 1, gone: 1, pending: 1 });
      expect(await claim(ledger, 'a', NOW + 99)).toEqual([]);
      expect((await claim(ledger, 'a', NOW + 100)).map(({ peers }) => peers)).toEqual([['bell-3']]);
      await ledger.finish('bell#0', 'a', allSent(1));
      expect(await claim(ledger, 'a', NOW + LEASE + 100)).toEqual([]);
      expect(await ledger.summary('lesson-1', NOW)).toEqual({ planned: 4, sent: 2, gone: 1, pending: 0 });
    });

    it('measures the lag by the bell, not by the next try', async () => {
      const [ledger] = await make();
      expect(await ledger.oldestDue('vk', NOW)).toBeUndefined();
      await ledger.plan(notice('bell', 1));
      await ledger.plan(notice('next', 1, { dueAt: NOW + 50 }));
      expect(await ledger.oldestDue('vk', NOW - 1)).toBeUndefined();
      await claim(ledger, 'a', NOW, 1);
      await ledger.finish('bell#0', 'a', {
        sent: 0,
        gone: 0,
        dropped: 0,
        retry: ['bell-0'],
        retryAt: NOW + 100,
        tried: true,
      });
      expect(await ledger.oldestDue('vk', NOW + 60)).toBe(NOW);
      expect(await ledger.oldestDue('telegram', NOW + 60)).toBeUndefined();
      await claim(ledger, 'a', NOW + 100);
      await ledger.finish('bell#0', 'a', allSent(1));
      expect(await ledger.oldestDue('vk', NOW + 100)).toBe(NOW + 50);
    });

    it('knows since when a try is due that nobody makes, while somebody in trouble of their own is tried as agreed', async () => {
      const [ledger] = await make();
      expect(await ledger.oldestTry('vk', NOW)).toBeUndefined();
      await ledger.plan(notice('bell', 1));
      await claim(ledger, 'a', NOW, 1);
      expect(await ledger.oldestTry('vk', NOW + 60)).toBe(NOW);
      const again = { retry: ['bell-0'], retryAt: NOW + 100, tried: true };
      await ledger.finish('bell#0', 'a', { sent: 0, gone: 0, dropped: 0, ...again });
      expect(await ledger.oldestTry('vk', NOW + 60)).toBeUndefined();
      expect(await ledger.oldestTry('vk', NOW + 200)).toBe(NOW + 100);
      expect(await ledger.oldestTry('telegram', NOW + 200)).toBeUndefined();
    });

    it('lets a process go on at once with what its dead self held, and leaves others theirs', async () => {
      const [ledger] = await make();
      await ledger.plan(notice('bell', 101));
      await claim(ledger, 'dead', NOW, 1);
      const [alive] = await claim(ledger, 'alive');
      await ledger.releaseOwned('dead');
      const again = await claim(ledger, 'new');
      expect(again.map(({ id }) => id)).toEqual([alive?.id === 'bell#0' ? 'bell#1' : 'bell#0']);
      expect(await ledger.started(alive?.id ?? '', 'alive', NOW)).toBe(true);
    });

    it('keeps nothing of an account that was unbound, and sends it nothing', async () => {
      const [ledger] = await make();
      await ledger.plan(notice('bell', 2));
      await ledger.forget({ channel: 'vk', id: 'bell-0' });
      const [batch] = await claim(ledger, 'a');
      expect(batch?.peers).toEqual(['bell-1']);
      expect([...(await ledger.toldAlready(notice('bell', 2).lessonId, notice('bell', 2).startsAt))]).toEqual(
        ['vk:bell-1'],
      );
    });

    it('tells of each account how far its notices are, newest first, and of no other', async () => {
      const [ledger] = await make();
      const of = async (id: string) =>
        (await ledger.ofAccount({ channel: 'vk', id }, 10)).map(({ key, batchId, waiting, outcomes }) => ({
          key,
          batchId,
          waiting,
          ...outcomes,
        }));
      await ledger.plan(notice('bell', 150));
      await ledger.plan({ ...notice('later', 1), peers: ['bell-120'], dueAt: NOW + HOUR });
      const [first] = await claim(ledger, 'a', NOW, 1);
      await ledger.finish(first?.id ?? '', 'a', { ...allSent(99), retry: ['bell-0'], retryAt: NOW + SECOND });
      const done = { sent: 99, gone: 0, dropped: 0 };
      expect(await of('bell-0')).toEqual([
        { key: 'bell', batchId: 'bell#0', waiting: { attempts: 1, nextAt: NOW + SECOND }, ...done },
      ]);
      expect(await of('bell-1')).toEqual([{ key: 'bell', batchId: 'bell#0', waiting: undefined, ...done }]);
      expect((await of('bell-120')).map(({ batchId, waiting }) => [batchId, waiting])).toEqual([
        ['later#0', { attempts: 0, nextAt: NOW + HOUR }],
        ['bell#1', { attempts: 0, nextAt: NOW }],
      ]);
      expect(await of('nobody')).toEqual([]);
    });

    it('plans a notice to nobody without leaving anything to do', async () => {
      const [ledger] = await make();
      expect(await ledger.plan(notice('bell', 0))).toBe(true);
      expect(await claim(ledger, 'a')).toEqual([]);
      expect(await ledger.oldestDue('vk', NOW)).toBeUndefined();
    });
  });
}
