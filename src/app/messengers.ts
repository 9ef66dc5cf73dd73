import type { Dispatch } from '../channels/dispatch.js';
import { createPaceShare, type PaceShare } from '../channels/share.js';
import {
  createTelegramChannel,
  createTelegramGateways,
  type TelegramOptions,
} from '../channels/telegram/index.js';
import { createVkChannel, createVkGateways, type VkOptions } from '../channels/vk/index.js';
import type { Config } from '../config.js';
import { capabilities } from '../domain/capabilities.js';
import type { AccountRef, ChannelId } from '../domain/people.js';
import type { Logger } from '../logger.js';
import type { ChatGateway, Clock, Metrics, NoticeGateway, Teller } from '../ports.js';
import type { Storage } from '../storage/connect.js';

/** The messengers that are switched on. */
export interface MessengerOptions {
  readonly vk?: VkOptions;
  readonly telegram?: TelegramOptions;
}

/** What an incoming half asks of the core. */
interface CoreSide {
  readonly dispatch: Dispatch;
  readonly enteredChat: (peerId: number, account: AccountRef) => Promise<boolean>;
}

/** A messenger's incoming half. */
export interface Incoming {
  /** Keeps an update that came by webhook. */
  accept(update: unknown): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  ready(): Promise<boolean>;
  /** Whether people's updates come to this process; it may change at any time. */
  answers(): boolean;
}

/** A messenger: its outgoing half is there first, since the core is made of it. */
export interface Messenger {
  readonly channel: ChannelId;
  readonly notices: NoticeGateway;
  readonly teller: Teller;
  readonly chats?: ChatGateway;
  open(core: CoreSide): Incoming;
  close(): void;
}

interface Parts {
  readonly storage: Storage;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly machineClock: Clock;
  readonly owner: string;
  readonly log: Logger;
}

const monotonic = (): number => performance.now();

/** The pace is shared out before the first update comes, and given back after the last answer. */
const paced = (share: PaceShare, incoming: Incoming): Incoming => ({
  accept: incoming.accept,
  ready: incoming.ready,
  answers: incoming.answers,
  async start() {
    await share.start(incoming.answers);
    await incoming.start();
  },
  async stop() {
    await incoming.stop();
    await share.stop();
  },
});

/** The messengers of this process, over one storage. */
export function createMessengers({ vk, telegram }: MessengerOptions, parts: Parts): Messenger[] {
  const { storage, metrics, machineClock, owner, log } = parts;
  const shared = { ...storage, ...parts };
  const callsOf = (channel: ChannelId) => {
    const share = createPaceShare({
      channel,
      leases: storage.leases,
      owner,
      clock: machineClock,
      monotonic,
      log,
    });
    const onRest = (code: number, ms: number): void => metrics.messengerRested(channel, code, ms);
    return { share, deps: { log, now: monotonic, share: share.now, onRest } };
  };

  const openVk = (options: VkOptions): Messenger => {
    const { share, deps } = callsOf('vk');
    const gateways = createVkGateways(options, deps);
    return {
      channel: 'vk',
      ...gateways,
      open: (core) => paced(share, createVkChannel(options, gateways, { ...shared, ...core })),
    };
  };
  const openTelegram = (options: TelegramOptions): Messenger => {
    const { share, deps } = callsOf('telegram');
    const gateways = createTelegramGateways(options, { ...deps, buttons: storage.buttons });
    return {
      channel: 'telegram',
      ...gateways,
      open: (core) => paced(share, createTelegramChannel(options, gateways, { ...shared, ...core })),
    };
  };
  return [...(vk ? [openVk(vk)] : []), ...(telegram ? [openTelegram(telegram)] : [])];
}

/** The switched-on ones by configuration. Webhooks need to know how the outside reaches us. */
export function messengersOf({
  channels: { vk, telegram },
  http: { publicUrl = '' },
}: Config): MessengerOptions {
  return {
    ...(vk.kind === 'on' && {
      vk: {
        ...vk,
        transport: vk.transport.kind === 'callback' ? { kind: 'callback', publicUrl } : { kind: 'longpoll' },
      },
    }),
    ...(telegram.kind === 'on' && {
      telegram: {
        ...telegram,
        transport:
          telegram.transport.kind === 'webhook'
            ? { ...telegram.transport, url: `${publicUrl}/telegram/webhook` }
            : { kind: 'longpoll' },
      },
    }),
  };
}

/** Speaks to an account in its own messenger; one that is switched off can't be told anything. */
export const tellerOf = (messengers: readonly Messenger[]): Teller => ({
  async tell(account, message) {
    await messengers.find(({ channel }) => channel === account.channel)?.teller.tell(account, message);
  },
});

/** The college's chats: those of the messenger that has them; without it nothing can be opened. */
export const chatsOf = (messengers: readonly Messenger[]): ChatGateway =>
  messengers.find(({ chats }) => chats)?.chats ?? {
    create: async () => ({ kind: 'refused' }),
    find: async () => ({ kind: 'unknown' }),
    inviteLink: async () => ({ kind: 'failed' }),
    remove: async () => 'failed',
    rename: async () => false,
    members: async () => undefined,
  };

/** The chats live in one messenger; people of another get their invitations there, or none, as the college sets. */
export function chatOffer(
  messengers: readonly Messenger[],
  { channels: { telegram } }: Config,
): (channel: ChannelId) => boolean {
  const there = messengers.some(({ chats }) => chats);
  const invited = telegram.kind === 'off' || telegram.chats === 'link';
  return (channel) => there && (capabilities[channel].chats || invited);
}
