import { connect, type Socket } from 'node:net';
import { z } from 'zod';
import type { Status, Wish } from './lock.js';

const statusSchema = z.object({
  pid: z.number(),
  startedAt: z.number(),
  kind: z.enum(['bot', 'command']),
  state: z.enum(['starting', 'ready', 'stopping']),
});

/** A connection to the holder of a data folder. As long as it stays open after `use`, the holder keeps the database up. */
export type Visit = {
  /** The holder's statuses as they come; ends when the holder is gone or the visit is over. */
  statuses: () => AsyncGenerator<Status>;
  leave: () => void;
  /** From now on the open connection doesn't keep this program alive. */
  unref: () => void;
};

/** Connects to the holder and says what for; undefined when there is nobody (any more). */
export function visitHolder(address: string, wish: Wish): Promise<Visit | undefined> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.on('error', () => resolve(undefined));
    socket.on('connect', () => {
      socket.write(`${wish}\n`);
      resolve({
        statuses: () => statuses(socket),
        leave: () => socket.destroy(),
        unref: () => socket.unref(),
      });
    });
  });
}

async function* statuses(socket: Socket): AsyncGenerator<Status> {
  let rest = '';
  try {
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield statusSchema.parse(JSON.parse(line));
    }
  } catch {
    // A holder that breaks off, or isn't ours to talk to, is the same to us as one that is gone.
  }
}
