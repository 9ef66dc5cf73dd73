import { describe, expect, it } from 'vitest';
import type { Bindings } from '../../src/ports.js';
import { atOnce, binding, NOW, vk, type TwoProcesses } from './samples.js';

/** What every store of bindings must do. */
export function describeBindings(make: TwoProcesses<Bindings>) {
  describe('bindings', () => {
    it('keeps what the person agreed to, and finds it by account and by person', async () => {
      const [bindings] = await make();
      const one = binding(vk(1), 'parent:1', { kind: 'parent', consent: { at: NOW - 5, text: 'elsewhere' } });
      expect(await bindings.bind(one)).toEqual({ kind: 'bound' });
      expect(await bindings.ofAccount(vk(1))).toStrictEqual([one]);
      expect(await bindings.ofPersons(['parent:1', 'parent:2'])).toStrictEqual([one]);
      expect(await bindings.ofAccount({ channel: 'max', id: '1' })).toEqual([]);
    });

    it('binds a record to one of a hundred accounts that try at once, and tells the others whose it is', async () => {
      const processes = await make();
      const results = await atOnce(processes, 100, (port, index) =>
        port.bind(binding(vk(index), 'student:1')),
      );
      const winner = results.findIndex(({ kind }) => kind === 'bound');
      expect(results.filter(({ kind }) => kind === 'bound')).toHaveLength(1);
      expect(results.filter(({ kind }) => kind === 'taken')).toHaveLength(99);
      for (const result of results) if (result.kind === 'taken') expect(result.by).toEqual(vk(winner));
      expect(await processes[0].ofPersons(['student:1'])).toHaveLength(1);
    });

    it('knows the person who binds again as the same', async () => {
      const processes = await make();
      const results = await atOnce(processes, 20, (port) => port.bind(binding(vk(1), 'student:1')));
      expect(results.map(({ kind }) => kind).sort()).toEqual(['bound', ...Array<string>(19).fill('yours')]);
    });

    it('lets a person have an account in each messenger, and an account several persons', async () => {
      const [bindings] = await make();
      await bindings.bind(binding(vk(1), 'student:1'));
      expect(await bindings.bind(binding({ channel: 'telegram', id: '1' }, 'student:1'))).toEqual({
        kind: 'bound',
      });
      expect(await bindings.bind(binding(vk(1), 'parent:1', { kind: 'parent' }))).toEqual({ kind: 'bound' });
      expect(await bindings.ofAccount(vk(1))).toHaveLength(2);
      expect(await bindings.ofPersons(['student:1'])).toHaveLength(2);
    });

    it('binds a list twice without a change and names those who are taken', async () => {
      const [bindings] = await make();
      await bindings.bind(binding(vk(999), 'student:2'));
      const list = [1, 2, 3].map((number) => binding(vk(number), `student:${number}`));
      expect(await bindings.bindMany(list)).toEqual([list[1]]);
      expect(await bindings.bindMany(list)).toEqual([list[1]]);
      expect(await bindings.ofPersons(['student:1', 'student:2', 'student:3'])).toHaveLength(3);
      expect(await bindings.bindMany([])).toEqual([]);
    });

    it('binds the whole of another bot within the ten seconds promised', async () => {
      const [bindings] = await make();
      const list = Array.from({ length: 10_000 }, (_, number) => binding(vk(number), `student:${number}`));
      const began = performance.now();
      expect(await bindings.bindMany(list)).toEqual([]);
      expect(performance.now() - began).toBeLessThan(10_000);
      expect(await bindings.ofPersons(['student:0', 'student:9999'])).toHaveLength(2);
    });

    it('forgets an account wholly and says what went, each record to one caller only', async () => {
      const processes = await make();
      const [bindings] = processes;
      await bindings.bindMany([
        binding(vk(1), 'student:1'),
        binding(vk(1), 'parent:1', { kind: 'parent' }),
        binding(vk(2), 'student:2'),
      ]);
      const removed = (await atOnce(processes, 10, (port) => port.unbind(vk(1)))).flat();
      expect(removed.map(({ personId }) => personId).sort()).toEqual(['parent:1', 'student:1']);
      expect(await bindings.ofAccount(vk(1))).toEqual([]);
      expect(await bindings.ofAccount(vk(2))).toHaveLength(1);
      expect(await bindings.bind(binding(vk(3), 'student:1'))).toEqual({ kind: 'bound' });
    });

    it('remembers settings of these people alone, in every messenger', async () => {
      const [bindings] = await make();
      await bindings.bindMany([
        binding(vk(1), 'parent:1', { kind: 'parent' }),
        binding(vk(1), 'student:1'),
        binding(vk(2), 'parent:2', { kind: 'parent' }),
      ]);
      await bindings.setNotify(['parent:1', 'student:1'], false);
      await bindings.setReminder(['parent:1', 'student:1'], 'student:5', true);
      await bindings.setReminder(['parent:1', 'student:1'], 'student:5', true);
      await bindings.setReminder(['parent:1', 'student:1'], 'student:6', true);
      await bindings.setReminder(['parent:1', 'student:1'], 'student:6', false);
      const own = await bindings.ofAccount(vk(1));
      expect(own.map(({ notify }) => notify)).toEqual([false, false]);
      expect(own.map(({ kind, remindFor }) => ({ kind, remindFor }))).toEqual(
        expect.arrayContaining([
          { kind: 'parent', remindFor: ['student:5'] },
          { kind: 'student', remindFor: [] },
        ]),
      );
      expect(await bindings.ofAccount(vk(2))).toStrictEqual([binding(vk(2), 'parent:2', { kind: 'parent' })]);
    });

    it('sends notices where people chose, and touches nobody else', async () => {
      const [bindings] = await make();
      const telegram = { channel: 'telegram', id: '7000000001' } as const;
      await bindings.bindMany([
        binding(vk(1), 'student:1'),
        binding(telegram, 'student:1'),
        binding(vk(1), 'student:2'),
      ]);
      const chosen = async () =>
        (await bindings.listeners(['student:1', 'student:2'])).map(
          ({ account, personId, receives }) => `${account.channel} ${personId} ${receives}`,
        );
      await bindings.setReceives(['student:1'], ['telegram']);
      expect((await chosen()).sort()).toEqual([
        'telegram student:1 true',
        'vk student:1 false',
        'vk student:2 undefined',
      ]);
      await bindings.setReceives(['student:1'], ['vk', 'telegram']);
      expect(await chosen()).toContain('vk student:1 true');
    });

    it('unbinds an account from some of its people', async () => {
      const [bindings] = await make();
      await bindings.bindMany([binding(vk(1), 'student:1'), binding(vk(1), 'parent:1')]);
      expect((await bindings.unbind(vk(1), ['student:1'])).map(({ personId }) => personId)).toEqual([
        'student:1',
      ]);
      expect((await bindings.ofAccount(vk(1))).map(({ personId }) => personId)).toEqual(['parent:1']);
    });

    it('remembers who can be written to, in each messenger apart', async () => {
      const [bindings] = await make();
      const telegram = { channel: 'telegram', id: '1' } as const;
      await bindings.bindMany([
        binding(vk(1), 'student:1'),
        binding(vk(2), 'student:2'),
        binding(telegram, 'student:1'),
      ]);
      await bindings.setReachable([vk(1), { channel: 'telegram', id: '2' }], false);
      const reachable = async (account: typeof telegram | ReturnType<typeof vk>) =>
        (await bindings.ofAccount(account)).map((one) => one.reachable);
      expect(await reachable(vk(1))).toEqual([false]);
      expect(await reachable(vk(2))).toEqual([true]);
      expect(await reachable(telegram)).toEqual([true]);
      await bindings.setReachable([vk(1)], true);
      expect(await reachable(vk(1))).toEqual([true]);
    });
  });
}
