import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wholeShare } from '../../src/channels/pace-page.js';
import type { VkCalls } from '../../src/channels/vk/calls.js';
import { ensureCallbackSettings } from '../../src/channels/vk/group-settings.js';
import { createVkGateways } from '../../src/channels/vk/index.js';
import { createLogger } from '../../src/logger.js';
import { GROUP, standin, TOKEN, type Standin } from './standin.js';

const ADDRESS = 'http://127.0.0.1:1';
const log = createLogger({ level: 'silent' });

describe('a student whose bot hears of presses by the Callback API', () => {
  let vk: Standin;
  let gateways: ReturnType<typeof createVkGateways>;
  beforeEach(async () => {
    vk = await standin();
    gateways = createVkGateways(
      { token: TOKEN, groupId: GROUP, apiUrl: vk.sandbox.apiUrl, transport: { kind: 'longpoll' } },
      { log, now: () => performance.now(), share: () => wholeShare(20) },
    );
  });
  afterEach(async () => {
    gateways.close();
    await vk.stop();
  });

  const ensured = (calls: Pick<VkCalls, 'call'>) => ensureCallbackSettings(calls, GROUP, ADDRESS, log);

  it('is heard: the events that VK sends by default are too few, so the bot asks for all it needs', async () => {
    const server = vk.world.callback.add(`${ADDRESS}/vk/callback`, 'bot', 'word');
    const foreign = vk.world.callback.add('http://127.0.0.2:1/vk/callback', 'other', 'word');
    expect(server.settings.allows('message_event')).toBe(false);
    expect(await ensured(gateways.calls)).toBe(true);
    expect(server.settings.allows('message_event')).toBe(true);
    expect(foreign.settings.allows('message_event')).toBe(false);
  });

  it('is heard though VK was away at the start: the bot asks until it is answered', async () => {
    vk.world.callback.add(`${ADDRESS}/vk/callback`, 'bot', 'word');
    const away = { ok: false, code: 0, lost: true } as const;
    expect(await ensured({ call: async () => away })).toBe(false);
    const goesAway: VkCalls['call'] = async (method, ...rest) =>
      method === 'groups.setCallbackSettings' ? away : gateways.calls.call(method, ...rest);
    expect(await ensured({ call: goesAway })).toBe(false);
  });

  it('needs no second asking where VK refuses: that is the operator’s to mend', async () => {
    const refused = { ok: false, code: 15, lost: false } as const;
    expect(await ensured({ call: async () => refused })).toBe(true);
  });
});
