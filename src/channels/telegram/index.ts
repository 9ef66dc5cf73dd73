import type { Buttons, Teller } from '../../ports.js';
import { isHeard, type IncomingDeps } from '../incoming.js';
import { createIngress } from '../ingress.js';
import { createUntilDone } from '../until-done.js';
import { createTelegramBot } from './bot.js';
import { createCalls, type CallsDeps } from './calls.js';
import { createClient } from './client.js';
import { offerCommands } from './commands-menu.js';
import { createIdentity } from './identity.js';
import { telegramNoticeGateway } from './notice-gateway.js';
import { createPolling } from './polling.js';
import { createReplies } from './replies.js';
import { createSender } from './sender.js';
import { readConcern } from './updates.js';
import { tellWebhook } from './webhook.js';

export interface TelegramOptions {
  readonly token: string;
  readonly apiUrl: string;
  readonly transport:
    | { readonly kind: 'longpoll' }
    | { readonly kind: 'webhook'; readonly url: string; readonly secret: string };
}

/** The outgoing half: everything that only calls Telegram. The core needs it before there is a bot. */
export function createTelegramGateways(
  options: TelegramOptions,
  deps: Omit<CallsDeps, 'client'> & { buttons: Pick<Buttons, 'keep'> },
) {
  const client = createClient(options);
  const calls = createCalls({ client, ...deps });
  const sender = createSender(deps.buttons);
  const replies = createReplies(calls, sender);
  const teller: Teller = {
    async tell({ id }, message) {
      const answer = await replies.send(id, message);
      if (!answer.ok) deps.log.warn({ kind: answer.kind }, 'somebody could not be told');
    },
  };
  const notices = telegramNoticeGateway(calls, sender, deps.share);
  return { client, calls, replies, teller, notices, identity: createIdentity(calls), close: client.close };
}

export type TelegramGateways = ReturnType<typeof createTelegramGateways>;

interface ChannelDeps extends IncomingDeps {
  readonly buttons: Buttons;
}

/** The Telegram channel: updates by polling or webhook in, replies out. */
export function createTelegramChannel(
  options: TelegramOptions,
  gateways: TelegramGateways,
  deps: ChannelDeps,
) {
  const { machineClock, log, owner } = deps;
  const { calls, client, identity, replies } = gateways;
  const [botId = ''] = options.token.split(':');
  const ingress = createIngress({
    channel: 'telegram',
    inbox: deps.inbox,
    owner,
    clock: machineClock,
    log,
    read: (body) => readConcern(body, botId),
    handle: createTelegramBot({ ...deps, identity, replies }),
    isPassing: deps.isPassing,
  });
  const { transport } = options;
  const webhook =
    transport.kind === 'webhook' ? createUntilDone(() => tellWebhook(calls, transport, log)) : undefined;
  const polling = createPolling({
    client,
    calls,
    leases: deps.leases,
    owner,
    clock: machineClock,
    log,
    accept: ingress.accept,
  });

  return {
    accept: (update: unknown): Promise<void> => ingress.accept([update]),

    async start(): Promise<void> {
      ingress.start();
      void offerCommands(calls);
      await (webhook ?? polling).start();
    },

    async stop(): Promise<void> {
      webhook?.stop();
      if (!webhook) await polling.stop();
      await ingress.stop();
      await calls.drain();
    },

    idle: ingress.idle,

    answers: () => webhook !== undefined || polling.holds(),

    ready: () => {
      const polled = webhook ? undefined : polling.lastHeard();
      return isHeard({
        silentFor: polled === undefined ? undefined : machineClock.now() - polled,
        answeredAgo: performance.now() - calls.lastHeard(),
        ask: async () => (await identity.ask()) !== undefined,
      });
    },
  };
}
