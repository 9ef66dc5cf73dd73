import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { machineClock } from '../../src/app/clock.js';
import { wholeShare } from '../../src/channels/pace-page.js';
import { createVkGateways, type VkGateways } from '../../src/channels/vk/index.js';
import { createLongPoll } from '../../src/channels/vk/long-poll.js';
import { createLogger } from '../../src/logger.js';
import { connectStorage, type Storage } from '../../src/storage/connect.js';
import { testDatabaseUri } from '../support/mongo.js';

const GROUP = 4_002;
/** Longer than VK holds a question open and the way there and back. */
const DEADLINE = 35_000;
const log = createLogger({ level: 'silent' });

describe('somebody who writes after the line to VK has died without a word', () => {
  /** A VK whose first question by Long Poll gets no answer ever, as behind a router that forgot the connection. */
  let vk: Server;
  let asked = 0;
  let storage: Storage;
  let gateways: VkGateways;
  beforeEach(async () => {
    asked = 0;
    vk = createServer((request, response) => {
      const { port } = vk.address() as AddressInfo;
      if (request.url?.includes('getLongPollServer') === true) {
        response.end(
          JSON.stringify({ response: { server: `http://127.0.0.1:${port}/poll`, key: 'k', ts: '1' } }),
        );
        return;
      }
      asked += 1;
      vk.emit('asked');
      if (asked === 2) response.end(JSON.stringify({ ts: '2', updates: [{ type: 'message_new' }] }));
    }).listen(0, '127.0.0.1');
    await once(vk, 'listening');
    storage = await connectStorage(testDatabaseUri());
    const { port } = vk.address() as AddressInfo;
    gateways = createVkGateways(
      {
        token: 't',
        groupId: GROUP,
        apiUrl: `http://127.0.0.1:${port}/method`,
        transport: { kind: 'longpoll' },
      },
      { log, now: () => performance.now(), share: () => wholeShare(20) },
    );
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(async () => {
    vi.useRealTimers();
    gateways.close();
    await storage.close();
    vk.closeAllConnections();
    vk.close();
  });

  it('is heard within the minute: the bot waits for VK no longer than VK ever holds a question', async () => {
    const first = once(vk, 'asked');
    let heard: (updates: readonly unknown[]) => void = () => undefined;
    const updates = new Promise<readonly unknown[]>((resolve) => {
      heard = resolve;
    });
    const longPoll = createLongPoll({
      calls: gateways.calls,
      groupId: GROUP,
      leases: storage.leases,
      owner: 'test',
      clock: machineClock,
      log,
      accept: async (some) => heard(some),
    });
    void longPoll.start();
    await first;
    vi.advanceTimersByTime(DEADLINE);
    expect(await updates).toEqual([{ type: 'message_new' }]);
    await longPoll.stop();
  });
});
