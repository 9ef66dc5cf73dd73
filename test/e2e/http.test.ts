import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { afterEach, describe, expect, test } from 'vitest';
import { AppError } from '../../src/errors.js';
import { startHttp } from '../../src/http/server.js';
import { createMetrics } from '../../src/metrics.js';
import type { JoinOpening } from '../../src/usecases/open-join.js';
import { startTestHttp } from '../support/http.js';

const LINK = 'https://vk.com/call/join/canary-room';
const open: JoinOpening = {
  kind: 'ok',
  link: LINK,
  subject: 'Математика',
  groupName: 'ИСП-24',
  endsAt: Date.UTC(2026, 10, 25, 9, 30),
};

const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((http) => http.stop()));
});

async function start(options: Parameters<typeof startTestHttp>[0] = {}) {
  const http = await startTestHttp(options);
  running.push(http);
  return http;
}

describe('a student who opened the join page', () => {
  test('sees the lesson, until when it goes, and two ways into the call', async () => {
    const http = await start({ openJoin: async () => open });
    const response = await fetch(`${http.url}/j/v1.a.b.c`);
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(text).toContain('<html lang="ru">');
    expect(text).toMatch(/<h1>Математика<\/h1>/);
    expect(text).toContain('Группа ИСП-24');
    expect(text).toContain('Занятие идёт до 12:30');
    const links = [...text.matchAll(/<a [^>]*href="([^"]*)" rel="noreferrer">([^<]+)<\/a>/g)].map(
      ([, href, label]) => [href, label],
    );
    expect(links).toEqual([
      [LINK, 'В приложении VK Мессенджер'],
      [LINK, 'В браузере'],
    ]);
  });

  test('leaves no trace of the page: not in caches, referrers, frames, search or logs', async () => {
    const http = await start({ openJoin: async () => open });
    const { headers, body } = await fetch(`${http.url}/j/v1.canary.token.x`);
    const text = await new Response(body).text();
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('x-robots-tag')).toContain('noindex');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|script-src/);
    const style = /<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? '';
    expect(policy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(text).not.toMatch(/<script| on\w+=| style=|src=/);
    expect(http.logText()).not.toContain('canary');
  });

  test('finds it whole after a preview robot looked, and may open it again', async () => {
    const asked: string[] = [];
    const http = await start({
      openJoin: async (token) => {
        asked.push(token);
        return open;
      },
    });
    const head = await fetch(`${http.url}/j/tok`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    for (let i = 0; i < 3; i++) expect((await fetch(`${http.url}/j/tok`)).status).toBe(200);
    expect(asked).toEqual(['tok', 'tok', 'tok', 'tok']);
  });

  test.each<[JoinOpening, number, RegExp]>([
    [{ kind: 'denied' }, 403, /недоступно[\s\S]*куратору/],
    [{ kind: 'dead-link' }, 410, /не действует[\s\S]*«Присоединиться с видео»/],
    [{ kind: 'gone' }, 410, /нет в расписании/],
    [{ kind: 'before', subject: 'Физика' }, 403, /Дистанционное занятие еще не началось[\s\S]*Физика/],
    [{ kind: 'over', subject: 'Физика' }, 410, /Звонок завершён/],
    [{ kind: 'cancelled', subject: 'Физика' }, 410, /отменено/],
    [{ kind: 'not-remote', subject: 'Физика' }, 403, /очно/],
    [{ kind: 'no-link', subject: 'Физика' }, 403, /Преподаватель ещё не дал ссылку/],
  ])('reads in words why not: %o', async (opening, status, words) => {
    const http = await start({ openJoin: async () => opening });
    const response = await fetch(`${http.url}/j/x`);
    const text = await response.text();
    expect(response.status).toBe(status);
    expect(text).toMatch(words);
    expect(text).not.toContain('href');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('is not harmed by what stands in a timetable', async () => {
    const subject = '<script>alert(1)</script>"\'&';
    const link = 'https://vk.com/call/join/x"><script>alert(2)</script>';
    const http = await start({ openJoin: async () => ({ ...open, subject, groupName: subject, link }) });
    const text = await (await fetch(`${http.url}/j/x`)).text();
    expect(text).not.toContain('<script');
    expect(text).toContain('&lt;script&gt;');
  });

  test('reads what to do when the database fails or hangs, with a code that stands in the log', {
    timeout: 10_000,
  }, async () => {
    for (const openJoin of [
      async () => Promise.reject(new Error('canary host 10.0.0.5')),
      () => new Promise<never>(() => {}),
    ]) {
      const http = await start({ openJoin });
      const response = await fetch(`${http.url}/j/x`);
      const text = await response.text();
      expect(response.status).toBe(503);
      expect(text).not.toMatch(/canary|10\.0\.0\.5| at /);
      const reference = /код ([A-Z0-9]{3}-[A-Z0-9]{2})/.exec(text)?.[1] ?? 'no reference';
      expect(http.logText()).toContain(reference);
    }
  });

  test.each(['/j/', '/j/a/b', '/j/%E0%A4%A', '/j/%00', `/j/${'x'.repeat(8_000)}`, '/j/..%2f..%2fetc'])(
    'gets a page and no failure for a spoiled address: %s',
    async (path) => {
      const http = await start();
      const { status } = await fetch(`${http.url}${path}`);
      expect([404, 410]).toContain(status);
      expect(http.logText()).toBe('');
    },
  );
});

describe('whoever watches over the bot', () => {
  test('sees that it lives', async () => {
    const http = await start();
    expect((await fetch(`${http.url}/healthz`)).status).toBe(200);
  });

  test('sees that it is ready, or within three seconds what is missing, though a probe hangs', async () => {
    let hang = false;
    const http = await start({
      probes: [
        { name: 'database', check: () => (hang ? new Promise(() => {}) : Promise.resolve('ok')) },
        { name: 'vk', check: async () => (hang ? { reason: 'молчит больше 40 секунд' } : 'ok') },
        {
          name: 'queue',
          check: async () => (hang ? Promise.reject(new Error('connect ECONNREFUSED 10.0.0.5:27017')) : 'ok'),
        },
      ],
    });
    const ready = await fetch(`${http.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { ready: true, checks: { database: 'ok', vk: 'ok', queue: 'ok' } },
    ]);
    hang = true;
    const begun = performance.now();
    const not = await fetch(`${http.url}/readyz`);
    expect(performance.now() - begun).toBeLessThan(3_000);
    expect([not.status, await not.json()]).toEqual([
      503,
      {
        ready: false,
        checks: { database: 'не отвечает', vk: 'молчит больше 40 секунд', queue: 'не отвечает' },
      },
    ]);
  });

  test('reads the counters by their names, with and without a database', async () => {
    let lag: () => Promise<number> = async () => 12.5;
    const { metrics, render } = createMetrics({ channels: ['vk'], queueLag: () => lag() });
    metrics.noticesSent('vk', 300);
    metrics.noticesGone('vk', 2);
    metrics.noticesDropped('vk', 'expired', 7);
    metrics.replyTime('vk', 42);
    const http = await start({ renderMetrics: render });
    const read = async () => (await fetch(`${http.url}/metrics`)).text();
    const text = await read();
    expect(text).toContain('zvonok_notices_sent_total{channel="vk"} 300');
    expect(text).toContain('zvonok_notices_gone_total{channel="vk"} 2');
    expect(text).toContain('zvonok_notices_dropped_total{channel="vk",reason="expired"} 7');
    expect(text).toContain('zvonok_notices_dropped_total{channel="vk",reason="refused"} 0');
    expect(text).toMatch(/^zvonok_queue_lag_seconds 12\.5$/m);
    expect(text).toContain('zvonok_reply_seconds_bucket{le="0.05",channel="vk"} 1');
    expect(text).toMatch(/^process_resident_memory_bytes \d+/m);

    lag = () => new Promise(() => {});
    const begun = performance.now();
    const frozen = await read();
    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(frozen).toContain('zvonok_notices_sent_total{channel="vk"} 300');
    expect(frozen).not.toMatch(/^zvonok_queue_lag_seconds /m);

    lag = async () => 0;
    expect(await read()).toMatch(/^zvonok_queue_lag_seconds 0$/m);
  });

  test('gets no stack trace from a page that failed, only a code that stands in the log', async () => {
    const http = await start({
      renderMetrics: async () => Promise.reject(new Error('canary /srv/secret/path')),
    });
    const response = await fetch(`${http.url}/metrics`);
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toMatch(/canary|\/srv| at /);
    expect(http.logText()).toContain(/код ([A-Z0-9-]+)/.exec(text)?.[1] ?? 'no reference');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('is told in words that a page does not exist', async () => {
    const http = await start();
    const response = await fetch(`${http.url}/nothing`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('Такой страницы нет');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});

describe('the operator', () => {
  test('is told that the port is taken, and by which variable to change it', async () => {
    const http = await start();
    const error = await startHttp(new Hono(), '127.0.0.1', http.port).catch((it: unknown) => it);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'port-busy', personText: expect.stringContaining('PORT') });
  });

  test('who stops the bot cuts nobody off in the middle, and nobody holds it up', {
    timeout: 10_000,
  }, async () => {
    let entered = () => {};
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    let release: (opening: JoinOpening) => void = () => undefined;
    const http = await startTestHttp({
      openJoin: () =>
        new Promise((resolve) => {
          release = resolve;
          entered();
        }),
    });
    const page = fetch(`${http.url}/j/x`);
    await inside;
    const stopped = http.stop();
    release(open);
    expect((await page).status).toBe(200);
    await stopped;
    await expect(fetch(http.url)).rejects.toThrow();
  });
});
