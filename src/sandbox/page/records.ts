import { Hono } from 'hono';
import { z } from 'zod';
import type { Person } from '../people.js';
import { labelOf } from '../keyboard.js';
import { momentOfClock } from '../script/directions.js';
import { parseScript, type PlacedLine, type ScriptProblem } from '../script/parse.js';
import type { Recorder } from '../script/recorder.js';
import { replay } from '../script/replay.js';
import type { ReplayResult, ReplayStage } from '../script/stage.js';
import type { VisibleButton } from '../visible.js';
import { press } from './act.js';
import type { House } from './house.js';
import { limitPosts, readJson, refuse } from './json-body.js';
import type { LiveWorld } from './live.js';

const FILE_MAX = 2 * 1024 * 1024;

/** What came of playing a file. */
export type Played = ReplayResult | { readonly ok: false; readonly problems: readonly ScriptProblem[] };

export type RecordsDeps = {
  readonly live: LiveWorld;
  readonly recorder: Recorder;
  readonly house: House | undefined;
  /** moves the clock, tells the pages, and waits for what runs on it */
  readonly moveClock: (at: number) => Promise<void>;
  /** what runs on the clock, once more */
  readonly runJobs: () => Promise<void>;
  /** ends a replay when the process stops */
  readonly stopping: AbortSignal | undefined;
};

/** Playing a file in the page's own world: one at a time. */
export class Replays {
  /** the line that is being played, 0 when none is */
  line = 0;
  total = 0;
  #cancel: AbortController | undefined;

  constructor(readonly deps: RecordsDeps) {}

  /** @returns `undefined` while another one is being played */
  async play(text: string): Promise<Played | undefined> {
    if (this.line > 0) return undefined;
    const parsed = parseScript(text);
    if (!parsed.ok) return parsed;
    this.line = 1;
    this.total = parsed.lines.at(-1)?.line ?? 1;
    this.#cancel = new AbortController();
    try {
      const { live, recorder, house } = this.deps;
      await house?.startAnew(startOf(parsed.lines, live.zone) ?? live.world.clock.now());
      recorder.begin();
      return await replay(parsed.lines, this.#stage(this.#cancel.signal));
    } finally {
      this.line = 0;
    }
  }

  stop(): void {
    this.#cancel?.abort();
  }

  #stage(cancelled: AbortSignal): ReplayStage {
    const { live, recorder, house, moveClock, runJobs, stopping } = this.deps;
    const { world, phone, zone } = live;
    return {
      world,
      phone,
      zone,
      recorder,
      moveClock,
      runJobs,
      seat: (...who) => live.seatAnew(...who),
      ...(house !== undefined && { bind: (userId: number, as: string) => house.bind(userId, as) }),
      press: (person, button) => pressShown(live, person, button),
      progress: (line) => {
        this.line = line;
      },
      signal: stopping === undefined ? cancelled : AbortSignal.any([cancelled, stopping]),
    };
  }
}

/** `GET /record` the file, `DELETE /record` begins anew; `POST /replay` plays a file, `GET /replay` how far it is, `DELETE /replay` stops it. */
export function recordRoutes(replays: Replays, recorder: Recorder): Hono {
  const routes = new Hono();
  routes.use(limitPosts(FILE_MAX, 'Запись слишком длинная'));
  routes.get('/record', (c) => c.json({ text: recorder.text(), size: recorder.size() }));
  routes.delete('/record', (c) => {
    recorder.begin();
    return c.json({});
  });
  routes.get('/replay', (c) => c.json({ line: replays.line, total: replays.total }));
  routes.delete('/replay', (c) => {
    replays.stop();
    return c.json({});
  });
  routes.post('/replay', async (c) => {
    const body = z.object({ text: z.string() }).safeParse(await readJson(c));
    if (!body.success) return refuse(c, 400, z.prettifyError(body.error));
    const played = await replays.play(body.data.text);
    return c.json(played === undefined ? { refused: 'Другая запись ещё воспроизводится' } : { played });
  });
  return routes;
}

/** When a script begins, by its first word about the clock. */
function startOf(lines: readonly PlacedLine[], zone: string): number | undefined {
  for (const { what } of lines) {
    if (what.by === 'direction' && what.what.is === 'clock') return momentOfClock(what.what, zone);
  }
  return undefined;
}

/** Presses a button that is on the screen, or was. */
export function pressShown(live: LiveWorld, person: Person, shown: VisibleButton): void {
  const { button, message, row, column, card } = shown;
  const { peerId, cmid } = message;
  press(live, person, { peerId, cmid, row, column, card, label: labelOf(button) });
}
