import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterEach, describe, expect, test } from 'vitest';
import { createCodeSender, type Deliver } from '../../src/gateways/code-sender.js';
import { createMailSmtp } from '../../src/gateways/mail-smtp.js';
import { createConsoleSms } from '../../src/gateways/sms-console.js';
import { createExolveSms } from '../../src/gateways/sms-exolve.js';
import { createSmscSms } from '../../src/gateways/sms-smsc.js';
import { createLogger } from '../../src/logger.js';
import { codes } from '../../src/texts/codes.js';

const PHONE = '+79123456789';
const MAIL = 'petrova.anna@mail.ru';
const KEY = 'canary-key-0123456789';
const TEXT = codes.message('483920');

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

function logged() {
  const lines: string[] = [];
  return {
    log: createLogger({ level: 'trace', stream: { write: (line) => void lines.push(line) } }),
    text: () => lines.join(''),
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

interface Seen {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** A real HTTP server on loopback that answers in an SMS service's words. */
async function smsService(answer: (response: ServerResponse) => void) {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      seen.push({ method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') });
      answer(response);
    });
  });
  const port = await listen(server);
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { seen, url: `http://127.0.0.1:${port}/sys/send.php` };
}

const json =
  (body: unknown, status = 200) =>
  (response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

const services = {
  smsc: (url: string, log: ReturnType<typeof createLogger>): Deliver => createSmscSms({ url, key: KEY, log }),
  exolve: (url: string, log: ReturnType<typeof createLogger>): Deliver =>
    createExolveSms({ url, key: KEY, number: '79990001122', log }),
};
const taken = { smsc: { id: 4321, cnt: 1 }, exolve: { message_id: '439166538' } };
const refused = {
  smsc: { error: `invalid number ${PHONE}`, error_code: 7 },
  exolve: { error: { code: 400, message: `bad destination ${PHONE}`, details: [] } },
};

test('SMSC gets the code as its manual asks: one form, the key inside it', async () => {
  const { url, seen } = await smsService(json(taken.smsc));
  expect(await services.smsc(url, logged().log)(PHONE, TEXT)).toBe(true);
  expect(seen).toHaveLength(1);
  expect(seen[0]).toMatchObject({ method: 'POST', path: '/sys/send.php' });
  expect(seen[0]?.headers['content-type']).toMatch('application/x-www-form-urlencoded');
  expect(Object.fromEntries(new URLSearchParams(seen[0]?.body))).toEqual({
    apikey: KEY,
    phones: '79123456789',
    mes: TEXT,
    charset: 'utf-8',
    fmt: '3',
  });
});

test('Exolve gets the code as its manual asks: JSON, a Bearer key, the sender', async () => {
  const { url, seen } = await smsService(json(taken.exolve));
  expect(await services.exolve(url, logged().log)(PHONE, TEXT)).toBe(true);
  expect(seen[0]?.headers).toMatchObject({
    authorization: `Bearer ${KEY}`,
    'content-type': 'application/json',
  });
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
    number: '79990001122',
    destination: '79123456789',
    text: TEXT,
  });
});

describe.each(['smsc', 'exolve'] as const)(
  'when %s does not take the code, the bot hears it and the log keeps no phone',
  (name) => {
    const cases: Record<string, (response: ServerResponse) => void> = {
      'a refusal': json(refused[name]),
      'a refusal by status': json(refused[name], 401),
      'another shape': json({ hello: PHONE }),
      'no JSON': (response) => response.end(`<html>${PHONE}`),
      'a broken connection': (response) => response.destroy(),
    };

    test.each(Object.entries(cases))('%s', async (_how, answer) => {
      const { url, seen } = await smsService(answer);
      const { log, text } = logged();
      expect(await services[name](url, log)(PHONE, TEXT)).toBe(false);
      expect(seen).toHaveLength(1);
      expect(text()).toMatch(/SMS (not sent|refused)/);
      expect(text()).not.toMatch(/9123456789|483920|canary/);
    });

    test('a redirect elsewhere: the key does not go there', async () => {
      const elsewhere = await smsService(json(taken[name]));
      const { url } = await smsService((response) =>
        response.writeHead(307, { location: elsewhere.url }).end(),
      );
      expect(await services[name](url, logged().log)(PHONE, TEXT)).toBe(false);
      expect(elsewhere.seen).toEqual([]);
    });

    test('nobody listens', async () => {
      const { log, text } = logged();
      expect(await services[name]('http://127.0.0.1:1/', log)(PHONE, TEXT)).toBe(false);
      expect(text()).toContain('SMS not sent');
    });
  },
);

