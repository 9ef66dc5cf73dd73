import { capabilities } from '../domain/capabilities.js';
import type { AccountRef } from '../domain/people.js';
import type { Bindings, ChatGateway, Chats, Codes, Invites, NoticeLedger, WhoIs } from '../ports.js';
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
}

/** What was done, for the person's receipt. */
export interface Receipt {
  readonly records: number;
  readonly chatsLeft: number;
  /** Chats the messenger did not answer for; the chat keeper puts the account out of them later. */
  readonly chatsFailed: number;
}

/** Forgets an account: bindings, consent, settings and codes go, and it leaves every chat of the college. */
export function createUnbindPerson({
  bindings,
  chats,
  codes,
  gateway,
  whoIs,
  listChats,
  invites,
  ledger,
}: Deps) {
  return async (account: AccountRef): Promise<Receipt> => {
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
}

export type UnbindPerson = ReturnType<typeof createUnbindPerson>;
