import type { AccountRef } from '../domain/people.js';
import type { Bindings, WhoIs } from '../ports.js';

/** What a person switches for themselves. A parent's reminders are per child, and only for their own children. */
export function createChangeSettings({ bindings, whoIs }: { bindings: Bindings; whoIs: WhoIs }) {
  return {
    notify: (account: AccountRef, on: boolean): Promise<void> => bindings.setNotify(account, on),

    /** False when the child is not among the account's own. */
    async remind(account: AccountRef, childId: string, on: boolean): Promise<boolean> {
      const member = await whoIs(account);
      if (!member?.children.some(({ id }) => id === childId)) return false;
      await bindings.setReminder(account, childId, on);
      return true;
    },
  };
}

export type ChangeSettings = ReturnType<typeof createChangeSettings>;
