import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '../../logger.js';
import type { Share } from '../pace-page.js';
import type { Answer, Ask, Client } from './client.js';
import { createPace } from './pace.js';

/** A lost answer to a person is asked for again this often, after 0.3 s, 0.6 s, 1.2 s. */
const TRIES = 4;
const FIRST_PAUSE = 300;
/** A reply waits so long for Telegram's rest to end, a notice hardly: whoever sends it holds a lease. */
const PATIENCE = 30_000;
const RESTLESS = 2_500;
const TOO_MANY = 429;
/** A notice whose turn was lost, since the pace is another process's by now, takes another a second later. */
const LOST_TURN = 1_000;
/** Only the operator can mend this: Telegram does not know the token. A method it does not know is «not found» in more words. */
const isUnknownToken = (code: number, description: string): boolean =>
  code === 401 || (code === 404 && description === 'Not Found');

export interface TelegramCalls {
  /** Says or shows something to a person who waits for it: asked again while Telegram is away or rests. */
  reply(chatId: string, what: Ask): Promise<Answer>;
  /** The short answer to a press: as a reply, but it puts nothing into a chat and takes no place in the pace. */
  answer(what: Ask): Promise<Answer>;
  /** A notice's place in the pace: how long Telegram wants everybody to wait, 0 = go now. */
  turn(chatId: string): Promise<number>;
  /** A turn that nobody takes: its place is free again in a second, not when an answer would be overdue. */
  pass(chatId: string): void;
  /** A notice whose turn it is: asked once. */
  send(chatId: string, what: Ask): Promise<Answer>;
  /** What puts nothing into a chat. */
  ask(what: Ask): Promise<Answer>;
  /** Something was heard from Telegram on another way. */
  heard(): void;
  resting(): number;
  drain(): Promise<void>;
  /** When Telegram last answered as to a bot it knows, for readiness; -Infinity before that. */
  lastHeard(): number;
}

export interface CallsDeps {
  readonly client: Client;
  readonly log: Logger;
  readonly now: () => number;
  /** This process's share of Telegram's thirty messages a second. */
  readonly share: () => Share;
  /** Telegram told the token to rest for so long. */
  readonly onRest: (code: number, ms: number) => void;
}

/** All calls of one token in this process: its share of 30 a second and no more, replies first; 429 rests them all. */
export function createCalls({ client, log, now, share, onRest }: CallsDeps): TelegramCalls {
  const pace = createPace(now, share);
  const running = new Set<Promise<unknown>>();
  /** Notices whose turn has come, by chat: told when they have landed. */
  const turns = new Map<string, () => void>();
  let heardAt = -Infinity;

  const ask = async (what: Ask): Promise<Answer> => {
    const answer = await client.ask(what);
    if (!answer.ok && answer.kind === 'refused' && isUnknownToken(answer.code, answer.description)) {
      log.error({ code: answer.code }, 'Telegram refuses the token: npm run zvonok -- doctor');
      return answer;
    }
    if (answer.ok || answer.kind !== 'lost') heardAt = now();
    if (answer.ok) return answer;
    if (answer.kind === 'wait') {
      pace.rest(answer.afterMs);
      onRest(TOO_MANY, answer.afterMs);
    }
    const { kind } = answer;
    log.warn({ kind, ...(kind === 'refused' && { code: answer.code }) }, 'Telegram refused a call');
    return answer;
  };

  const untilAnswered = async (
    what: Ask,
    delayNow: () => number,
    spend: () => () => void,
  ): Promise<Answer> => {
    const since = now();
    for (let tries = 1; ; tries += 1) {
      for (let delay = delayNow(); delay > 0; delay = delayNow()) {
        if (now() - since + pace.resting() > PATIENCE)
          return { ok: false, kind: 'wait', afterMs: pace.resting() };
        await wait(delay);
      }
      const landed = spend();
      const answer = await ask(what);
      landed();
      if (answer.ok || answer.kind === 'refused') return answer;
      if (answer.kind === 'lost') {
        if (tries >= TRIES) return answer;
        await wait(FIRST_PAUSE * 2 ** (tries - 1));
      }
    }
  };

  const track = <T>(work: Promise<T>): Promise<T> => {
    running.add(work);
    void work.finally(() => running.delete(work)).catch(() => undefined);
    return work;
  };

  const pass = (chatId: string): void => {
    turns.get(chatId)?.();
    turns.delete(chatId);
  };

  return {
    reply: (chatId, what) =>
      track(
        untilAnswered(
          what,
          () => pace.replyDelay(chatId),
          () => pace.spend(chatId, false),
        ),
      ),
    answer: (what) => track(untilAnswered(what, pace.resting, () => () => undefined)),
    async turn(chatId) {
      for (let delay = pace.noticeDelay(chatId); delay > 0; delay = pace.noticeDelay(chatId)) {
        if (pace.resting() > RESTLESS) return pace.resting();
        await wait(delay);
      }
      turns.set(chatId, pace.spend(chatId, true));
      return 0;
    },
    async send(chatId, what) {
      const answer: Answer = pace.holds()
        ? await track(ask(what))
        : { ok: false, kind: 'wait', afterMs: LOST_TURN };
      pass(chatId);
      return answer;
    },
    pass,
    ask: (what) => track(ask(what)),
    heard: () => {
      heardAt = now();
    },
    resting: pace.resting,
    async drain() {
      while (running.size > 0) await Promise.allSettled(running);
    },
    lastHeard: () => heardAt,
  };
}
