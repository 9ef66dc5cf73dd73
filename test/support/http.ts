import { connect } from 'node:net';
import { createHttp, type HttpOptions } from '../../src/http/create-http.js';
import { startHttp } from '../../src/http/server.js';
import { createLogger } from '../../src/logger.js';

/** The real HTTP server on a free port, and what it logs. */
export async function startTestHttp(options: Partial<HttpOptions> = {}) {
  const lines: string[] = [];
  const log = createLogger({ level: 'trace', stream: { write: (line) => void lines.push(line) } });
  const app = createHttp({
    probes: [],
    renderMetrics: async () => ({ contentType: 'text/plain', body: '' }),
    openJoin: async () => ({ kind: 'dead-link' }),
    zone: 'Europe/Moscow',
    clock: { now: () => Date.UTC(2026, 10, 25, 9, 0) },
    log,
    ...options,
  });
  const http = await startHttp(app, '127.0.0.1', 0);
  return { ...http, logText: () => lines.join('') };
}

/** Writes bytes to a server as they are and gives what came back by the time it closed or `untilBytes` was seen. */
export function rawExchange(
  port: number,
  first: string,
  untilBytes: RegExp,
): Promise<{ text: string; ms: number }> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const socket = connect(port, '127.0.0.1', () => socket.write(first));
    let text = '';
    const finish = () => {
      socket.destroy();
      resolve({ text, ms: performance.now() - begun });
    };
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8');
      if (untilBytes.test(text)) finish();
    });
    socket.on('close', finish);
    socket.on('error', reject);
  });
}
