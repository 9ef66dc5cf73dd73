import type { API } from 'vk-io';
import { z } from 'zod';
import type { Logger } from '../../logger.js';
import type { Share } from '../pace-page.js';
import { askOnce, type Answer, type Params } from './ask.js';
import { createPace, type Pace } from './pace.js';

export interface CallOptions {
  /** Notices leave room for replies. */
  readonly urgent: boolean;
  /** May be repeated when the answer was lost, and put into an `execute` with others. */
  readonly repeatable: boolean;
  /** It leaves within so many milliseconds, the first time and any other, or is handed back; without it, a reply's patience. */
  readonly leaveWithinMs?: number;
  /** Asked each time it leaves, its place in the pace taken; false: it is handed back. Never throws. */
  readonly stillRight?: () => Promise<boolean>;
}

export interface VkCalls {
  call(method: string, params: Params, options: CallOptions): Promise<Answer>;
  /** Waits for what is on its way. */
  drain(): Promise<void>;
  /** When VK last did work for this token, or until when it asked for a rest; for readiness; -Infinity before that. */
  lastHeard(): number;
}

interface Pending {
  readonly method: string;
  readonly params: Params;
  readonly options: CallOptions;
  readonly settle: (answer: Answer) => void;
  readonly leaveBy: number;
  tries: number;
  /** At most so many calls may share an `execute` with this one. */
  most: number;
  /** The call as VKScript; written when it is first put into an `execute`. */
  script?: string;
}

/** VK's own limits of an `execute`; its code is kept far below what a request may hold. */
export const EXECUTE_MAX = 25;
const EXECUTE_CODE_MAX = 60_000;
/** A lost answer of a repeatable call is asked for again after 0.3 s, 0.6 s, 1.2 s and so on, while it is worth having. */
const FIRST_PAUSE = 300;
const LONGEST_PAUSE = 3_000;
/** execute's own failures: the script did not compile or run, or its answer was not what was asked for. The batch is halved. */
const EXECUTE_BROKE = 13;
const EXECUTE_FAILED = new Set([12, EXECUTE_BROKE]);
/** Only the operator can mend these: token, captcha, rights, community settings. */
const ALARMS = new Set([5, 14, 15, 27, 28, 912]);
/** Answers of a VK that does no work for this token: its own troubles, and a token or application it does not take. */
const SHUT = new Set([1, 5, 10, 27, 28]);
/** A request that is not answered after so long has arrived all the same: VK is slow with it. */
const ARRIVED = 300;
/** A reply waits so long, for VK's rest to end or for its turn. */
const PATIENCE = 32_500;
/** What is handed back is told what VK says to whoever is too fast: nothing was done, come again. */
const NOT_NOW: Answer = { ok: false, code: 6, lost: false };

const executed = z.array(z.unknown());

/** VKScript reads JSON, but for two signs that end a line there. */
const scriptOf = (call: Pending): string => {
  call.script ??= `API.${call.method}(${JSON.stringify(call.params)})`
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
  return call.script;
};

export interface CallsDeps {
  readonly api: API;
  readonly log: Logger;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** This process's share of VK's twenty requests a second. */
  readonly share: () => Share;
  /** VK refused a whole request with this code, and nothing leaves for so long. */
  readonly onRest?: (code: number, ms: number) => void;
}

/**
 * All calls of one token in this process: its share of 20 a second and no more, replies first. When more calls wait than
 * may leave at once, up to 25 go in one `execute` of our own: vk-io's parallel mode puts errors on wrong calls. A `false` in
 * its answer is asked for again singly, to learn why; `random_id` keeps that from sending twice.
 */
