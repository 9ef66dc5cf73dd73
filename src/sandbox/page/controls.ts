import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { World } from '../world.js';
import { readJson, refuse } from './json-body.js';

const MINUTE = 60_000;

const moveShape = z.discriminatedUnion('to', [
  z.object({ to: z.literal('lesson') }),
  z.object({ to: z.literal('tomorrow') }),
  z.object({ to: z.literal('later'), minutes: z.number().int().min(1).max(10_080) }),
]);

const faultShape = z.object({
  target: z.string().regex(/^(\*|[\w.]{1,64})$/),
  times: z.number().int().min(1).max(1_000),
  how: z.union([
    z.object({ code: z.number().int().positive() }),
    z.object({ status: z.number().int().min(400).max(599) }),
    z.enum(['hang', 'lose-reply', 'twice']),
  ]),
});

/** The clock of the demo, and what has to run when it was moved. */
export type ClockControls = {
  readonly clock: { now(): number; moveTo(at: number): void };
  /** everything that runs on a clock, once */
  readonly afterClockMoved: () => Promise<void>;
  /** start of the nearest remote lesson after now, epoch ms; `undefined` where none is known */
  readonly nextRemoteStart: () => Promise<number | undefined>;
  /** tomorrow 8:29 in the college, epoch ms */
  readonly tomorrowMorning: () => number;
};

/**
 * `POST /clock`: to the next remote lesson's start, some minutes on, tomorrow morning. `POST /faults` plans a misfortune
 * (see Faults.fail), `DELETE /faults` forgets them all.
 * @param moved tells pages the new time
 */
export function controlRoutes(world: World, controls: ClockControls, moved: (now: number) => void): Hono {
  const { clock } = controls;
  const routes = new Hono();
  routes.use(bodyLimit({ maxSize: 4_096 }));
  // One move after the other: what runs on the clock has caught up before it jumps again.
  let last: Promise<unknown> = Promise.resolve();
  const target = async (move: z.infer<typeof moveShape>): Promise<number | undefined> => {
    if (move.to === 'lesson') return controls.nextRemoteStart();
    return move.to === 'tomorrow' ? controls.tomorrowMorning() : clock.now() + move.minutes * MINUTE;
  };
  const move = async (asked: z.infer<typeof moveShape>): Promise<number | undefined> => {
    const at = await target(asked);
    if (at === undefined) return undefined;
    clock.moveTo(at);
    moved(clock.now());
    await controls.afterClockMoved();
    return at;
  };
  routes.post('/clock', async (c) => {
    const asked = moveShape.safeParse(await readJson(c));
    if (!asked.success) return refuse(c, 400, z.prettifyError(asked.error));
    const moving = last.then(() => move(asked.data));
    last = moving.catch(() => undefined);
    const at = await moving;
    if (at === undefined) return c.json({ refused: 'Впереди нет ни одного дистанционного занятия' });
    return c.json({ now: clock.now() });
  });
  routes.post('/faults', async (c) => {
    const asked = faultShape.safeParse(await readJson(c));
    if (!asked.success) return refuse(c, 400, z.prettifyError(asked.error));
    world.fail(asked.data.target, asked.data.times, asked.data.how);
    return c.json({});
  });
  routes.delete('/faults', (c) => {
    world.faults.clear();
    return c.json({});
  });
  return routes;
}
