import { belongsTo, groupChat, parentsChat, subjectChat, type Chat } from '../domain/chats.js';
import { accountKey, type AccountRef } from '../domain/people.js';
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
  /** Accounts of everybody who belongs to the chat: a handful of queries, however many members it has. */
  const accountsOf = async (chat: Chat): Promise<ReadonlySet<string>> => {
    const [[group], students, subjects] = await Promise.all([
      roster.groups([chat.groupId]),
      roster.studentsOf([chat.groupId]),
      chat.kind === 'subject' ? timetable.subjectsOfGroups([chat.groupId]) : [],
    ]);
    if (!group) return new Set();
    const teacherIds = subjects.flatMap((taught) =>
      subjectKey(taught.subject) === subjectKey(chat.subject ?? '') ? taught.teacherIds : [],
    );
    const staffIds = [...teacherIds, ...(group.curatorId === undefined ? [] : [group.curatorId])];
    const [staff, parents] = await Promise.all([
      staffIds.length > 0 ? roster.persons(staffIds) : [],
      chat.kind === 'parents' ? roster.parentsOf(students.map(({ id }) => id)) : [],
    ]);
    const belonging = [...students, ...staff, ...parents].filter((person) =>
      belongsTo(person, { chat, group, children: students, teacherIds }),
    );
    const bound = await bindings.ofPersons(belonging.map(({ id }) => id));
    return new Set(bound.map(({ account }) => accountKey(account)));
  };

  /** Who of these accounts does not belong to the chat. */
  const strangersAmong = async (chat: Chat, accounts: readonly AccountRef[]): Promise<AccountRef[]> => {
    if (accounts.length === 0) return [];
    const belonging = await accountsOf(chat);
    return accounts.filter((account) => !belonging.has(accountKey(account)));
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
