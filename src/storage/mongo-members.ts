import type { Connection } from 'mongoose';
import { accountKey, type AccountRef } from '../domain/people.js';
import type { WhoIs } from '../ports.js';
import { bindingModel, toBinding, type BindingDoc } from './mongo-bindings.js';
import { groupedBy } from './grouped.js';
import { rawOf } from './model.js';
import { groupModel, personModel, toGroup, toPerson, type GroupDoc, type PersonDoc } from './mongo-roster.js';
import { together } from '../together.js';

/** Accounts of one turn that are asked for together. */
const TOGETHER = 100;

/** A binding with everything around it. */
interface Joined extends BindingDoc {
  persons: PersonDoc[];
  children: PersonDoc[];
  groups: GroupDoc[];
  childGroups: GroupDoc[];
  curated: GroupDoc[];
}

/** Each document once, in the order of ids: a look-up promises no order. */
const distinct = <Doc extends { _id: string }>(docs: readonly Doc[]): Doc[] =>
  [...new Map(docs.map((doc) => [doc._id, doc])).values()].sort((a, b) => (a._id < b._id ? -1 : 1));

/** Who is behind an account, in one round trip: it is asked at every message. Each look-up goes by an index. */
export function mongoWhoIs(connection: Connection): WhoIs {
  const bindings = bindingModel(connection);
  const people = personModel(connection).collection.name;
  const groups = groupModel(connection).collection.name;
  const join = (from: string, localField: string, foreignField: string, as: string) => ({
    $lookup: { from, localField, foreignField, as },
  });

  const joinedOf = together<AccountRef, readonly Joined[]>(TOGETHER, async (accounts) => {
    const docs = await rawOf(bindings)
      .aggregate<Joined>([
        { $match: { $or: accounts.map(({ channel, id }) => ({ channel, accountId: id })) } },
        join(people, 'personId', '_id', 'persons'),
        join(people, 'persons.childIds', '_id', 'children'),
        join(groups, 'persons.groupId', '_id', 'groups'),
        join(groups, 'children.groupId', '_id', 'childGroups'),
        join(groups, 'persons._id', 'curatorId', 'curated'),
      ])
      .toArray();
    const found = groupedBy(docs, ({ channel, accountId }) => accountKey({ channel, id: accountId }));
    return accounts.map((account) => found.get(accountKey(account)) ?? []);
  });

  return async (account) => {
    const joined = await joinedOf(account);
    // Where the person has left the roster there is nothing to join by, and «nothing» would match groups without a curator.
    const there = joined.filter((doc) => doc.persons.length > 0);
    if (there.length === 0) return undefined;
    return {
      account,
      bindings: joined.map(toBinding),
      persons: distinct(there.flatMap((doc) => doc.persons)).map(toPerson),
      children: distinct(there.flatMap((doc) => doc.children)).map(toPerson),
      groups: distinct(there.flatMap((doc) => [...doc.groups, ...doc.childGroups, ...doc.curated])).map(
        toGroup,
      ),
    };
  };
}
