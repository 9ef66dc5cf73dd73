import { Hono } from 'hono';

/** `GET /metrics` for Prometheus. `render` answers without a database too. */
export function metricsRoutes(render: () => Promise<{ contentType: string; body: string }>): Hono {
  const app = new Hono();
  app.get('/metrics', async (c) => {
    const { contentType, body } = await render();
    return c.body(body, 200, { 'Content-Type': contentType });
  });
  return app;
}
