import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { VK } from 'vk-io';
import type { AccountRef } from '../../domain/people.js';
import type { ChatGateway, NoticeGateway, Teller } from '../../ports.js';
import { isHeard, type IncomingDeps } from '../incoming.js';
import { createIngress } from '../ingress.js';
import { createUntilDone } from '../until-done.js';
import { createVkBot, replyIdOf } from './bot.js';
import { createCalls, type CallsDeps } from './calls.js';
import { vkChatGateway } from './chat-gateway.js';
import { ensureCallbackSettings, ensureLongPollSettings } from './group-settings.js';
import { createLongPoll } from './long-poll.js';
import { vkNoticeGateway } from './notice-gateway.js';
import { createReplies } from './replies.js';
import { readConcern } from './updates.js';

export interface VkOptions {
  readonly token: string;
  readonly groupId: number;
  readonly apiUrl: string;
  readonly transport:
    | { readonly kind: 'longpoll' }
    | { readonly kind: 'callback'; readonly publicUrl: string };
}

/** Longer than VK ever takes for an answer worth having. */
const API_TIMEOUT = 6_000;
/** Whoever asks for readiness does not wait longer. */
const ASKED_ONCE = { urgent: true, repeatable: false, leaveWithinMs: 2_000 } as const;

/** The outgoing half: everything that only calls VK. The core needs it before there is a bot. */
export function createVkGateways(options: VkOptions, deps: Omit<CallsDeps, 'api'>) {
  const secure = options.apiUrl.startsWith('https:');
  // vk-io asks for an https agent by type and takes either.
  const agent = secure
    ? new HttpsAgent({ keepAlive: true })
    : (new HttpAgent({ keepAlive: true }) as HttpsAgent);
  const vk = new VK({
    token: options.token,
    apiBaseUrl: options.apiUrl,
    apiVersion: '5.199',
    // Pace, retries and batching are ours (calls.ts): the library repeats what must not be repeated.
    apiLimit: 1_000,
    apiRetryLimit: 0,
    apiTimeout: API_TIMEOUT,
    agent,
    pollingGroupId: options.groupId,
  });
  const calls = createCalls({ api: vk.api, ...deps });
  const replies = createReplies(calls);
  let told = 0;
  const teller: Teller = {
    async tell(account: AccountRef, message) {
      told += 1;
      const outcome = await replies.send(
        Number(account.id),
        replyIdOf(`tell:${account.id}:${told}:${deps.now()}`),
        message,
      );
      if (outcome.kind !== 'sent') deps.log.warn({ outcome: outcome.kind }, 'somebody could not be told');
    },
  };
  const chats: ChatGateway = vkChatGateway(calls);
  const notices: NoticeGateway = vkNoticeGateway(calls, deps.share);
  return { vk, calls, replies, teller, chats, notices, close: () => agent.destroy() };
}

export type VkGateways = ReturnType<typeof createVkGateways>;

interface ChannelDeps extends IncomingDeps {
  readonly enteredChat: (peerId: number, account: AccountRef) => Promise<boolean>;
}

/** The VK channel: updates by Long Poll or Callback API in, replies out. */
export function createVkChannel(options: VkOptions, gateways: VkGateways, deps: ChannelDeps) {
  const { machineClock, log, owner } = deps;
  const { calls, replies, vk } = gateways;
  const handle = createVkBot({ ...deps, vk, groupId: options.groupId, replies });
  const ingress = createIngress({
    channel: 'vk',
    inbox: deps.inbox,
    owner,
    clock: machineClock,
    log,
    read: (body) => readConcern(body, options.groupId),
    handle,
    isPassing: deps.isPassing,
  });
  const longPoll = createLongPoll({
    calls,
    groupId: options.groupId,
    leases: deps.leases,
    owner,
    clock: machineClock,
    log,
    accept: ingress.accept,
  });
  const { groupId, transport } = options;
  const polls = transport.kind === 'longpoll';
  const settings = createUntilDone(() =>
    transport.kind === 'longpoll'
      ? ensureLongPollSettings(calls, groupId, log)
      : ensureCallbackSettings(calls, groupId, transport.publicUrl, log),
  );

  return {
    accept: (update: unknown): Promise<void> => ingress.accept([update]),

    async start(): Promise<void> {
      ingress.start();
      await Promise.all([settings.start(), polls && longPoll.start()]);
    },

    async stop(): Promise<void> {
      settings.stop();
      if (polls) await longPoll.stop();
      await ingress.stop();
      await calls.drain();
    },

    idle: ingress.idle,

    answers: () => !polls || longPoll.holds(),

    ready: () => {
      const polled = polls ? longPoll.lastHeard() : undefined;
      return isHeard({
        silentFor: polled === undefined ? undefined : machineClock.now() - polled,
        answeredAgo: performance.now() - calls.lastHeard(),
        ask: async () => {
          const askedAt = performance.now();
          await calls.call('groups.getById', { group_id: groupId }, ASKED_ONCE);
          return calls.lastHeard() >= askedAt;
        },
      });
    },
  };
}
