import { Hono } from 'hono';
import type { Instant } from '../domain/time.js';
import { within } from '../errors.js';
import type { Clock } from '../ports.js';

/** The contract gives three seconds; half a second of them is for the way. */
const PROBES_WITHIN_MS = 2_500;

/** `reason`: a few words of our own. It is public: no addresses, no messages of libraries. */
export type ProbeResult = 'ok' | { readonly reason: string };

/** One thing without which the bot can't do its work. */
export interface Probe {
  readonly name: string;
  /** Should answer by `deadline`; one that hangs or rejects counts as down. */
  check(deadline: Instant): Promise<ProbeResult>;
}

/** `GET /healthz`: the process lives. `GET /readyz`: every probe passes, else 503 with the reasons, within three seconds. */
export function healthRoutes({ probes, clock }: { probes: readonly Probe[]; clock: Clock }): Hono {
  const app = new Hono();
  app.get('/healthz', (c) => c.text('ok'));
  app.get('/readyz', async (c) => {
    const deadline = clock.now() + PROBES_WITHIN_MS;
    const results = await Promise.all(
      probes.map(async (probe) => [probe.name, await run(probe, deadline)] as const),
    );
    const ready = results.every(([, result]) => result === 'ok');
    const checks = Object.fromEntries(
      results.map(([name, result]) => [name, result === 'ok' ? 'ok' : result.reason]),
    );
    return c.json({ ready, checks }, ready ? 200 : 503);
  });
  return app;
}

async function run(probe: Probe, deadline: Instant): Promise<ProbeResult> {
  try {
    return await within(PROBES_WITHIN_MS, probe.check(deadline));
  } catch {
    return { reason: 'не отвечает' };
  }
}
