import { capabilities } from '../domain/capabilities.js';
import type { OutMessage } from '../domain/messages.js';
import { accountKey, type AccountRef } from '../domain/people.js';
import type { Bindings, ChatGateway, Chats, Codes, Invites, NoticeLedger, Teller, WhoIs } from '../ports.js';
import type { FindAccounts } from './change-settings.js';
import type { ListChats } from './list-chats.js';

interface Deps {
  bindings: Bindings;
  chats: Chats;
  codes: Codes;
  invites: Pick<Invites, 'forget'>;
  ledger: Pick<NoticeLedger, 'forget'>;
  gateway: ChatGateway;
  whoIs: WhoIs;
  listChats: ListChats;
  findAccounts: FindAccounts;
  teller: Teller;
  /** What another messenger's account hears when it is unbound from here. */
  unboundElsewhere: OutMessage;
}

/** What was done, for the person's receipt. */
export interface Receipt {
  readonly records: number;
  readonly chatsLeft: number;
  /** Chats the messenger did not answer for; the chat keeper puts the account out of them later. */
  readonly chatsFailed: number;
}

/**
 * Forgets an account: bindings, consent, settings and codes go, and it leaves every chat of the college. «Everywhere» also
 * unbinds its people in other messengers; who else is bound by such an account stays so.
 */
export function createUnbindPerson({
  bindings,
  chats,
  codes,
  gateway,
  whoIs,
  listChats,
  invites,
  ledger,
  findAccounts,
  teller,
  unboundElsewhere,
}: Deps) {
  const forget = async (account: AccountRef): Promise<Receipt> => {
    const member = await whoIs(account);
    const entered = await chats.enteredBy(account);
    const belongs = member ? (await listChats(member)).map(({ key }) => key) : [];
    // Rights end first: a crash after this line leaves nobody bound, and the chat keeper finishes the rest.
    const removed = await bindings.unbind(account);
    await Promise.all([codes.forget(account), invites.forget(account), ledger.forget(account)]);
    // The chats know accounts of their own messenger alone.
    const known = capabilities[account.channel].chats ? [...new Set([...entered, ...belongs])] : [];
    const made = await chats.byKeys(known);
    const results = await Promise.all(
      made.map(async (chat) => ({ chat, result: await gateway.remove(chat.peerId, account.id) })),
    );
    await chats.leave(account, entered);
    // The link they came by may still be in their hands.
    await Promise.all(
      results
        .filter(({ result }) => result === 'removed')
        .map(({ chat }) => gateway.inviteLink(chat.peerId, true)),
    );
    return {
      records: removed.length,
      chatsLeft: results.filter(({ result }) => result === 'removed').length,
      chatsFailed: results.filter(({ result }) => result === 'failed').length,
    };
  };

  const forgetElsewhere = async (account: AccountRef): Promise<Receipt[]> => {
    const people = new Set((await bindings.ofAccount(account)).map(({ personId }) => personId));
    const others = (await findAccounts(account)).filter(
      ({ account: one }) => accountKey(one) !== accountKey(account),
    );
    const receipts: Receipt[] = [];
    for (const { account: other } of others) {
      const all = await bindings.ofAccount(other);
      if (all.every(({ personId }) => people.has(personId))) {
        receipts.push(await forget(other));
      } else {
        // Its own chats are left to the chat keeper, who looks at what the account is still bound to.
        const removed = await bindings.unbind(other, [...people]);
        receipts.push({ records: removed.length, chatsLeft: 0, chatsFailed: 0 });
      }
      await teller.tell(other, unboundElsewhere);
    }
    return receipts;
  };

  return async (account: AccountRef, where: 'here' | 'everywhere' = 'here'): Promise<Receipt> => {
    const elsewhere = where === 'everywhere' ? await forgetElsewhere(account) : [];
    return sum([...elsewhere, await forget(account)]);
  };
}

const sum = (receipts: readonly Receipt[]): Receipt =>
  receipts.reduce((all, one) => ({
    records: all.records + one.records,
    chatsLeft: all.chatsLeft + one.chatsLeft,
    chatsFailed: all.chatsFailed + one.chatsFailed,
  }));

export type UnbindPerson = ReturnType<typeof createUnbindPerson>;
