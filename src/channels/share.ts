import type { Logger } from '../logger.js';
import { capabilities } from '../domain/capabilities.js';
import type { ChannelId } from '../domain/people.js';
import type { Clock, Leases } from '../ports.js';
import { EMPTY, leaveOn, readPage, renewOn, shareOn, wholeShare, writePage } from './pace-page.js';
import type { Page, Share } from './pace-page.js';

/** A second as a messenger counts it, and the way there: what left in it still weighs. */
const WINDOW = 1_300;
/** Two renewals make a window. */
const RENEW = WINDOW / 2;
/** A share may be used for so long after its renewal was asked for. */
const HOLDS = 3_000;
/** A page so old that nothing on it can be in use, though two clocks differ by ten seconds. */
const FORGOTTEN = 15_000;

const NOTHING = wholeShare(0);

/** One pace for all processes of a token: each has a share of what the messenger allows. */
export interface PaceShare {
  /** What this process may send now; nothing while it has no share. */
  now(): Share;
  /** @param answers whether people's updates come to this process; it may change at any time */
  start(answers: () => boolean): Promise<void>;
  stop(): Promise<void>;
}

interface Deps {
  readonly channel: ChannelId;
  readonly leases: Pick<Leases, 'get' | 'swap'>;
  /** Never two living processes' name; a process that comes back after a crash may have its old one. */
  readonly owner: string;
  readonly clock: Clock;
  /** Milliseconds that never jump and go on while the process is stopped. */
  readonly monotonic: () => number;
  readonly log: Logger;
}

/** Which places have stood still for so long that what they claim is no longer in use, nor weighs. */
function createStillness(monotonic: () => number) {
  let seen = new Map<string, { readonly beat: number; readonly since: number }>();
  return {
    /** @param page as it was read just now */
    over({ places }: Page): ReadonlySet<string> {
      const at = monotonic();
      const over = new Set<string>();
      const now = new Map<string, { readonly beat: number; readonly since: number }>();
      for (const [name, { beat, left }] of Object.entries(places)) {
        const known = seen.get(name);
        const since = known?.beat === beat ? known.since : at;
        now.set(name, { beat, since });
        if (at >= since + (left ? 0 : HOLDS) + WINDOW) over.add(name);
      }
      seen = now;
      return over;
    },
  };
}

/**
 * Shares follow births, deaths and who answers people within seconds, and never exceed in sum what the messenger allows.
 * That rests on one page in the database with everybody's claim, each version of which follows the one before (`swap`), and
 * does not depend on who should have what, nor on clocks that agree:
 *
 * 1. On no page do the claims exceed in sum what is allowed: whoever claims more takes only what the page before leaves free.
 * 2. No process uses more than its claim on the page. It uses more only after it has heard that its greater claim is written,
 *    and uses less before it asks for a smaller one.
 * 3. A claim ends only when what was sent by it weighs no more. A smaller one is written a window after the process last used
 *    more. A place is struck off by another process that has seen it unrenewed for as long as a share holds and a window on
 *    top; that process saw the renewal after it was asked for, so the share had run out a window ago, whatever its owner was
 *    doing: it may be dead, frozen or without the database. When it is back it finds no place, and begins with nothing.
 *
 * So what was used of each share in any second is still claimed at its end, and the claims of that page bound the sum.
 */
export function createPaceShare({ channel, leases, owner, clock, monotonic, log }: Deps): PaceShare {
  const name = `${channel}-pace`;
  const all = capabilities[channel].requestsPerSecond;
  const stillness = createStillness(monotonic);
  let answers = (): boolean => false;
  let share = NOTHING;
  /** What was used before it became less, and until when. */
  let before = { perSecond: 0, until: -Infinity };
  let from = -Infinity;
  let until = -Infinity;
  /** Of the renewal under way; -Infinity = none is. */
  let askedAt = -Infinity;
  let isFirstLook = true;
  let timer: NodeJS.Timeout | undefined;

  const usedOfLate = (): number =>
    monotonic() < before.until + WINDOW ? Math.max(before.perSecond, share.perSecond) : share.perSecond;

  const useNoMoreThan = ({ perSecond, forNotices }: Share): void => {
    if (perSecond < share.perSecond) before = { perSecond: usedOfLate(), until: monotonic() };
    share = {
      perSecond: Math.min(share.perSecond, perSecond),
      forNotices: Math.min(share.forNotices, forNotices),
    };
  };

  const look = async (): Promise<{ readonly text: string | undefined; readonly page: Page }> => {
    const text = await leases.get(name);
    const page = text === undefined ? EMPTY : readPage(text);
    if (!isFirstLook) return { text, page };
    isFirstLook = false;
    if (clock.now() - page.at >= FORGOTTEN) return { text, page: { ...page, places: {} } };
    const former = page.places[owner];
    if (former) {
      // A former life under this name is over, but what it sent may still weigh.
      before = { perSecond: former.claim, until: monotonic() };
      from = before.until + WINDOW;
    }
    return { text, page };
  };

  /** One try; true when it is written, or another has begun since. */
  const renewOnce = async (asked: number): Promise<boolean> => {
    const { text, page } = await look();
    if (askedAt !== asked) return true;
    const writer = { name: owner, answers: answers(), over: stillness.over(page) };
    const wish = shareOn(page, all, writer);
    useNoMoreThan(wish);
    const next = renewOn(page, all, writer, {
      wish: wish.perSecond,
      used: usedOfLate(),
      now: clock.now(),
    });
    const isWritten = await leases.swap(name, text, writePage(next.page));
    if (askedAt !== asked) return true;
    if (!isWritten) return false;
    const perSecond = Math.min(wish.perSecond, next.claim);
    // Where it is not all there yet, replies come first.
    const forReplies = wish.perSecond - wish.forNotices;
    share = { perSecond, forNotices: Math.max(perSecond - forReplies, 0) };
    until = asked + HOLDS;
    return true;
  };

  /** Until it is written: another process may write the next page in between. One that hangs is given up for the next. */
  const renew = async (): Promise<void> => {
    const asked = monotonic();
    if (asked < askedAt + HOLDS) return;
    askedAt = asked;
    try {
      while (!(await renewOnce(asked)));
    } finally {
      if (askedAt === asked) askedAt = -Infinity;
    }
  };

  const leave = async (): Promise<void> => {
    for (;;) {
      const { text, page } = await look();
      const next = leaveOn(page, owner, clock.now());
      if (!next || (await leases.swap(name, text, writePage(next)))) return;
    }
  };

  return {
    now: () => {
      const at = monotonic();
      return at >= from && at < until ? share : NOTHING;
    },
    async start(does) {
      answers = does;
      await renew();
      timer = setInterval(() => {
        renew().catch((err: unknown) => log.warn({ err }, 'the pace could not be shared'));
      }, RENEW);
    },
    async stop() {
      clearInterval(timer);
      share = NOTHING;
      // Whatever renewal is under way is for nothing now.
      askedAt = Infinity;
      await leave().catch(() => undefined);
    },
  };
}
