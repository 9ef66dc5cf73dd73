import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Binding, Person } from '../../src/domain/people.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { fillRoster, parent, student, teacher } from '../support/college.js';
import { testDatabaseUri } from '../support/mongo.js';

const account = (id: string) => ({ channel: 'vk' as const, id });
const bindingOf = (id: string, person: Pick<Person, 'id' | 'kind'>): Binding => ({
  account: account(id),
  personId: person.id,
  kind: person.kind,
  boundAt: 1,
  consent: { at: 1, text: 'test' },
  notify: true,
  remindFor: [],
  reachable: true,
});

describe('whoever writes to the bot', () => {
  let storage: Storage;
  const curator = teacher('1', 'Шаблонов', 'Павел');
  const mother = parent('1', 'Первова', 'Елена', '1', '2');
  beforeAll(async () => {
    storage = await connectStorage(testDatabaseUri());
    await fillRoster(storage.rosterStore, {
      persons: [student('1', 'Первов', 'Алексей', 'a'), student('2', 'Первов', 'Глеб', 'b'), mother, curator],
      groups: [
        { id: 'a', name: 'ИСП-24', curatorId: curator.id },
        { id: 'b', name: 'ЭК-25' },
        { id: 'c', name: 'БЕЗ-26' },
      ],
    });
    await storage.bindings.bindMany([
      bindingOf('10', mother),
      bindingOf('10', curator),
      bindingOf('20', { id: 'student:gone', kind: 'student' }),
      bindingOf('30', { id: 'student:1', kind: 'student' }),
      bindingOf('30', { id: 'teacher:gone', kind: 'teacher' }),
    ]);
  });
  afterAll(() => storage.close());

  it('is known with all roles, children and groups at once', async () => {
    const member = await storage.whoIs(account('10'));
    expect(member?.persons.map(({ id }) => id).sort()).toEqual(['parent:1', 'teacher:1']);
    expect(member?.children.map(({ id }) => id).sort()).toEqual(['student:1', 'student:2']);
    expect(member?.groups.map(({ id }) => id).sort()).toEqual(['a', 'b']);
    expect(member?.bindings).toHaveLength(2);
  });

  it('is nobody when not bound, and when the record has left the roster', async () => {
    expect(await storage.whoIs(account('99'))).toBeUndefined();
    expect(await storage.whoIs(account('20'))).toBeUndefined();
    expect(await storage.whoIs({ channel: 'telegram', id: '10' })).toBeUndefined();
  });

  it('is told apart from everybody who writes at the same moment', async () => {
    const asked = ['30', '99', '10', '30', '20'];
    const members = await Promise.all(asked.map((id) => storage.whoIs(account(id))));
    const names = members.map((member) => member?.persons.map(({ id }) => id));
    expect(names).toEqual([['student:1'], undefined, ['parent:1', 'teacher:1'], ['student:1'], undefined]);
  });

  it('gains nothing from a record that has left the roster', async () => {
    const member = await storage.whoIs(account('30'));
    expect(member?.persons.map(({ id }) => id)).toEqual(['student:1']);
    expect(member?.groups.map(({ id }) => id)).toEqual(['a']);
  });
});
