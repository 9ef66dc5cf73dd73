import { accountKey, type AccountRef, type ChannelId } from '../domain/people.js';
import type { Bindings, WhoIs } from '../ports.js';

/** A messenger in which somebody is bound, and whether notices go there. */
export interface BoundMessenger {
  readonly account: AccountRef;
  readonly receives: boolean;
}

/** Every account of those who are behind this one, in any messenger, in the order of binding. */
export function createFindAccounts({ bindings }: { bindings: Pick<Bindings, 'ofAccount' | 'ofPersons'> }) {
  return async (account: AccountRef): Promise<BoundMessenger[]> => {
    const own = await bindings.ofAccount(account);
    const all = await bindings.ofPersons(own.map(({ personId }) => personId));
    const distinct = new Map(
      all.map(({ account: one, receives }) => [
        accountKey(one),
        { account: one, receives: receives !== false },
      ]),
    );
    return [...distinct.values()];
  };
}

export type FindAccounts = ReturnType<typeof createFindAccounts>;

/**
 * What a person switches for themselves, in every messenger they are bound in. A parent's reminders are per child, and only for
 * their own children.
 */
export function createChangeSettings({ bindings, whoIs }: { bindings: Bindings; whoIs: WhoIs }) {
  const findAccounts = createFindAccounts({ bindings });
  const peopleOf = async (account: AccountRef): Promise<string[]> =>
    (await bindings.ofAccount(account)).map(({ personId }) => personId);

  return {
    accounts: findAccounts,

    async notify(account: AccountRef, on: boolean): Promise<void> {
      await bindings.setNotify(await peopleOf(account), on);
    },

    /** False when the child is not among the account's own. */
    async remind(account: AccountRef, childId: string, on: boolean): Promise<boolean> {
      const member = await whoIs(account);
      const parents = member?.persons.filter(
        (one) => one.kind === 'parent' && one.childIds.includes(childId),
      );
      if (!parents?.length) return false;
      await bindings.setReminder(
        parents.map(({ id }) => id),
        childId,
        on,
      );
      return true;
    },

    /** Notices go to one of the person's messengers, or to all. False when they are not bound there. */
    async receiveIn(account: AccountRef, where: ChannelId | 'all'): Promise<boolean> {
      const channels = (await findAccounts(account)).map(({ account: { channel } }) => channel);
      const chosen = channels.filter((channel) => where === 'all' || channel === where);
      if (chosen.length === 0) return false;
      await bindings.setReceives(await peopleOf(account), chosen);
      return true;
    },
  };
}

export type ChangeSettings = ReturnType<typeof createChangeSettings>;
