import { Hono } from 'hono';
import { z } from 'zod';
import type { Person } from '../people.js';
import { forward, isIn, openLink, press, type Refusal } from './act.js';
import { limitPosts, readJson, refuse } from './json-body.js';
import { TelegramWorld } from '../telegram/world.js';
import type { LiveWorld } from './live.js';

const BODY_MAX = 64 * 1024;

const place = z.number().int().positive();
const index = z.number().int().nonnegative();
const inChat = { in: place.optional() };
const pressShape = z.object({
  peerId: place,
  cmid: place,
  card: index.optional(),
  row: index,
  column: index,
  label: z.string(),
  handed: z.boolean().optional(),
});
const wireWish = z.object({
  after: z.coerce.number().int().nonnegative().default(0),
  person: z.coerce.number().int().optional(),
  message: z
    .string()
    .regex(/^\d+\.\d+$/)
    .transform((text) => {
      const [peerId = 0, cmid = 0] = text.split('.').map(Number);
      return { peerId, cmid };
    })
    .optional(),
});
const NOT_THERE = 'Этого человека нет в чате';

/**
 * `GET /state`, `GET /wire?after=&person=&message=<peer>.<cmid>`, `GET /people/:id/kept`, `GET /dialogs/:peer/before/:cmid`, `POST /people/:id/<deed>`, and panes: `POST
 * /panes` opens one, `POST /panes/:id` seats somebody else, `DELETE /panes/:id` closes it. A deed that the world does not
 * allow now is answered with `{refused}` and the reason.
 */
export function worldRoutes(live: LiveWorld): Hono {
  const { world } = live;
  const routes = new Hono();
  routes.use(limitPosts(BODY_MAX, 'Слишком много для одного сообщения'));
  routes.get('/state', (c) => c.json(live.state()));
  routes.get('/wire', (c) => {
    const wish = wireWish.safeParse(c.req.query());
    return wish.success
      ? c.json({ entries: live.wire.list(wish.data) })
      : refuse(c, 400, z.prettifyError(wish.error));
  });
  routes.get('/people/:id/kept', async (c) => {
    const person = world.findPerson(Number(c.req.param('id')));
    if (person === undefined) return refuse(c, 404, 'Такого человека нет');
    return c.json({ kept: (await live.lookUnder?.(person.id)) ?? null });
  });
  routes.get('/dialogs/:peer/before/:cmid', (c) =>
    c.json(live.before(Number(c.req.param('peer')), Number(c.req.param('cmid')))),
  );
  routes.post('/panes', async (c) => {
    const messenger = z.enum(world.all().map((one) => one.messenger)).default('vk');
    const body = z.object({ role: z.string(), messenger }).safeParse(await readJson(c));
    if (!body.success) return refuse(c, 400, z.prettifyError(body.error));
    return live.show(live.panes.add(body.data.role, body.data.messenger))
      ? c.json({})
      : refuse(c, 404, 'Такой роли нет');
  });
  routes.delete('/panes/:id', (c) =>
    live.close(Number(c.req.param('id'))) ? c.json({}) : refuse(c, 404, 'Такой панели нет'),
  );
  routes.post('/panes/:id', async (c) => {
    const body = z.object({ who: z.union([index, z.literal('stranger')]) }).safeParse(await readJson(c));
    if (!body.success) return refuse(c, 400, z.prettifyError(body.error));
    const { who } = body.data;
    const id = Number(c.req.param('id'));
    const pane = who === 'stranger' ? live.panes.seatStranger(id) : live.panes.seat(id, who);
    return live.show(pane) ? c.json({}) : refuse(c, 404, 'Такого места нет');
  });

  const deed = <S extends z.ZodType>(
    name: string,
    shape: S,
    act: (person: Person, body: z.infer<S>) => Refusal,
  ): void => {
    routes.post(`/people/:id/${name}`, async (c) => {
      const person = world.findPerson(Number(c.req.param('id')));
      if (person === undefined) return refuse(c, 404, 'Такого человека нет');
      const body = shape.safeParse(await readJson(c));
      if (!body.success) return refuse(c, 400, z.prettifyError(body.error));
      const refusal = act(person, body.data);
      return c.json(refusal === undefined ? {} : { refused: refusal });
    });
  };
  const inside = (person: Person, where: number | undefined, act: () => unknown): Refusal => {
    if (where !== undefined && !isIn(live, person, where)) return NOT_THERE;
    act();
    return undefined;
  };

  deed('say', z.object({ text: z.string().min(1).max(4_096), ...inChat }), (person, body) =>
    inside(person, body.in, () => person.say(body.text, { in: body.in ?? person.id })),
  );
  deed('start', z.object({}), (person) => inside(person, undefined, () => person.start()));
  deed('press', pressShape, (person, body) => press(live, person, body));
  deed('send', z.object({ what: z.enum(['sticker', 'voice', 'photo']), ...inChat }), (person, body) =>
    inside(person, body.in, () => {
      if (body.what === 'sticker') person.sendSticker(body.in);
      else if (body.what === 'voice') person.sendVoice(body.in);
      else person.sendPhoto(body.in);
    }),
  );
  deed(
    'contact',
    z.object({ phone: z.string().max(40), name: z.string().max(200) }),
    (person, { phone, name }) => {
      const { world: own } = person;
      if (!(own instanceof TelegramWorld)) return 'Контакт можно послать только в Telegram';
      own.sendContact(person, { phone, firstName: name });
      return undefined;
    },
  );
  deed('forward', z.object({ peerId: place, cmid: place, to: place }), (person, { peerId, cmid, to }) => {
    if (!isIn(live, person, peerId)) return NOT_THERE;
    const message = world.conversation(peerId).get(cmid);
    if (message === undefined) return 'Этого сообщения больше нет';
    return forward(live, person, message, to);
  });
  deed('put-away', z.object({}), (person) => inside(person, undefined, () => live.putAway(person.id)));
  deed('ref', z.object({ ref: z.string().min(1).max(255) }), (person, { ref }) =>
    inside(person, undefined, () => person.openRef(ref)),
  );
  deed('open', z.object({ link: z.url({ protocol: /^https?$/ }), ...inChat }), (person, body) =>
    inside(person, body.in, () => openLink(live, person, body.link, body.in ?? person.id)),
  );
  deed('permission', z.object({ allowed: z.boolean() }), (person, { allowed }) =>
    inside(person, undefined, () => (allowed ? person.allow() : person.block())),
  );
  deed('leave', z.object({ in: place }), (person, body) =>
    inside(person, body.in, () => person.leave(body.in)),
  );
  return routes;
}
