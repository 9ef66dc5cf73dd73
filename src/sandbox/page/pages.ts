import { Hono } from 'hono';
import type { World } from '../world.js';
import { Worlds } from '../worlds.js';
import { Recorder } from '../script/recorder.js';
import { worldRoutes } from './api.js';
import { readAsset } from './assets.js';
import { type ClockControls, controlRoutes } from './controls.js';
import { eventRoutes } from './events.js';
import { faultRoutes } from './fault-routes.js';
import type { House } from './house.js';
import { LiveWorld, type LiveWorldParts } from './live.js';
import { localOnly, sameOriginOnly } from './local-only.js';
import { recordRoutes, Replays } from './records.js';

/** The page loads its own files and talks to its own server, nothing else. */
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export type SandboxPagesDeps = ClockControls &
  Omit<LiveWorldParts, 'house' | 'world'> & {
    /** the messengers that panes may be in; the first has the chats */
    readonly worlds: readonly [World, ...World[]];
    /** what may be known of the bot and done with it; absent for the stand-in alone */
    readonly house?: House;
    /** ends open streams when the process stops */
    readonly stopping?: AbortSignal;
  };

/** The page to be mounted at `/sandbox`, and what a program may do there without it. */
export type SandboxPages = { readonly app: Hono; readonly replays: Replays; readonly recorder: Recorder };

/**
 * The page with the panes, its files and what it asks for. At once the first of each role gets an account in the
 * messenger, which has not written to the bot yet.
 */
export function sandboxPages(deps: SandboxPagesDeps): SandboxPages {
  const { phone, zone, house, stopping } = deps;
  const [first, ...others] = deps.worlds;
  const world = new Worlds(first, others);
  const live = new LiveWorld({ ...deps, world });
  const recorder = new Recorder({
    world,
    phone,
    zone,
    roleOf: (userId) => live.panes.roleOf(userId),
    ...(house !== undefined && { isBound: async (userId) => (await house.boundAs(userId)).length > 0 }),
  });
  const moved = (): void => {
    live.tellClock(true);
    recorder.clockMoved();
  };
  const moveClock = async (at: number): Promise<void> => {
    deps.clock.moveTo(at);
    moved();
    await deps.afterClockMoved();
  };
  const replays = new Replays({ live, recorder, house, moveClock, runJobs: deps.afterClockMoved, stopping });
  const app = new Hono();
  app.use(localOnly);
  app.get('/', async (c) => {
    c.header('Content-Security-Policy', CSP);
    return c.html((await readAsset('index.html'))?.body ?? '');
  });
  app.get('/assets/:name', async (c) => {
    const asset = await readAsset(c.req.param('name'));
    if (asset === undefined) return c.notFound();
    return c.body(asset.body, 200, { 'Content-Type': asset.type, 'X-Content-Type-Options': 'nosniff' });
  });
  app.use('/api/*', sameOriginOnly);
  app.route('/api', recordRoutes(replays, recorder));
  app.route('/api', worldRoutes(live));
  app.route('/api', controlRoutes({ live, controls: deps, moved, stopping }));
  app.route('/api', faultRoutes(live, house));
  app.route('/api', eventRoutes(live.feed, stopping));
  return { app, replays, recorder };
}
