import { Hono } from 'hono';
import { z } from 'zod';
import { FastPace } from './fast-pace.js';
import { limitPosts, readJson, refuse } from './json-body.js';
import type { LiveWorld } from './live.js';

const MINUTE = 60_000;

const moveShape = z.discriminatedUnion('to', [
  z.object({ to: z.literal('now') }),
  z.object({ to: z.literal('lesson') }),
  z.object({ to: z.literal('lesson-end') }),
  z.object({
    to: z.literal('moment'),
    day: z.iso.date(),
    time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  }),
  z.object({ to: z.literal('tomorrow') }),
  z.object({ to: z.literal('later'), minutes: z.number().int().min(1).max(10_080) }),
]);

/** The clock of the demo, and what has to run when it was moved. */
export type ClockControls = {
  readonly clock: { now(): number; moveTo(at: number): void };
  /** everything that runs on a clock, once */
  readonly afterClockMoved: () => Promise<void>;
  /** start of the nearest remote lesson after now, epoch ms; `undefined` where none is known */
  readonly nextRemoteStart: () => Promise<number | undefined>;
  /** the end of the lesson that goes on or comes next, epoch ms; `undefined` where none is known */
  readonly nextRemoteEnd: () => Promise<number | undefined>;
  /** a time of a day in the college, epoch ms */
  readonly momentOf: (day: string, time: string) => number;
  /** tomorrow 8:29 in the college, epoch ms */
  readonly tomorrowMorning: () => number;
};

/** What the controls work on. */
export type ControlParts = {
  readonly live: LiveWorld;
  readonly controls: ClockControls;
  /** tells whoever cares that the clock was moved */
  readonly moved: () => void;
  readonly stopping: AbortSignal | undefined;
};

/**
 * `POST /clock`: back to the machine's time, to the next remote lesson's start or end, some minutes on, tomorrow morning, any
 * moment. `POST /clock/pace` makes it run a minute a second, and back.
 */
export function controlRoutes({ live, controls, moved, stopping }: ControlParts): Hono {
  const { clock } = controls;
  const routes = new Hono();
  routes.use(limitPosts(4_096, 'Слишком много для одной команды'));
  // One move after the other: what runs on the clock has caught up before it jumps again.
  let last: Promise<unknown> = Promise.resolve();
  const target = async (move: z.infer<typeof moveShape>): Promise<number | undefined> => {
    if (move.to === 'now') return Date.now();
    if (move.to === 'lesson') return controls.nextRemoteStart();
    if (move.to === 'lesson-end') return controls.nextRemoteEnd();
    if (move.to === 'moment') return controls.momentOf(move.day, move.time);
    return move.to === 'tomorrow' ? controls.tomorrowMorning() : clock.now() + move.minutes * MINUTE;
  };
  const move = async (asked: z.infer<typeof moveShape>): Promise<number | undefined> => {
    const at = await target(asked);
    if (at === undefined) return undefined;
    clock.moveTo(at);
    moved();
    await controls.afterClockMoved();
    return at;
  };
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
  const pace = new FastPace({
    clock,
    step: (at) =>
      inTurn(async () => {
        clock.moveTo(at);
        await controls.afterClockMoved();
      }),
    tell: () => live.tellClock(false),
    stopping,
  });
  routes.post('/clock', async (c) => {
    const asked = moveShape.safeParse(await readJson(c));
    if (!asked.success) return refuse(c, 400, z.prettifyError(asked.error));
    const at = await inTurn(() => move(asked.data));
    if (at === undefined) return c.json({ refused: 'Впереди нет ни одного дистанционного занятия' });
    return c.json({ now: clock.now() });
  });
  routes.post('/clock/pace', async (c) => {
    const asked = z.object({ fast: z.boolean() }).safeParse(await readJson(c));
    if (!asked.success) return refuse(c, 400, z.prettifyError(asked.error));
    live.fast = asked.data.fast;
    if (live.fast) pace.start();
    else pace.stop();
    live.tellClock(false);
    return c.json({});
  });
  return routes;
}
