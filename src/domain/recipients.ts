import { isVkChat } from './chat-peers.js';
import type { Chat } from './chats.js';
import type { Lesson } from './lessons.js';
import type { Binding, ChannelId } from './people.js';

/** Who is told in the same words: those of the lesson (and the group's chat), or parents who asked. */
export type Audience = 'people' | 'parents';

/** Recipients of one text in one messenger. */
export interface Recipients {
  readonly audience: Audience;
  readonly channel: ChannelId;
  /** The messenger's own numbers of people and chats, each once. */
  readonly peers: readonly string[];
}

/** A student, as far as notices need one. */
export interface Pupil {
  readonly id: string;
  readonly groupId: string;
}

/** A parent, as far as notices need one. */
export interface Guardian {
  readonly id: string;
  readonly childIds: readonly string[];
}

/** A binding, as far as notices need it. */
export type Listener = Pick<
  Binding,
  'account' | 'personId' | 'notify' | 'remindFor' | 'receives' | 'reachable'
>;

/** What is known when a lesson's recipients are decided. */
export interface RecipientFacts {
  readonly lesson: Lesson;
  /** Students of the lesson's group. The roster knows no subgroups' members, so a subgroup's lesson is told to all of them. */
  readonly students: readonly Pick<Pupil, 'id'>[];
  /** Parents of these students. */
  readonly parents: readonly Guardian[];
  /** Bindings of the students, the parents and the lesson's teacher. */
  readonly bindings: readonly Listener[];
  /** The group's chat, when it has been made. */
  readonly chat?: Chat | undefined;
}

/** Community chats exist in VK alone. */
const CHAT_CHANNEL: ChannelId = 'vk';

/** A peer of any messenger as one text: two messengers may number people alike. */
export const peerKey = (channel: ChannelId, peer: string): string => `${channel}:${peer}`;

/** Whether a peer is a chat and not a person's account. */
export const isChatPeer = (channel: ChannelId, peer: string): boolean =>
  channel === CHAT_CHANNEL && isVkChat(Number(peer));

const add = (to: Map<ChannelId, Set<string>>, channel: ChannelId, peer: string): void => {
  const peers = to.get(channel) ?? new Set();
  to.set(channel, peers.add(peer));
};

/**
 * Where people are told: in the messengers they chose, of those in which they can be written to. Whoever blocked the bot in
 * the one they chose is told in the others.
 */
function listening(bindings: readonly Listener[]): readonly Listener[] {
  const reachable = bindings.filter((binding) => binding.reachable);
  const receiving = reachable.filter(({ receives }) => receives !== false);
  if (receiving.length === reachable.length) return reachable;
  const served = new Set(receiving.map(({ personId }) => personId));
  return reachable.filter(({ personId, receives }) => receives !== false || !served.has(personId));
}

/**
 * Who is to be told that a lesson has started: reachable accounts of its students and its teacher who want notices, the
 * group's chat, and parents who asked for this very child. An account that is several of these hears once, as one of
 * the lesson's own people first. People's texts come before parents'.
 */
export function recipientsOf({ lesson, students, parents, bindings, chat }: RecipientFacts): Recipients[] {
  const studentIds = new Set(students.map((student) => student.id));
  const childrenOf = new Map(
    parents.map((parent) => [parent.id, parent.childIds.filter((id) => studentIds.has(id))]),
  );
  const people = new Map<ChannelId, Set<string>>();
  const asking = new Map<ChannelId, Set<string>>();
  const reachable = listening(bindings);
  for (const { account, personId, notify } of reachable) {
    const own = personId === lesson.teacherId || studentIds.has(personId);
    if (own && notify) add(people, account.channel, account.id);
  }
  if (chat) add(people, CHAT_CHANNEL, String(chat.peerId));
  for (const { account, personId, remindFor } of reachable) {
    const asked = childrenOf.get(personId)?.some((child) => remindFor.includes(child)) ?? false;
    if (asked && !people.get(account.channel)?.has(account.id)) add(asking, account.channel, account.id);
  }
  return [
    ...[...people].map(([channel, peers]) => ({ audience: 'people' as const, channel, peers: [...peers] })),
    ...[...asking].map(([channel, peers]) => ({ audience: 'parents' as const, channel, peers: [...peers] })),
  ];
}