/** A real SMTP server on loopback. */
async function mailbox(options: { refuse?: boolean; silent?: boolean } = {}) {
  const letters: { to: string[]; from: string | false; raw: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (address, _session, done) => {
      if (options.silent) return;
      done(options.refuse ? new Error(`no such user ${address.address}`) : null);
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        letters.push({
          to: rcptTo.map(({ address }) => address),
          from: mailFrom && mailFrom.address,
          raw: Buffer.concat(chunks).toString('utf8'),
        });
        done();
      });
    },
  });
  server.on('error', () => {});
  const port = await listen(server.server);
  cleanups.push(() => server.server.close());
  return { letters, url: `smtp://127.0.0.1:${port}` };
}

const mail = (url: string, log: ReturnType<typeof createLogger>) =>
  createMailSmtp({ url, from: 'Колледж <bot@college.ru>', subject: codes.mailSubject(), log });

describe('a person who gave an e-mail', () => {
  test('finds one letter with the code, to their address alone', async () => {
    const { letters, url } = await mailbox();
    expect(await mail(url, logged().log)(MAIL, TEXT)).toBe(true);
    expect(letters).toHaveLength(1);
    expect(letters[0]).toMatchObject({ to: [MAIL], from: 'bot@college.ru' });
    const body = letters[0]?.raw.split('\r\n\r\n')[1] ?? '';
    const shown = [body, Buffer.from(body, 'base64').toString('utf8')].join(' ');
    expect(shown).toContain('483920');
  });

  test.each([
    ['refused', { refuse: true }],
    ['unreachable', undefined],
  ])(
    'is not told that it came when the server is %s, and the log keeps no address',
    async (_how, options) => {
      const url = options ? (await mailbox(options)).url : 'smtp://127.0.0.1:1';
      const { log, text } = logged();
      expect(await mail(url, log)(MAIL, TEXT)).toBe(false);
      expect(text()).toContain('letter not sent');
      expect(text()).not.toMatch(/petrova|mail\.ru|483920/);
    },
  );
});

test('a person waits no longer than ten seconds for a service that hangs', { timeout: 12_000 }, async () => {
  const [sms, box, { log, text }] = [await smsService(() => {}), await mailbox({ silent: true }), logged()];
  const begun = performance.now();
  const sent = await Promise.all([
    services.smsc(sms.url, log)(PHONE, TEXT),
    services.exolve(sms.url, log)(PHONE, TEXT),
    mail(box.url, log)(MAIL, TEXT),
  ]);
  expect(sent).toEqual([false, false, false]);
  expect(performance.now() - begun).toBeLessThan(10_000);
  expect(text().match(/TimeoutError/g)).toHaveLength(2);
  expect(text()).toContain('letter not sent');
});

describe('the sender as the bot sees it', () => {
  test('sends each contact its own way and serves no kind that has none', async () => {
    const shown: [string, string][] = [];
    const sender = createCodeSender({
      phone: createConsoleSms('phone', ({ kind, value }, text) => shown.push([`${kind} ${value}`, text])),
    });
    expect(sender.serves('phone')).toBe(true);
    expect(sender.serves('email')).toBe(false);
    expect(await sender.send({ kind: 'phone', value: PHONE }, TEXT)).toBe(true);
    expect(await sender.send({ kind: 'email', value: MAIL }, TEXT)).toBe(false);
    expect(shown).toEqual([[`phone ${PHONE}`, TEXT]]);
  });
});

test('the text with the code fits one SMS and warns against giving it away', () => {
  expect(TEXT).toContain('483920');
  expect(TEXT).toMatch(/Никому/);
  expect(TEXT.length).toBeLessThanOrEqual(70);
});
