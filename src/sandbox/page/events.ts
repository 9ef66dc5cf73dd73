import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Feed } from './feed.js';

/** A quiet stream says a word this often, so that a vanished page is noticed; real milliseconds. */
const HEARTBEAT_MS = 15_000;

/**
 * `GET /events`: the feed as server-sent events, from `Last-Event-ID`, else from `?after=`. An event named `lost` tells
 * the page to load the state anew.
 * @param stopping ends the streams, so that the server's stop need not wait for them
 */
export function eventRoutes(feed: Feed, stopping: AbortSignal | undefined): Hono {
  const routes = new Hono();
  routes.get('/events', (c) => {
    let position = c.req.header('last-event-id') ?? c.req.query('after') ?? '';
    return streamSSE(c, async (stream) => {
      const left = new AbortController();
      stream.onAbort(() => left.abort());
      const gone = stopping === undefined ? left.signal : AbortSignal.any([left.signal, stopping]);
      while (!gone.aborted) {
        const entries = feed.after(position);
        if (entries === 'lost') {
          await stream.writeSSE({ event: 'lost', data: 'reload' });
          return;
        }
        for (const { id, data } of entries) await stream.writeSSE({ id, data });
        position = entries.at(-1)?.id ?? position;
        if (entries.length === 0 && !(await feed.news(gone, HEARTBEAT_MS))) await stream.write(': \n\n');
      }
    });
  });
  return routes;
}
