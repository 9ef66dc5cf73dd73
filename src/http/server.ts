import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { AppError } from '../errors.js';
import { main as texts } from '../texts/main.js';

/** Requests under way get this long when the bot stops. */
const STOP_WITHIN_MS = 3_000;

export interface RunningHttp {
  /** As reached from this machine, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** No new requests; those under way are finished, then cut off. */
  stop(): Promise<void>;
}

/** Listens. `port` 0 = any free one. Rejects with `AppError('port-busy' | 'can-not-listen')`. */
export async function startHttp(app: Hono, host: string, port: number): Promise<RunningHttp> {
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 15_000, keepAliveTimeout: 5_000 },
    (request, response) => {
      void listener(request, response);
    },
  );
  await listen(server, host, port);
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return { url: `http://${reachable(host)}:${bound}`, port: bound, stop: () => stop(server) };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const busy = error.code === 'EADDRINUSE';
      const text = busy ? texts.portBusy(port, 'PORT') : texts.canNotListen(port, host);
      reject(new AppError(busy ? 'port-busy' : 'can-not-listen', text, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
}

/** «All interfaces» is no address to open; an IPv6 one needs brackets. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), STOP_WITHIN_MS);
  await closed;
  clearTimeout(cut);
}