export function createCalls({ api, log, now, share, onRest = () => undefined }: CallsDeps): VkCalls {
  const pace: Pace = createPace(now, share);
  const waiting: { urgent: Pending[]; patient: Pending[] } = { urgent: [], patient: [] };
  const running = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let pumping = false;
  let heardAt = -Infinity;

  const enqueue = (pending: Pending, first = false): void => {
    const queue = pending.options.urgent ? waiting.urgent : waiting.patient;
    if (first) queue.unshift(pending);
    else queue.push(pending);
    pumpSoon();
  };

  const request = async (method: string, params: Params): Promise<Answer> => {
    const answer = await askOnce(api, method, params);
    if (answer.ok || (!answer.lost && !SHUT.has(answer.code))) heardAt = now();
    return answer;
  };

  /** Comes again by itself after a passing trouble, unless that would be too late. */
  const triesAgain = (pending: Pending): boolean => {
    const pause = Math.min(FIRST_PAUSE * 2 ** pending.tries, LONGEST_PAUSE);
    if (now() + pause > pending.leaveBy) return false;
    pending.tries += 1;
    setTimeout(() => enqueue(pending, true), pause);
    return true;
  };

  /** Whether VK asked the whole token to rest; from here on it does. */
  const slowed = (answer: Answer, method: string): boolean => {
    const ms = answer.ok || answer.lost ? 0 : pace.slowedBy(answer.code);
    if (ms === 0) return false;
    heardAt = now() + ms;
    onRest(answer.ok ? 0 : answer.code, ms);
    if (!answer.ok && answer.code === 29)
      log.error({ method }, 'VK’s quota is used up: the bot rests a minute');
    return true;
  };

  /** Comes again after the rest, which is no try of the call's own: nothing was done. */
  const outlasts = (pending: Pending): boolean => {
    if (now() + pace.resting() > pending.leaveBy) return false;
    enqueue(pending, true);
    return true;
  };

  const single = async (pending: Pending): Promise<void> => {
    const answer = await request(pending.method, pending.params);
    if (answer.ok) pace.taken();
    if (slowed(answer, pending.method) && outlasts(pending)) return;
    // 1 and 10 are VK's own passing troubles.
    const passing = !answer.ok && (answer.lost || answer.code === 1 || answer.code === 10);
    if (passing && pending.options.repeatable && triesAgain(pending)) return;
    if (!answer.ok) {
      const { code, lost } = answer;
      if (ALARMS.has(code))
        log.error(
          { method: pending.method, code },
          'VK refuses the token or the community: npm run zvonok -- doctor',
        );
      else log.warn({ method: pending.method, code, lost }, 'VK refused a call');
    }
    pending.settle(answer);
  };

  const together = async (calls: readonly Pending[]): Promise<void> => {
    const code = `return [${calls.map(scriptOf).join(',')}];`;
    const answer = await request('execute', { code });
    const parsed = answer.ok ? executed.safeParse(answer.response) : undefined;
    if (parsed?.success && parsed.data.length === calls.length) {
      pace.taken();
      calls.forEach((pending, index) => {
        const response = parsed.data[index];
        // Asked again by itself, to learn why.
        if (response === false) enqueue({ ...pending, most: 1 }, true);
        else pending.settle({ ok: true, response });
      });
      return;
    }
    const whole: Answer = answer.ok ? { ok: false, code: EXECUTE_BROKE, lost: false } : answer;
    log.warn({ calls: calls.length, code: whole.code }, 'VK did not execute a batch');
    const slow = slowed(whole, 'execute');
    for (const pending of calls) {
      if (EXECUTE_FAILED.has(whole.code)) enqueue({ ...pending, most: Math.ceil(calls.length / 2) }, true);
      else if (!(slow ? outlasts(pending) : triesAgain(pending))) pending.settle(whole);
    }
  };

  const track = (work: Promise<void>): void => {
    const tracked: Promise<void> = work
      .catch((error: unknown) => log.error({ err: error }, 'a VK call broke'))
      .finally(() => running.delete(tracked));
    running.add(tracked);
  };

  const take = (urgent: boolean): Pending[] => {
    const queue = urgent ? waiting.urgent : waiting.patient;
    const [first] = queue;
    if (!first) return [];
    if (queue.length <= Math.max(pace.burst(urgent), 1) || !first.options.repeatable)
      return queue.splice(0, 1);
    let length = 0;
    let count = 0;
    let most = EXECUTE_MAX;
    for (const pending of queue.slice(0, EXECUTE_MAX)) {
      length += scriptOf(pending).length;
      most = Math.min(most, pending.most);
      if (count > 0 && (!pending.options.repeatable || count >= most || length > EXECUTE_CODE_MAX)) break;
      count += 1;
    }
    return queue.splice(0, count);
  };

  /** What is no longer right is handed back as it was about to leave. */
  const stillRight = async (calls: readonly Pending[]): Promise<Pending[]> => {
    const right = await Promise.all(calls.map(async ({ options }) => options.stillRight?.() ?? true));
    calls.forEach(({ settle }, index) => {
      if (!right[index]) settle(NOT_NOW);
    });
    return calls.filter((_, index) => right[index]);
  };

  const leave = async (urgent: boolean): Promise<void> => {
    const taken = take(urgent);
    const spent = pace.spend(urgent);
    const right = await stillRight(taken);
    // Meanwhile its place may have become another process's.
    const calls = pace.holds() ? right : [];
    if (calls !== right) for (const pending of right.toReversed()) enqueue(pending, true);
    const arrived = (): void => {
      clearTimeout(late);
      spent();
      pumpSoon();
    };
    const late = setTimeout(arrived, ARRIVED);
    const [only] = calls;
    try {
      if (calls.length === 1 && only) await single(only);
      else if (calls.length > 0) await together(calls);
    } finally {
      arrived();
    }
  };

  /** Whoever asked knows better than a queue what is still worth saying: what can't leave in time is theirs again. */
  const handBackLate = (): void => {
    const soonest = now() + pace.resting();
    for (const kind of ['urgent', 'patient'] as const) {
      const late = waiting[kind].filter(({ leaveBy }) => leaveBy < soonest);
      if (late.length === 0) continue;
      waiting[kind] = waiting[kind].filter(({ leaveBy }) => leaveBy >= soonest);
      for (const { settle } of late) settle(NOT_NOW);
    }
  };

  /** Sends what may leave now, replies first, and comes back for the rest. */
  const pump = (): void => {
    clearTimeout(timer);
    for (;;) {
      handBackLate();
      const [replies, notices] = [waiting.urgent.length > 0, waiting.patient.length > 0];
      const replyDelay = replies ? pace.replyDelay(notices) : Infinity;
      const noticeDelay = notices ? pace.noticeDelay() : Infinity;
      const delay = Math.min(replyDelay, noticeDelay);
      if (delay === Infinity) return;
      if (delay > 0) {
        timer = setTimeout(pump, delay);
        return;
      }
      track(leave(replyDelay === 0));
    }
  };

  /** What is asked for in one turn of the event loop leaves together. */
  const pumpSoon = (): void => {
    if (pumping) return;
    pumping = true;
    setImmediate(() => {
      pumping = false;
      pump();
    });
  };

  return {
    call: (method, params, options) =>
      new Promise((settle) => {
        const leaveBy = now() + (options.leaveWithinMs ?? PATIENCE);
        enqueue({ method, params, options, settle, leaveBy, tries: 0, most: EXECUTE_MAX });
      }),
    async drain() {
      while (running.size > 0 || waiting.urgent.length + waiting.patient.length > 0) {
        await Promise.race([...running, new Promise((resolve) => setTimeout(resolve, 50))]);
      }
    },
    lastHeard: () => heardAt,
  };
}
