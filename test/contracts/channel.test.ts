import { createMessengers, type Incoming, type MessengerOptions } from '../../src/app/messengers.js';
import { machineClock } from '../../src/app/clock.js';
import type { Dispatch } from '../../src/channels/dispatch.js';
import { createLogger } from '../../src/logger.js';
import { createMetrics } from '../../src/metrics.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.js';
import { connectStorage } from '../../src/storage/connect.js';
import { testDatabaseUri } from '../support/mongo.js';
import { describeChannel, type ChannelBench } from './channel.contract.js';

const GROUP = 4_001;
const TOKEN = 'channel-token';
const WRONG = '4001:wrong-token';
const log = createLogger({ level: 'silent' });

/** Says what it hears. */
const echo: Dispatch = async ({ input }) => ({
  reply: { message: { text: input.kind === 'text' ? input.text : input.kind } },
  dialog: undefined,
});

type Traits = Pick<ChannelBench, 'world' | 'sending' | 'coming' | 'slower'>;

const bench =
  (options: (sandbox: Sandbox, token?: string) => MessengerOptions, traits: (sandbox: Sandbox) => Traits) =>
  async (): Promise<ChannelBench> => {
    const sandbox = await startSandbox({
      groupId: GROUP,
      token: TOKEN,
      screenName: 'channels',
      telegram: { limits: { perSecond: 30, chatBurst: 20 } },
    });
    const storage = await connectStorage(testDatabaseUri());
    const { metrics } = createMetrics({ channels: [], queueLag: async () => 0 });
    const stops: (() => Promise<void>)[] = [];
    const open = (owner: string, token?: string) => {
      const [messenger] = createMessengers(options(sandbox, token), {
        storage,
        metrics,
        clock: machineClock,
        machineClock,
        owner,
        log,
      });
      if (!messenger) throw new Error('no messenger');
      const incoming = messenger.open({ dispatch: echo, enteredChat: async () => true });
      stops.push(async () => {
        await incoming.stop();
        messenger.close();
      });
      return { messenger, incoming };
    };
    const begin = async (owner: string) => {
      const opened = open(owner);
      await opened.incoming.start();
      return opened;
    };
    const first = await begin('first');
    let astray: Incoming | undefined;
    return {
      messenger: first.messenger,
      ...traits(sandbox),
      another: async () => (await begin('second')).messenger,
      ready: first.incoming.ready,
      async astray() {
        if (!astray) {
          astray = open('astray', WRONG).incoming;
          await astray.start();
        }
        return astray.ready();
      },
      async stop() {
        await Promise.all(stops.map((stop) => stop()));
        await storage.close();
        await sandbox.stop();
      },
    };
  };

describeChannel(
  'VK',
  bench(
    ({ apiUrl }, token = TOKEN) => ({
      vk: { token, groupId: GROUP, apiUrl, transport: { kind: 'longpoll' } },
    }),
    ({ world }) => ({ world, sending: 'messages.send', coming: 'message_new', slower: 29 }),
  ),
);

describeChannel(
  'Telegram',
  bench(
    ({ telegram }, token = telegram.token) => ({
      telegram: { token, apiUrl: telegram.url, transport: { kind: 'longpoll' } },
    }),
    ({ telegram: { world } }) => ({ world, sending: 'sendMessage', coming: 'message', slower: 429 }),
  ),
);
