import type { Lesson } from '../domain/lessons.js';
import { GRACE, tellingOf, type Notice } from '../domain/notices.js';
import { isChatPeer, peerKey } from '../domain/recipients.js';
import { SECOND, type Instant, type Zone } from '../domain/time.js';
import type { Changes, NoticeLedger, Timetable } from '../ports.js';
import { startMessages } from '../texts/notices.js';
import type { FindAudience, LessonAudience } from './lesson-audience.js';

/** How often the planner looks; somebody bound in the last moments of the grace is still found by the look after it. */
export const PLAN_EVERY = 5 * SECOND;
/** Notices are planned this long before the bell, so that the bell itself costs only sends. */
const LOOKAHEAD = 30 * SECOND;

/** Lessons planned side by side: what they write goes to the database together, a morning may begin with hundreds. */
const AT_ONCE = 500;

/** Outcome of planning one lesson. `first`: this very call made its first notice; `people`: accounts that it concerns. */
export interface LessonPlan {
  readonly first: boolean;
  readonly planned: number;
  readonly people: number;
}

export interface NoticePlanner {
  /** Plans what rings now or in a moment; returns how many recipients were added. */
  readonly planNotices: (now: Instant) => Promise<number>;
  /** Plans one lesson's notice to leave at this moment. */
  readonly planLesson: (lesson: Lesson, leaveAt: Instant) => Promise<LessonPlan>;
}

interface Deps {
  readonly timetable: Pick<Timetable, 'remoteStarting'>;
  readonly ledger: Pick<NoticeLedger, 'plan' | 'toldAlready'>;
  readonly changes: Pick<Changes, 'look'>;
  readonly findAudience: FindAudience;
  readonly zone: Zone;
  readonly parentsMayJoin: boolean;
}

/**
 * The notices of one lesson's start form a chain: `start:<lesson>:<start>`, then `…+1`, `…+2` for other wordings,
 * other messengers and late comers. This is what this process knows of it; both only grow.
 */
interface Chain {
  readonly startsAt: Instant;
  /** Links known to exist. */
  links: number;
  /** Every peer (`peerKey`) of these links, and perhaps of later ones. */
  readonly told: Set<string>;
  /** Whom the lesson was of when it was last planned here. */
  plannedFor?: string;
}

/** A lesson that goes to another group or teacher concerns other people. */
const whose = ({ groupId, teacherId = '' }: Lesson): string => JSON.stringify([groupId, teacherId]);

const keyOf = (lesson: Lesson, link: number): string =>
  `start:${lesson.id}:${lesson.startsAt}${link === 0 ? '' : `+${link}`}`;

/**
 * Makes notices of lessons that start.
 *
 * Why nobody hears twice, whoever plans at the same moment: a link can be added only by someone who knows all links
 * before it (each was either made by them or refused to them as existing) and who has read, after that, whom those
 * links tell. The ledger accepts one notice a key, so of two planners one makes the link; the other is refused, reads
 * whom it tells, and goes on to the next link with the rest. Hence the peers of every link are none of those before it.
 * Nothing is lost either: a refused planner tries until a link is its own or nobody is left to tell.
 */
export function createNoticePlanner({
  timetable,
  ledger,
  changes,
  findAudience,
  zone,
  parentsMayJoin,
}: Deps): NoticePlanner {
  const chains = new Map<string, Chain>();
  let versions: readonly (string | undefined)[] = [undefined, undefined];

  const chainOf = (lesson: Lesson): Chain => {
    const key = keyOf(lesson, 0);
    const chain = chains.get(key) ?? { startsAt: lesson.startsAt, links: 0, told: new Set() };
    chains.set(key, chain);
    return chain;
  };

  /** @param readAt by the database's clock, before the audience was read */
  async function plan(
    lesson: Lesson,
    audience: LessonAudience,
    { dueAt, readAt }: Pick<Notice, 'dueAt' | 'readAt'>,
  ): Promise<LessonPlan> {
    const messages = startMessages({ ...audience, lesson, zone, parentsMayJoin });
    const chain = chainOf(lesson);
    let first = false;
    let planned = 0;
    for (const { audience: whose, channel, peers } of audience.recipients) {
      for (;;) {
        const rest = peers.filter((peer) => !chain.told.has(peerKey(channel, peer)));
        if (rest.length === 0) break;
        const link = chain.links;
        const notice: Notice = {
          key: keyOf(lesson, link),
          channel,
          lessonId: lesson.id,
          startsAt: lesson.startsAt,
          telling: tellingOf(lesson),
          audience: whose,
          message: messages[whose],
          peers: rest,
          dueAt,
          expiresAt: lesson.endsAt,
          readAt,
        };
        const mine = await ledger.plan(notice);
        const told = mine
          ? rest.map((peer) => peerKey(channel, peer))
          : await ledger.toldAlready(lesson.id, lesson.startsAt);
        for (const peer of told) chain.told.add(peer);
        chain.links = Math.max(chain.links, link + 1);
        if (mine) {
          first ||= link === 0;
          planned += rest.length;
          break;
        }
      }
    }
    chain.plannedFor = whose(lesson);
    const people = audience.recipients.flatMap(({ channel, peers }) =>
      peers.filter((peer) => !isChatPeer(channel, peer)),
    ).length;
    return { first, planned, people };
  }

  const forgetBefore = (oldest: Instant): void => {
    for (const [key, chain] of chains) if (chain.startsAt < oldest) chains.delete(key);
  };

  /**
   * Whether nobody can have come since the last look: nothing has changed during the last two, so that a change that was
   * being written during the one has been seen by the other.
   */
  const nobodyCame = (version: string): boolean => {
    const still = versions.every((one) => one === version);
    versions = [versions.at(-1), version];
    return still;
  };

  return {
    async planNotices(now) {
      const from = now - GRACE - PLAN_EVERY;
      forgetBefore(from);
      const starting = await timetable.remoteStarting(from, now + LOOKAHEAD);
      // What nobody rang within the grace is late news; to a lesson that did ring, the last look may still add somebody.
      const ringing = starting.filter(
        (lesson) => lesson.endsAt > now && (lesson.startsAt >= now - GRACE || chains.has(keyOf(lesson, 0))),
      );
      if (ringing.length === 0) return 0;
      const { at: readAt, version } = await changes.look();
      const settled = nobodyCame(version);
      const open = ringing.filter(
        (lesson) => !settled || chains.get(keyOf(lesson, 0))?.plannedFor !== whose(lesson),
      );
      const audiences = await findAudience(open);
      let planned = 0;
      for (let at = 0; at < open.length; at += AT_ONCE) {
        const plans = await Promise.all(
          open.slice(at, at + AT_ONCE).map(async (lesson) => {
            const audience = audiences.get(lesson.id);
            const dueAt = Math.max(now, lesson.startsAt);
            return audience ? (await plan(lesson, audience, { dueAt, readAt })).planned : 0;
          }),
        );
        planned += plans.reduce((sum, one) => sum + one, 0);
      }
      return planned;
    },

    async planLesson(lesson, leaveAt) {
      const { at: readAt } = await changes.look();
      const audience = (await findAudience([lesson])).get(lesson.id);
      return audience
        ? plan(lesson, audience, { dueAt: leaveAt, readAt })
        : { first: false, planned: 0, people: 0 };
    },
  };
}
