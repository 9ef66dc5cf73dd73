import { Agent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import { VK } from 'vk-io';
import { createApp } from '../../src/app.js';
import { machineClock } from '../../src/app/clock.js';
import { parseConfig } from '../../src/config.js';
import { createLogger } from '../../src/logger.js';
import { FIRST_PEER, settle, ZONE } from './college.js';
import { stopwatch } from './cpu.js';
import { countRoundTrips, monitored } from './database.js';
import type { Messenger } from './messenger.js';
import { GROUP_ID, type Talk, TOKEN } from './protocol.js';

export interface Replies {
  readonly way: string;
  readonly asked: number;
  readonly answered: number;
  /** Milliseconds from a person's word to the answer. */
  readonly p50: number;
  readonly p99: number;
  readonly slowest: number;
  /** Of those that were answered; what waits has cost something too. */
  readonly cpuPerMessage: number;
  readonly tripsPerMessage: number;
}

const PER_GROUP = 25;
const WARM_UP = 1_500;
/** Of the echo; it goes on from run to run, since VK drops what a dialog has had with the same number within the hour. */
let echoed = 0;

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

const repliesOf = (way: string, { asked, times }: Talk, cpu: number, trips: number): Replies => {
  const sorted = [...times].sort((a, b) => a - b);
  return {
    way,
    asked,
    answered: sorted.length,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    slowest: sorted.at(-1) ?? 0,
    cpuPerMessage: cpu / Math.max(sorted.length, 1),
    tripsPerMessage: trips / Math.max(sorted.length, 1),
  };
};

interface Wish {
  readonly accounts: number;
  readonly perSecond: number;
  readonly seconds: number;
}

/** The whole bot: people ask it for their day. */
export async function measureReplies(uri: string, messenger: Messenger, wish: Wish): Promise<Replies> {
  const parsed = parseConfig({ PORT: '0', COLLEGE_NAME: 'Колледж', COLLEGE_TZ: ZONE });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const app = await createApp({
    config: parsed.config,
    secretKey: 'a-key-of-the-bench-and-of-nothing-else',
    databaseUri: monitored(uri),
    vk: { token: TOKEN, groupId: GROUP_ID, apiUrl: messenger.apiUrl, transport: { kind: 'longpoll' } },
    clock: machineClock,
    machineClock,
    processName: 'bench',
    log: createLogger({ level: 'silent' }),
  });
  const trips = countRoundTrips();
  try {
    await settle(app.storage, wish.accounts / PER_GROUP, PER_GROUP);
    await app.start();
    await wait(WARM_UP);
    trips.reset();
    const cpu = stopwatch();
    const talk = await messenger.talk({ ...wish, text: 'сегодня', first: FIRST_PEER, count: wish.accounts });
    return repliesOf(`Звонок, ${wish.perSecond} в секунду`, talk, cpu(), trips.total());
  } finally {
    await app.stop();
  }
}

/** A bare vk-io bot that says back what it hears, at its quickest setting; it knows nobody and keeps nothing. */
export async function measureEcho(messenger: Messenger, wish: Wish): Promise<Replies> {
  const agent = new Agent({ keepAlive: true });
  const vk = new VK({
    token: TOKEN,
    apiBaseUrl: messenger.apiUrl,
    apiLimit: 20,
    apiMode: 'parallel',
    pollingGroupId: GROUP_ID,
    // vk-io asks for an https agent by type and takes either.
    agent: agent as HttpsAgent,
  });
  vk.updates.on('message_new', async ({ peerId, text = '' }) => {
    await vk.api.messages.send({ peer_id: peerId, message: text, random_id: (echoed += 1) });
  });
  await vk.api.groups.setLongPollSettings({ group_id: GROUP_ID, enabled: true, message_new: true });
  await vk.updates.startPolling();
  try {
    await wait(WARM_UP);
    const cpu = stopwatch();
    const talk = await messenger.talk({ ...wish, text: 'сегодня', first: FIRST_PEER, count: wish.accounts });
    return repliesOf(`vk-io, эхо, ${wish.perSecond} в секунду`, talk, cpu(), 0);
  } finally {
    await vk.updates.stop();
    agent.destroy();
  }
}
