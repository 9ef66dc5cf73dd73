import { Hono } from 'hono';
import { z } from 'zod';
import type { House } from './house.js';
import { limitPosts, readJson, refuse } from './json-body.js';
import type { LiveWorld } from './live.js';
import type { FaultsView } from './protocol.js';

const faultShape = z.object({
  target: z.string().regex(/^(\*|[\w.]{1,64})$/),
  times: z.number().int().min(1).max(1_000),
  how: z.union([
    z.object({ code: z.number().int().positive() }),
    z.object({ status: z.number().int().min(400).max(599) }),
    z.enum(['hang', 'lose-reply', 'twice']),
  ]),
});
const SECONDS_MAX = 60;

/**
 * `GET /faults` all misfortunes that are planned or going on. `POST /faults` plans one in a messenger (see Faults.fail),
 * `DELETE /faults/:messenger/:id` cancels it, `DELETE /faults` all of them. `POST /faults/long-poll` loses what VK's readers
 * hold on to. `POST /faults/database` cuts the bot off from its database, `DELETE` gives it back. `POST /faults/processes` starts
 * one more process of the bot, `DELETE /faults/processes/:pid` kills one.
 */
export function faultRoutes(live: LiveWorld, house: Pick<House, 'database' | 'processes'> | undefined): Hono {
  const { world } = live;
  const routes = new Hono();
  routes.use(limitPosts(4_096, 'Слишком много для одной команды'));

  routes.get('/faults', (c) => {
    const view: FaultsView = {
      planned: world
        .all()
        .flatMap(({ messenger, faults }) => faults.list().map((one) => ({ ...one, messenger }))),
      hasLongPoll: world.longPolls().length > 0,
      database: house?.database === undefined ? null : { backInMs: house.database.backInMs() },
      processes: house?.processes?.list() ?? null,
    };
    return c.json(view);
  });
  routes.post('/faults', async (c) => {
    const asked = faultShape.safeParse(await readJson(c));
    if (!asked.success) return refuse(c, 400, z.prettifyError(asked.error));
    world.fail(asked.data.target, asked.data.times, asked.data.how);
    return c.json({});
  });
  routes.delete('/faults', (c) => {
    for (const one of world.all()) one.faults.clear();
    return c.json({});
  });

  routes.post('/faults/long-poll', async (c) => {
    const asked = z.object({ lose: z.enum(['key', 'history', 'position']) }).safeParse(await readJson(c));
    if (!asked.success) return refuse(c, 400, z.prettifyError(asked.error));
    for (const longPoll of world.longPolls()) longPoll.lose(asked.data.lose);
    return c.json({});
  });

  routes.post('/faults/database', async (c) => {
    const asked = z
      .object({ seconds: z.number().int().min(1).max(SECONDS_MAX) })
      .safeParse(await readJson(c));
    if (!asked.success) return refuse(c, 400, z.prettifyError(asked.error));
    if (house?.database === undefined) return refuse(c, 404, 'Эту базу песочница не отключает');
    house.database.cutFor(asked.data.seconds * 1_000);
    return c.json({});
  });
  routes.delete('/faults/database', (c) => {
    house?.database?.restore();
    return c.json({});
  });

  routes.post('/faults/processes', async (c) => {
    if (house?.processes === undefined) return refuse(c, 404, 'Здесь бот работает одним процессом');
    const refused = await house.processes.add();
    return c.json(refused === undefined ? {} : { refused });
  });
  routes.delete('/faults/processes/:pid', (c) =>
    house?.processes?.kill(Number(c.req.param('pid'))) === true
      ? c.json({})
      : refuse(c, 404, 'Такого процесса нет'),
  );

  // The last, since its pattern takes the ones above too.
  routes.delete('/faults/:messenger/:id', (c) => {
    const of = world.all().find((one) => one.messenger === c.req.param('messenger'));
    return of?.faults.remove(Number(c.req.param('id'))) === true
      ? c.json({})
      : refuse(c, 404, 'Этот сбой уже случился');
  });
  return routes;
}
