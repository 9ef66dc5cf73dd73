import type { Instant } from '../domain/time.js';
import type { Security } from '../ports.js';
import type { AuthoriseJoin } from './join-lesson.js';

/** What an opened join link shows. Only `ok` carries the call's address. */
export type JoinOpening =
  | {
      readonly kind: 'ok';
      readonly link: string;
      readonly subject: string;
      readonly groupName?: string;
      readonly endsAt: Instant;
    }
  /** The account is bound no more, or has no right to this lesson. */
  | { readonly kind: 'denied' }
  /** The link is too old, cut or not ours: the three are not told apart. */
  | { readonly kind: 'dead-link' }
  /** The lesson has left the timetable. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'before' | 'over' | 'cancelled' | 'no-link' | 'not-remote'; readonly subject: string };

export type OpenJoin = (token: string, now: Instant) => Promise<JoinOpening>;

/**
 * Opens a join link: the token must be ours and alive, then binding, rights and the lesson's time are checked anew, for
 * much may have changed since the press. Uses nothing up: within its life a link may be opened again.
 */
export function createOpenJoin(deps: {
  security: Pick<Security, 'readJoin'>;
  authorise: AuthoriseJoin;
}): OpenJoin {
  return async (token, now) => {
    const claim = deps.security.readJoin(token, now);
    if (!claim) return { kind: 'dead-link' };
    const right = await deps.authorise(claim.account, claim.lessonId, now);
    switch (right.kind) {
      case 'open':
        return {
          kind: 'ok',
          link: right.link,
          subject: right.lesson.subject,
          ...(right.group && { groupName: right.group.name }),
          endsAt: right.lesson.endsAt,
        };
      case 'unbound':
      case 'forbidden':
        return { kind: 'denied' };
      case 'gone':
        return { kind: 'gone' };
      default:
        return { kind: right.kind, subject: right.lesson.subject };
    }
  };
}
