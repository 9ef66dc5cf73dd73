import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

const HEADER = 16;
const OP_MSG = 2013;
const WRITES = new Set(['insert', 'update', 'delete', 'findAndModify', 'bulkWrite']);

/** A wire message's own id, the one it answers, and the command in it. */
interface WireMessage {
  readonly id: number;
  readonly answers: number;
  readonly command: string | undefined;
}

/** Cuts a stream of MongoDB's wire protocol into messages. */
function messages(hear: (message: WireMessage) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= HEADER && rest.length >= rest.readInt32LE(0)) {
      const whole = rest.subarray(0, rest.readInt32LE(0));
      rest = rest.subarray(whole.length);
      hear({ id: whole.readInt32LE(4), answers: whole.readInt32LE(8), command: commandOf(whole) });
    }
  };
}

/** The first key of an OP_MSG's body: flags, a section's kind, the document's length, the element's type, then the name. */
function commandOf(message: Buffer): string | undefined {
  if (message.readInt32LE(12) !== OP_MSG || message[HEADER + 4] !== 0) return undefined;
  const from = HEADER + 4 + 1 + 4 + 1;
  return message.toString('utf8', from, message.indexOf(0, from));
}

/**
 * A TCP proxy before MongoDB. Of writes it swallows the answers now and then and cuts the connection: the write is done, and
 * who asked for it does not know. It can also fall silent, or keep back what it is sent; without `chance` it only does these.
 */
export async function startProxy(port: number, chance?: () => number) {
  let share = 0;
  let cuts = 0;
  let writes = 0;
  const open = new Set<Socket>();
  let silent = false;
  let isKeeping = false;
  /** What each connection has sent meanwhile. */
  const kept = new Map<Socket, Buffer[]>();

  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    const doomed = new Set<number>();
    const cut = (): void => {
      client.destroy();
      upstream.destroy();
    };
    const fromClient = messages(({ id, command }) => {
      if (command === undefined || !WRITES.has(command)) return;
      writes += 1;
      if (chance !== undefined && chance() < share) doomed.add(id);
    });
    const fromServer = messages(({ answers }) => {
      if (!doomed.has(answers)) return;
      cuts += 1;
      cut();
    });
    client.on('data', (chunk) => {
      if (chance) fromClient(chunk);
      if (isKeeping) kept.set(upstream, [...(kept.get(upstream) ?? []), chunk]);
      else upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (chance) fromServer(chunk);
      if (!client.destroyed) client.write(chunk);
    });
    for (const socket of [client, upstream]) {
      open.add(socket);
      if (silent) socket.pause();
      socket.on('error', cut).on('close', () => {
        open.delete(socket);
        // What somebody sent who has gone since may still arrive.
        if (!kept.has(upstream)) cut();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    port: (server.address() as AddressInfo).port,
    /** From now on this share of writes is cut off after it was applied. */
    cutWrites(newShare: number): void {
      share = newShare;
    },
    /** Nothing passes in either direction, and nothing is closed: as a frozen database. */
    fallSilent(): void {
      silent = true;
      for (const socket of open) socket.pause();
    },
    speak(): void {
      silent = false;
      for (const socket of open) socket.resume();
    },
    /** From now on nothing that is sent arrives. */
    keepBack(): void {
      isKeeping = true;
    },
    /** All that was kept arrives, also of those who have given up waiting for it. */
    letGo(): void {
      isKeeping = false;
      for (const [upstream, chunks] of kept) for (const chunk of chunks) upstream.write(chunk);
      kept.clear();
    },
    counts: () => ({ writes, cuts }),
    stop(): void {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

export type Proxy = Awaited<ReturnType<typeof startProxy>>;
