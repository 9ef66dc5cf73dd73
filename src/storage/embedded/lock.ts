import { createHash } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Who asks for a data folder: the bot, or an operator's command. */
export type Role = 'bot' | 'command';

/** What a holder tells whoever connects: one JSON line now, and another at each change of `state`. */
export type Status = { pid: number; startedAt: number; kind: Role; state: 'starting' | 'ready' | 'stopping' };

/** What one who connects says first, in one line: `use` is counted by the holder, `ask` is not. */
export type Wish = 'use' | 'ask';

export type Lock = {
  /** Tells everybody that the database is up. */
  ready: () => void;
  /** Waits until nobody uses the database, at most so long, and from then on turns newcomers away. */
  drain: (maxMs: number) => Promise<void>;
  /** How many use the database now. */
  users: () => number;
  release: () => Promise<void>;
};

/**
 * The address that stands for a data folder (its real path). A name that the kernel itself forgets with its owner: an
 * abstract socket on Linux, a named pipe on Windows. Elsewhere a socket file, which may be left behind (see takeLock).
 */
export function lockAddress(realDataDir: string, platform: NodeJS.Platform): string {
  const hash = createHash('sha256').update(realDataDir).digest('hex');
  if (platform === 'linux') return `\0zvonok-${hash}`;
  if (platform === 'win32') return `\\\\.\\pipe\\zvonok-${hash}`;
  return join(tmpdir(), `zvonok-${hash.slice(0, 16)}.sock`);
}

/** Takes the lock, or returns undefined when somebody has it. @throws on anything but "taken" */
export async function takeLock(address: string, kind: Role, now: number): Promise<Lock | undefined> {
  const status: Status = { pid: process.pid, startedAt: now, kind, state: 'starting' };
  const listeners = new Set<Socket>();
  const users = new Set<Socket>();
  let nobodyUses: (() => void) | undefined;

  const server = createServer((socket) => {
    const leave = () => {
      listeners.delete(socket);
      users.delete(socket);
      if (users.size === 0) nobodyUses?.();
    };
    socket.on('error', leave).on('close', leave);
    socket.once('data', (wish) => {
      listeners.add(socket);
      if (wish.toString().trim() === 'use' && status.state !== 'stopping') users.add(socket);
      tell(socket, status);
    });
  });
  if (!(await listen(server, address))) return undefined;
  // The lock alone never keeps a finished program alive.
  server.unref();

  const change = (state: Status['state']) => {
    status.state = state;
    for (const socket of listeners) tell(socket, status);
  };
  return {
    ready: () => change('ready'),
    users: () => users.size,
    drain: async (maxMs) => {
      if (users.size > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, maxMs);
          nobodyUses = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      change('stopping');
    },
    release: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of listeners) socket.destroy();
      }),
  };
}

function tell(socket: Socket, status: Status): void {
  socket.write(`${JSON.stringify(status)}\n`);
}

async function listen(server: Server, address: string): Promise<boolean> {
  if (await tryListen(server, address)) return true;
  // A socket file outlives a killed owner; one that refuses connections belongs to nobody.
  if (!address.startsWith(tmpdir()) || (await answers(address))) return false;
  await unlink(address).catch(() => undefined);
  return tryListen(server, address);
}

function tryListen(server: Server, address: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    };
    server.once('error', failed);
    server.listen(address, () => {
      server.off('error', failed);
      resolve(true);
    });
  });
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}
