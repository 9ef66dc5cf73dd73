import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startPage } from '../support/sandbox-page.js';

let house: Awaited<ReturnType<typeof startPage>>;

beforeEach(async () => {
  house = await startPage();
});
afterEach(async () => {
  await house.stop();
});

describe('the machine the sandbox runs on', () => {
  it('answers to its own names only, and is not steered by another site', async () => {
    const status = (path: string, headers: Record<string, string>, method = 'GET') =>
      new Promise<number>((resolve, reject) => {
        const options = { port: house.port, host: '127.0.0.1', path, method, headers };
        const asked = request(options, (response) => resolve(response.resume().statusCode ?? 0));
        asked.on('error', reject).end(method === 'POST' ? '{"to":"tomorrow"}' : undefined);
      });
    const own = `127.0.0.1:${house.port}`;
    const json = { host: own, 'content-type': 'application/json' };
    expect(await status('/sandbox', { host: own })).toBe(200);
    expect(await status('/sandbox', { host: `localhost:${house.port}` })).toBe(200);
    expect(await status('/sandbox', { host: 'evil.example' })).toBe(403);
    expect(await status('/sandbox/api/state', { host: 'evil.example' })).toBe(403);
    expect(await status('/sandbox/api/state', { host: own, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await status('/sandbox/api/clock', { ...json, origin: 'https://evil.example' }, 'POST')).toBe(403);
    expect(await status('/sandbox/api/clock', { ...json, origin: 'null' }, 'POST')).toBe(403);
    expect(await status('/sandbox/api/clock', { ...json, 'content-type': 'text/plain' }, 'POST')).toBe(400);
    expect(await status('/sandbox/assets/../pages.ts', { host: own })).toBe(404);
    expect(await status('/sandbox/assets/%2e%2e%2fpages.ts', { host: own })).toBe(404);
    expect(house.ran).toEqual([]);
    expect(await status('/sandbox/api/clock', { ...json, origin: `http://${own}` }, 'POST')).toBe(200);
    expect(house.ran).toHaveLength(1);
  });

  it('tells what is wrong with a request instead of failing', async () => {
    const [student] = house.world.people();
    const post = async (path: string, body: unknown) => {
      const response = await fetch(`${house.url}/api${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const answer = z.object({ refused: z.string().optional() }).parse(await response.json());
      return answer.refused ?? response.status;
    };
    expect(await post(`/people/${student?.id}/say`, { text: '' })).toBe(400);
    expect(await post(`/people/${student?.id}/say`, { text: 'x', in: 2_000_000_001 })).toBe(
      'Этого человека нет в чате',
    );
    expect(await post(`/people/${student?.id}/leave`, { in: 2_000_000_001 })).toBe(
      'Этого человека нет в чате',
    );
    expect(await post('/people/5/say', { text: 'x' })).toBe(404);
    expect(await post('/panes/9', { who: 'stranger' })).toBe(404);
    expect(await post('/panes/0', { who: 9 })).toBe(404);
    expect(await post('/panes/0', { who: 'nobody' })).toBe(400);
    expect(await post('/faults', { target: 'messages.send', times: 0, how: 'hang' })).toBe(400);
    const button = { peerId: student?.id, cmid: 1, row: 0, column: 0, label: 'Нет такой' };
    expect(await post(`/people/${student?.id}/press`, button)).toBe('Этой кнопки больше нет');
    expect(await post(`/people/${student?.id}/say`, { text: 'x'.repeat(70_000) })).toBe(413);
  });

  it('hands a page that was away what it missed, once, and says so where that is no longer known', async () => {
    const events = async (query: string, headers: Record<string, string> = {}) => {
      const leaving = new AbortController();
      const response = await fetch(`${house.url}/api/events${query}`, { headers, signal: leaving.signal });
      let text = '';
      for await (const chunk of response.body ?? []) {
        text += Buffer.from(chunk).toString();
        if (text.endsWith('\n\n')) break;
      }
      leaving.abort();
      return text;
    };
    const { position } = z
      .object({ position: z.string() })
      .parse(await (await fetch(`${house.url}/api/state`)).json());
    const sms = (text: string) => house.phone.add({ kind: 'phone', value: '+79000000001' }, text);
    sms('Первый код');
    const first = await events(`?after=${position}`);
    expect(first).toContain('Первый код');
    const id = /id: (.+)\n\n$/.exec(first)?.[1] ?? expect.fail('no id');
    sms('Второй код');
    const second = await events(`?after=${position}`, { 'last-event-id': id });
    expect(second).toContain('Второй код');
    expect(second).not.toContain('Первый код');
    expect(await events('?after=other.1')).toContain('event: lost');
  });
});
