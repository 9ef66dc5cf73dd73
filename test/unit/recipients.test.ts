import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Binding, Person } from '../../src/domain/people.js';
import { isChatPeer, recipientsOf, type RecipientFacts } from '../../src/domain/recipients.js';
import { bound, CHAT, guardian, lesson, parent, student, TEACHER } from '../support/bell.js';

const anna = student(1);
const boris = student(2);
const mother = parent(1, [1]);

const told = (facts: Partial<RecipientFacts>) =>
  recipientsOf({
    lesson: lesson(),
    students: [anna, boris],
    parents: [guardian(1, [1])],
    bindings: [],
    ...facts,
  });

describe('who is told that a lesson has started', () => {
  it('tells bound students and the teacher together, and the parent who asked in words of her own', () => {
    const bindings = [bound(anna, 11), bound(TEACHER, 12), bound(mother, 13)];
    expect(told({ bindings })).toEqual([
      { audience: 'people', channel: 'vk', peers: ['11', '12'] },
      { audience: 'parents', channel: 'vk', peers: ['13'] },
    ]);
  });

  it('tells the group’s chat when there is one, beside the people', () => {
    expect(told({ bindings: [bound(anna, 11)], chat: CHAT })).toEqual([
      { audience: 'people', channel: 'vk', peers: ['11', '2000000007'] },
    ]);
  });

  it('leaves alone whoever switched notices off or can’t be written to', () => {
    const bindings = [bound(anna, 11, { notify: false }), bound(boris, 12, { reachable: false })];
    expect(told({ bindings })).toEqual([]);
  });

  it('does not tell a parent who asked for another child, nor one whose child is no longer theirs in the roster', () => {
    const asksForOther = bound(mother, 13, { remindFor: ['student:9'] });
    const formerParent = bound(parent(2, [9]), 14, { remindFor: ['student:1'] });
    expect(
      told({ parents: [guardian(1, [1]), guardian(2, [9])], bindings: [asksForOther, formerParent] }),
    ).toEqual([]);
  });

  it('tells a parent who asked even when that account wants no notices of its own lessons', () => {
    expect(told({ bindings: [bound(mother, 13, { notify: false })] })).toEqual([
      { audience: 'parents', channel: 'vk', peers: ['13'] },
    ]);
  });

  it('speaks once to a teacher whose own child is in the group, as to the teacher', () => {
    const bindings = [bound(mother, 12), bound(TEACHER, 12)];
    expect(told({ bindings })).toEqual([{ audience: 'people', channel: 'vk', peers: ['12'] }]);
  });

  it('tells people in the messengers they chose, and in the others only when they can’t be reached there', () => {
    const telegram = (more: Partial<Binding>) =>
      bound(anna, 7, { account: { channel: 'telegram', id: '7' }, ...more });
    const vk = bound(anna, 11, { receives: false });
    const peers = (...bindings: Binding[]) =>
      told({ bindings }).map((one) => `${one.channel}:${one.peers.join()}`);
    expect(peers(vk, telegram({}))).toEqual(['telegram:7']);
    expect(peers(vk, telegram({ reachable: false }))).toEqual(['vk:11']);
    expect(peers(vk)).toEqual(['vk:11']);
    expect(peers(vk, bound(boris, 12))).toEqual(['vk:11,12']);
  });

  it('takes nobody for a chat by the size of their number', () => {
    expect(isChatPeer('telegram', '7000000001')).toBe(false);
    expect(isChatPeer('vk', '200000000007')).toBe(false);
    expect(isChatPeer('vk', '2000000007')).toBe(true);
  });

  it('keeps messengers apart: equal numbers there are different people', () => {
    const bindings = [bound(anna, 11), bound(mother, 11, { account: { channel: 'telegram', id: '11' } })];
    expect(told({ bindings })).toEqual([
      { audience: 'people', channel: 'vk', peers: ['11'] },
      { audience: 'parents', channel: 'telegram', peers: ['11'] },
    ]);
  });
});

describe('any college', () => {
  const pupils: Person[] = [1, 2, 3, 4].map((id) => student(id));
  const families = fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }), {
    maxLength: 4,
  });
  const facts = families
    .map((children) => children.map((ids, index) => parent(index + 1, ids)))
    .chain((parents) => {
      const person = fc.constantFrom(...pupils, TEACHER, ...parents);
      const binding: fc.Arbitrary<Binding> = fc
        .record({
          person,
          account: fc.integer({ min: 1, max: 8 }),
          channel: fc.constantFrom('vk' as const, 'telegram' as const),
          notify: fc.boolean(),
          reachable: fc.boolean(),
          asked: fc.subarray([1, 2, 3, 4, 5, 6]),
        })
        .map(({ person: who, account, channel, notify, reachable, asked }) =>
          bound(who, account, {
            account: { channel, id: String(account) },
            notify,
            reachable,
            remindFor: who.kind === 'parent' ? asked.map((id) => `student:${id}`) : [],
          }),
        );
      return fc.record({
        parents: fc.constant(parents),
        bindings: fc.array(binding, { maxLength: 14 }),
        chat: fc.option(fc.constant(CHAT), { nil: undefined }),
      });
    });

  it('tells exactly those who should hear, each once, and in the right words', () => {
    fc.assert(
      fc.property(facts, ({ parents, bindings, chat }) => {
        const result = recipientsOf({
          lesson: lesson(),
          students: pupils,
          parents: parents.flatMap((it) => (it.kind === 'parent' ? [it] : [])),
          bindings,
          chat,
        });
        const heard = result.flatMap(({ channel, peers }) => peers.map((peer) => `${channel}:${peer}`));
        expect(new Set(heard).size).toBe(heard.length);

        // The rule told the other way round: each account asks for itself whether it should hear.
        const accounts = new Set(bindings.map(({ account }) => `${account.channel}:${account.id}`));
        for (const name of accounts) {
          const mine = bindings.filter(
            ({ account, reachable }) => reachable && `${account.channel}:${account.id}` === name,
          );
          const isOwn = mine.some(({ kind, notify }) => notify && kind !== 'parent');
          const isAsking = mine.some(({ personId, remindFor }) => {
            const self = parents.find(({ id }) => id === personId);
            return (
              self?.kind === 'parent' &&
              self.childIds.some((id) => Number(id.slice(8)) <= 4 && remindFor.includes(id))
            );
          });
          const audience = result.find(({ channel, peers }) =>
            peers.some((peer) => `${channel}:${peer}` === name),
          )?.audience;
          expect(audience).toBe(isOwn ? 'people' : isAsking ? 'parents' : undefined);
        }
        expect(heard.filter((name) => !accounts.has(name))).toEqual(chat ? ['vk:2000000007'] : []);
      }),
      { numRuns: 500 },
    );
  });
});
