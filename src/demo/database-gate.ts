import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { DatabaseSwitch } from '../sandbox/page/house.js';

/** A door between the bot and a database of this machine, which can be shut for a while. */
export interface DatabaseGate extends DatabaseSwitch {
  /** The same database through the door. */
  readonly uri: string;
  readonly close: () => Promise<void>;
}

/** One server on this very machine: whatever else a connection string names, the driver finds past any door. */
const LOCAL = /^(mongodb:\/\/(?:[^/@]+@)?)(127\.0\.0\.1|localhost)(?::(\d+))?(\/.*)?$/;

/**
 * Opens the door.
 * @param uri a MongoDB connection string
 * @returns undefined where the database is elsewhere, or is more than one server
 */
export async function openDatabaseGate(uri: string): Promise<DatabaseGate | undefined> {
  const [, before = '', host = '', port = '27017', after = '/'] = LOCAL.exec(uri) ?? [];
  if (host === '') return undefined;
  const open = new Set<Socket>();
  let backAt = 0;
  const backInMs = (): number => Math.max(0, backAt - performance.now());

  const server = createServer((from) => {
    if (backInMs() > 0) return from.destroy();
    const to = connect(Number(port), host);
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      open.add(one);
      // A broken side takes the other with it; why it broke is the driver's to find out.
      one
        .on('error', () => undefined)
        .on('close', () => {
          open.delete(one);
          other.destroy();
        });
    }
    from.pipe(to).pipe(from);
    return undefined;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  const { port: own } = server.address() as AddressInfo;
  const cutAll = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    uri: `${before}127.0.0.1:${own}${after}`,
    backInMs,
    cutFor(ms) {
      backAt = performance.now() + ms;
      cutAll();
    },
    restore() {
      backAt = 0;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      cutAll();
      await closed;
    },
  };
}
