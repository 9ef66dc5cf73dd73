import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wholeShare } from '../../src/channels/pace-page.js';
import { createVkGateways, type VkGateways } from '../../src/channels/vk/index.js';
import { createLogger } from '../../src/logger.js';
import { leaving } from '../support/leaving.js';

type Body = string | ((params: URLSearchParams) => unknown);

const TAKEN = (params: URLSearchParams) => ({
  response: (params.get('peer_ids') ?? '').split(',').map((id) => ({ peer_id: Number(id), message_id: 1 })),
});
const refusal = (error_code: number) => ({ error: { error_code, error_msg: 'no' } });
const message = { text: 'Началось занятие' };

describe('somebody whom VK answers strangely', () => {
  let server: Server;
  let gateways: VkGateways;
  /** What comes next, once each; after them every message is taken. */
  let answers: Body[];
  let asked: { readonly at: number; readonly peers: string }[];
  let rests: [number, number][];

  beforeEach(async () => {
    [answers, asked, rests] = [[], [], []];
    server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        const params = new URLSearchParams(text);
        asked.push({ at: performance.now(), peers: params.get('peer_ids') ?? '' });
        const body = answers.shift() ?? TAKEN;
        response.end(typeof body === 'string' ? body : JSON.stringify(body(params)));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    gateways = createVkGateways(
      {
        token: 'token',
        groupId: 1,
        apiUrl: `http://127.0.0.1:${port}/method`,
        transport: { kind: 'longpoll' },
      },
      {
        log: createLogger({ level: 'silent' }),
        now: () => performance.now(),
        share: () => wholeShare(20),
        onRest: (code, ms) => rests.push([code, ms]),
      },
    );
  });
  afterEach(async () => {
    gateways.close();
    await new Promise((resolve) => server.close(resolve));
  });

  it.each([
    'null',
    '{"error":null}',
    '{"error":"busy"}',
    '{}',
    '"ok"',
    '<html>502</html>',
    '{"response":[{"pe',
  ])('is asked about again when %s comes instead of an answer', async (body) => {
    answers.push(body);
    expect(await gateways.replies.send(5, 7, message)).toEqual({ kind: 'sent' });
    expect(asked.map(({ peers }) => peers)).toEqual(['5', '5']);
  });

  it('waits a second out when VK says «too fast», and the operator sees it', async () => {
    answers.push(() => refusal(6));
    expect(await gateways.replies.send(5, 7, message)).toEqual({ kind: 'sent' });
    expect(rests).toEqual([[6, 1_000]]);
    const [first, second] = asked;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(990);
  });

  it('is answered though VK could not reach that one recipient for a moment', async () => {
    answers.push(() => ({ response: [{ peer_id: 5, message_id: 0, error: { code: 10, description: '' } }] }));
    expect(await gateways.replies.send(5, 7, message)).toEqual({ kind: 'sent' });
    expect(asked).toHaveLength(2);
  });

  it('hears the bell though VK refuses the whole call for somebody else in it', async () => {
    const codes: Record<string, number> = { '1,2,3,4': 100, '2': 901, '3': 100 };
    const byPeers = (params: URLSearchParams) => {
      const code = codes[params.get('peer_ids') ?? ''];
      return code === undefined ? TAKEN(params) : refusal(code);
    };
    answers.push(byPeers, byPeers, byPeers, byPeers, byPeers);
    const outcomes = await gateways.notices.send(message, ['1', '2', '3', '4'], 7, leaving(1_500));
    expect([...outcomes.values()].map(({ kind }) => kind)).toEqual(['sent', 'gone', 'refused', 'sent']);
  });

  it('hears that they are refused at once when the message itself is to blame', async () => {
    answers.push(() => refusal(911));
    const outcomes = await gateways.notices.send(message, ['1', '2'], 7, leaving(1_500));
    expect([...outcomes.values()].map(({ kind }) => kind)).toEqual(['refused', 'refused']);
    expect(asked).toHaveLength(1);
  });
});
