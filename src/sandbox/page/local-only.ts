import type { MiddlewareHandler } from 'hono';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/** Answers only to this machine's own names: a site whose name is made to point here (DNS rebinding) gets nothing. */
export const localOnly: MiddlewareHandler = async (c, next) => {
  if (LOOPBACK.test(c.req.header('host') ?? '')) return next();
  return c.text('Песочница открывается только с этого компьютера.', 403);
};

/** Answers to the page itself and to programs without a browser, never to another site that a browser has open. */
export const sameOriginOnly: MiddlewareHandler = async (c, next) => {
  const site = c.req.header('sec-fetch-site') ?? 'same-origin';
  const own = `http://${c.req.header('host')}`;
  const origin = c.req.header('origin') ?? own;
  if ((site === 'same-origin' || site === 'none') && origin === own) return next();
  return c.json({ reason: 'Песочницей управляет только её собственная страница.' }, 403);
};
