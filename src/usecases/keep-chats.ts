import { belongsTo, groupChat, parentsChat, subjectChat, type Chat } from '../domain/chats.js';
import type { AccountRef, Person } from '../domain/people.js';
import { subjectKey } from '../domain/lessons.js';
import type { Bindings, ChatGateway, Chats, Roster, Timetable } from '../ports.js';

interface Deps {
  chats: Chats;
  gateway: ChatGateway;
  roster: Roster;
  timetable: Timetable;
  bindings: Bindings;
}

/** Keeps the messenger's chats as the roster has them: members who belong, titles that name the group. */
export function createKeepChats({ chats, gateway, roster, timetable, bindings }: Deps) {
  const personsOf = async (account: AccountRef): Promise<Person[]> =>
    roster.persons((await bindings.ofAccount(account)).map(({ personId }) => personId));

  /** Who of these accounts does not belong to the chat. */
  const strangersAmong = async (chat: Chat, accounts: readonly AccountRef[]): Promise<AccountRef[]> => {
    const [group] = await roster.groups([chat.groupId]);
    if (!group) return [...accounts];
    const subjects = chat.kind === 'subject' ? await timetable.subjectsOfGroups([group.id]) : [];
    const teacherIds = subjects.flatMap((taught) =>
      subjectKey(taught.subject) === subjectKey(chat.subject ?? '') ? taught.teacherIds : [],
    );
    const children = chat.kind === 'parents' ? await roster.studentsOf([group.id]) : [];
    const strangers: AccountRef[] = [];
    for (const account of accounts) {
      const persons = await personsOf(account);
      if (!persons.some((person) => belongsTo(person, { chat, group, children, teacherIds })))
        strangers.push(account);
    }
    return strangers;
  };

  const putOut = async (chat: Chat, strangers: readonly AccountRef[]): Promise<void> => {
    for (const account of strangers) {
      await gateway.remove(chat.peerId, account.id);
      await chats.leave(account, [chat.key]);
    }
    // Whoever was put out may still hold the link.
    if (strangers.length > 0) await gateway.inviteLink(chat.peerId, true);
  };

  const titleNow = async (chat: Chat): Promise<string> => {
    const [group] = await roster.groups([chat.groupId]);
    if (!group) return chat.shownTitle;
    if (chat.kind === 'subject') return subjectChat(group, chat.subject ?? '').title;
    return (chat.kind === 'group' ? groupChat(group) : parentsChat(group)).title;
  };

  return {
    /** Somebody came into a chat: out with those who don't belong. True when the account stays. */
    async entered(peerId: number, account: AccountRef): Promise<boolean> {
      const chat = await chats.byPeer(peerId);
      if (!chat) return true;
      const strangers = await strangersAmong(chat, [account]);
      if (strangers.length === 0) await chats.enter(chat.key, account);
      await putOut(chat, strangers);
      return strangers.length === 0;
    },

    /** All chats looked through: after an import, and now and then. */
    async all(): Promise<void> {
      for (const chat of await chats.all()) {
        const title = await titleNow(chat);
        if (title !== chat.shownTitle && (await gateway.rename(chat.peerId, title)))
          await chats.renamed(chat.key, title);
        const members = (await gateway.members(chat.peerId)) ?? [];
        // Communities have negative numbers; the bot itself is one.
        const people = members
          .filter((id) => Number(id) > 0)
          .map((id): AccountRef => ({ channel: 'vk', id }));
        await putOut(chat, await strangersAmong(chat, people));
      }
    },
  };
}

export type KeepChats = ReturnType<typeof createKeepChats>;
