import type { Lesson } from '../domain/lessons.js';
import type { Batch } from '../domain/notices.js';
import type { ChannelId } from '../domain/people.js';
import { isChatPeer } from '../domain/recipients.js';
import type { Bindings, Changed, Changes, Timetable } from '../ports.js';
import type { FindAudience } from './lesson-audience.js';

/** The truth of the moment about one lesson's notice. */
export interface Check {
  /** Absent when the timetable has it no more. */
  readonly lesson?: Lesson | undefined;
  /** Whether this account is still to be told of the lesson; chats always are. */
  readonly concerns: (peer: string) => boolean;
}

/** By lesson id. */
export type CheckNotices = (
  channel: ChannelId,
  batches: readonly Batch[],
) => Promise<ReadonlyMap<string, Check>>;

interface Deps {
  readonly timetable: Pick<Timetable, 'lessons'>;
  readonly changes: Pick<Changes, 'since'>;
  readonly bindings: Pick<Bindings, 'boundAmong'>;
  readonly findAudience: FindAudience;
}

/**
 * Looks once more at what is about to be sent: what changed since it was planned wins. Only what may have changed is
 * read, since ten thousand people are told at once and hardly one of them changes anything in the seconds before: two
 * round trips, unless somebody did.
 */
export function createCheckNotices({ timetable, changes, bindings, findAudience }: Deps): CheckNotices {
  /** Accounts that must be looked at anew. */
  const doubted = async (
    channel: ChannelId,
    peers: readonly string[],
    { roster, unbound, accounts }: Changed,
  ): Promise<ReadonlySet<string>> => {
    if (roster) return new Set(peers);
    const still = unbound ? await bindings.boundAmong(channel, peers) : undefined;
    return new Set(peers.filter((peer) => accounts.has(peer) || (still && !still.has(peer))));
  };

  return async (channel, batches) => {
    if (batches.length === 0) return new Map();
    const ids = [...new Set(batches.map(({ notice }) => notice.lessonId))];
    const readAt = Math.min(...batches.map(({ notice }) => notice.readAt));
    const [lessons, changed] = await Promise.all([timetable.lessons(ids), changes.since(channel, readAt)]);
    const people = batches.flatMap(({ peers }) => peers.filter((peer) => !isChatPeer(channel, peer)));
    const inDoubt = await doubted(channel, people, changed);
    const touched = new Set(
      batches.flatMap(({ notice, peers }) => (peers.some((it) => inDoubt.has(it)) ? [notice.lessonId] : [])),
    );
    const audiences = await findAudience(lessons.filter(({ id }) => touched.has(id)));
    const lessonsById = new Map(lessons.map((lesson) => [lesson.id, lesson]));
    return new Map(
      ids.map((id) => {
        const recipients = audiences.get(id)?.recipients ?? [];
        const concerned = new Set(recipients.flatMap((it) => (it.channel === channel ? it.peers : [])));
        const concerns = (peer: string): boolean => !inDoubt.has(peer) || concerned.has(peer);
        return [id, { lesson: lessonsById.get(id), concerns }];
      }),
    );
  };
}
