import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openDatabaseGate } from '../../src/demo/database-gate.js';

describe('a demo whose database is not on this machine', () => {
  it.each([
    'mongodb+srv://db.college.test/zvonok',
    'mongodb://db.college.test:27017/zvonok',
    'mongodb://127.0.0.1:1,127.0.0.1:2/zvonok?replicaSet=rs',
  ])('does not offer to take it away: %s', async (uri) => {
    expect(await openDatabaseGate(uri)).toBeUndefined();
  });
});

describe('a database behind a door', () => {
  it('is reached by all that its address says, and not while the door is shut', async () => {
    const server = createServer((socket) => socket.end('there'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const gate = await openDatabaseGate(`mongodb://me:secret@127.0.0.1:${port}/zvonok?tls=false`);
    const { uri, backInMs, cutFor, restore, close } = gate ?? expect.fail('no gate');
    expect(uri).toMatch(/^mongodb:\/\/me:secret@127\.0\.0\.1:\d+\/zvonok\?tls=false$/);
    const ask = async (): Promise<string> => {
      let text = '';
      const socket = connect(Number(new URL(uri).port), '127.0.0.1');
      socket.on('error', () => undefined).on('data', (chunk) => (text += String(chunk)));
      await once(socket, 'close');
      return text;
    };
    expect(await ask()).toBe('there');
    cutFor(60_000);
    expect(backInMs()).toBeGreaterThan(59_000);
    expect(await ask()).toBe('');
    restore();
    expect(backInMs()).toBe(0);
    expect(await ask()).toBe('there');
    await close();
    server.close();
  });
});
