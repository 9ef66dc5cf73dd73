import type { Lesson } from '../domain/lessons.js';
import type { OutMessage } from '../domain/messages.js';
import { tellingOf, type Batch } from '../domain/notices.js';
import type { ChannelId } from '../domain/people.js';
import { isChatPeer, type Audience } from '../domain/recipients.js';
import type { Zone } from '../domain/time.js';
import type { Bindings, Changed, Changes, Timetable } from '../ports.js';
import { startMessages } from '../texts/notices.js';
import type { FindAudience } from './lesson-audience.js';

/** The truth of the moment about one lesson's notice. */
export interface Check {
  /** Absent when the timetable has it no more. */
  readonly lesson?: Lesson | undefined;
  /** Whether this peer is still to be told of the lesson. */
  readonly concerns: (peer: string) => boolean;
  /** What to tell instead of what was planned; absent where that may still stand. */
  readonly messages?: Readonly<Record<Audience, OutMessage>>;
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
  readonly zone: Zone;
  readonly parentsMayJoin: boolean;
}

/**
 * Looks once more at what is about to be sent: what changed since it was planned wins. Only what may have changed is
 * read, since ten thousand people are told at once and hardly one of them changes anything in the seconds before: two
 * round trips, unless somebody did, or the lesson is told differently now (another teacher, its link is there).
 */
export function createCheckNotices({
  timetable,
  changes,
  bindings,
  findAudience,
  zone,
  parentsMayJoin,
}: Deps): CheckNotices {
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
    const lessonsById = new Map(lessons.map((lesson) => [lesson.id, lesson]));
    const people = batches.flatMap(({ peers }) => peers.filter((peer) => !isChatPeer(channel, peer)));
    const inDoubt = await doubted(channel, people, changed);
    const isTouched = ({ notice, peers }: Batch): boolean => {
      const lesson = lessonsById.get(notice.lessonId);
      const isToldAnew = lesson !== undefined && tellingOf(lesson) !== notice.telling;
      return isToldAnew || peers.some((peer) => inDoubt.has(peer));
    };
    const touched = new Set(batches.filter(isTouched).map(({ notice }) => notice.lessonId));
    const audiences = await findAudience(lessons.filter(({ id }) => touched.has(id)));
    return new Map(
      ids.map((id): [string, Check] => {
        const lesson = lessonsById.get(id);
        const audience = audiences.get(id);
        if (!lesson || !audience) return [id, { lesson, concerns: () => true }];
        const concerned = new Set(
          audience.recipients.flatMap((it) => (it.channel === channel ? it.peers : [])),
        );
        return [
          id,
          {
            lesson,
            concerns: (peer) => concerned.has(peer),
            messages: startMessages({ ...audience, lesson, zone, parentsMayJoin }),
          },
        ];
      }),
    );
  };
}
