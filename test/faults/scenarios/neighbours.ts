import { setTimeout as wait } from 'node:timers/promises';
import { markOf } from '../messenger/check.js';
import type { Entry } from '../messenger/log.js';
import type { MessengerName } from '../messenger/messenger.js';
import { withRun, type Run } from '../run.js';
import { inWords, type Ground, type Result } from '../scenario.js';
import { decimal, metricsSay } from '../words.js';

const NAMES: Readonly<Record<MessengerName, string>> = { vk: 'VK', telegram: 'Telegram' };
const PATIENCE = 120_000;
/** What is on its way when a messenger says «slower» arrives within this. */
const ON_THE_WAY_MS = 150;
/** Sixteen requests of twenty-five. */
const VK_PER_SECOND = 400;
/** The first second is open to all at once, and no measure. */
const STEADY_MS = 1_500;

export interface NeighboursSize {
  /** What VK answers to one message, a rest each. */
  readonly codes: readonly number[];
  /** For how long Telegram's rate is measured before VK rests, ms. */
  readonly windowMs: number;
  readonly inTelegram: number;
  /** Each with a text of their own, told twice: before Telegram rests, and while it does. */
  readonly inVk: number;
  /** The part of its rate that the other messenger keeps: the reference's on a quiet machine, less where only a break shall show. */
  readonly kept: number;
}

/** People told a second, before the other messenger rested and while it did. */
interface Rates {
  readonly before: number;
  readonly during: number;
}

const soon = (ms: number): number => Math.ceil((Date.now() + ms) / 1_000) * 1_000;
type Accepted = Extract<Entry, { is: 'accepted' }>;
const acceptedIn = async (run: Run, channel: MessengerName): Promise<Accepted[]> =>
  (await run.of(channel).log()).filter((entry): entry is Accepted => entry.is === 'accepted');

/** While VK wants a rest Telegram's messages go on, evenly. */
async function vkRests(run: Run, { codes, windowMs }: NeighboursSize): Promise<Rates> {
  await run.of('telegram').untilAccepted(1, PATIENCE);
  await wait(STEADY_MS);
  const from = Date.now();
  await wait(windowMs);
  const vk = run.of('vk');
  await vk.script(...codes.map((code) => ({ kind: 'error' as const, code })));
  const restFrom = soon(1_000);
  await run.lessons(1, [{ group: 0, startsAt: restFrom }]);
  await vk.untilAccepted(1, PATIENCE);
  const [to, accepted] = [Date.now(), await acceptedIn(run, 'telegram')];
  const rate = (since: number, until: number): number =>
    (1_000 * accepted.filter(({ at }) => at >= since && at < until).length) / (until - since);
  return { before: rate(from, from + windowMs), during: rate(restFrom, to) };
}

/** While Telegram wants a rest VK's messages go on: by the second, so that it shows in how long as many take. */
async function telegramRests(run: Run, { inVk }: NeighboursSize): Promise<Rates> {
  const calmFrom = soon(8_000);
  const took = Math.ceil(inVk / VK_PER_SECOND) + 3;
  const restFrom = calmFrom + took * 1_000;
  for (const startsAt of [calmFrom, restFrom])
    await run.lessons(
      1,
      Array.from({ length: inVk }, (_, group) => ({ group, startsAt })),
    );
  await wait(restFrom - 500 - Date.now());
  await run.of('telegram').script({ kind: 'error', code: 429, afterS: took });
  await run.untilHeard(PATIENCE, 'vk');
  const accepted = await acceptedIn(run, 'vk');
  const rate = (startsAt: number): number => {
    const times = accepted.filter(({ text }) => markOf(text)?.endsWith(`-${startsAt}`)).map(({ at }) => at);
    // One that VK sends back comes a moment later, so the last few say nothing.
    const nearlyAll = Math.floor(times.length * 0.9);
    return (1_000 * nearlyAll) / ((times[nearlyAll] ?? Infinity) - startsAt);
  };
  return { before: rate(calmFrom), during: rate(restFrom) };
}

/** Both messengers in one process: the one that asks for a rest has it, the other keeps its pace (R11). */
export const neighbours = (ground: Ground, size: NeighboursSize): Promise<Result> =>
  withRun(
    ground,
    async (run) => {
      const { inVk, inTelegram, codes, kept } = size;
      await run.people(inVk + inTelegram, 1, (group) => (group < inVk ? 'vk' : 'telegram'));
      await run.bot();
      const startsAt = soon(8_000);
      await run.lessons(
        1,
        Array.from({ length: inTelegram }, (_, nth) => ({ group: inVk + nth, startsAt })),
      );
      const rates = { telegram: await vkRests(run, size), vk: await telegramRests(run, size) };
      const faults: string[] = [];
      const told: string[] = [];
      let heard = 0;
      for (const channel of ['telegram', 'vk'] as const) {
        await run.untilHeard(PATIENCE, channel);
        const { before, during } = rates[channel];
        const compared = `${NAMES[channel]} слал по ${decimal(during)} в секунду, до того — по ${decimal(before)}`;
        told.push(compared);
        if (!(during >= kept * before)) faults.push(compared);
        const verdict = await run.verdict({ restsAreKept: { onTheWayMs: ON_THE_WAY_MS } }, channel);
        faults.push(...inWords(verdict).map((fault) => `${NAMES[channel]}: ${fault}`));
        heard += verdict.heard;
        const asked = (await run.of(channel).log()).some((entry) => entry.is === 'ended' && entry.code);
        if (!asked) faults.push(`${NAMES[channel]} подождать не просил`);
      }
      await run.stopBots();
      const counted = run.watch.sum('sent');
      if (counted !== heard) faults.push(metricsSay(counted, heard));
      return {
        did: `один процесс; VK просит подождать (${codes.join(', ')}): ${told[0]}; Telegram просит (429): ${told[1]}`,
        faults,
      };
    },
    { messengers: ['vk', 'telegram'] },
  );
