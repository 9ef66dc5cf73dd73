import { Hono } from 'hono';
import { within } from '../errors.js';

/** The contract gives three seconds; half a second of them is for the way. */
const PROBES_WITHIN_MS = 2_500;

/** `reason`: a few words of our own. It is public: no addresses, no messages of libraries. */
export type ProbeResult = 'ok' | { readonly reason: string };

/** One thing without which the bot can't do its work. */
export interface Probe {
  readonly name: string;
  /** One that hangs or rejects counts as down. */
  check(): Promise<ProbeResult>;
}

/** `GET /healthz`: the process lives. `GET /readyz`: every probe passes, else 503 with the reasons, within three seconds. */
export function healthRoutes({ probes }: { probes: readonly Probe[] }): Hono {
  const app = new Hono();
  app.get('/healthz', (c) => c.text('ok'));
  app.get('/readyz', async (c) => {
    const results = await Promise.all(probes.map(async (probe) => [probe.name, await run(probe)] as const));
    const ready = results.every(([, result]) => result === 'ok');
    const checks = Object.fromEntries(
      results.map(([name, result]) => [name, result === 'ok' ? 'ok' : result.reason]),
    );
    return c.json({ ready, checks }, ready ? 200 : 503);
  });
  return app;
}

async function run(probe: Probe): Promise<ProbeResult> {
  try {
    return await within(PROBES_WITHIN_MS, probe.check());
  } catch {
    return { reason: 'не отвечает' };
  }
}
