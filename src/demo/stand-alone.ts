import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { movableClock } from '../app/clock.js';
import { AppError } from '../errors.js';
import { PhoneLog } from '../sandbox/phone.js';
import { sandboxPages } from '../sandbox/page/pages.js';
import { startSandbox, type Sandbox } from '../sandbox/server.js';
import { main as texts } from '../texts/main.js';

/** How the stand-ins begin. */
interface Options {
  readonly port: number;
  readonly token: string;
  readonly groupId: number;
  /** IANA zone of the page's times */
  readonly zone: string;
}

const PAGE = '/sandbox';
const DAY_MS = 86_400_000;

/**
 * The stand-ins for VK and Telegram alone, for anybody's bot in any language, with a page to talk to it on the same address:
 * people without a college.
 * @throws AppError with words for the person where the port is taken
 */
export async function startStandAlone({ zone, ...community }: Options): Promise<Sandbox & { page: string }> {
  const clock = movableClock();
  const stopping = new AbortController();
  let listener: ReturnType<typeof getRequestListener> | undefined;
  const sandbox = await startSandbox({
    ...community,
    clock,
    screenName: `club${community.groupId}`,
    routes(request, response) {
      if (listener === undefined || request.url?.startsWith(PAGE) !== true) return false;
      void listener(request, response);
      return true;
    },
  }).catch((error: unknown) => {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw isTaken ? new AppError('port-busy', texts.portBusy(community.port, '--port')) : error;
  });
  const { apiUrl, telegram, url } = sandbox;
  const pages = sandboxPages({
    worlds: [sandbox.world, telegram.world],
    doors: { vk: apiUrl, telegram: telegram.url },
    clock,
    zone,
    phone: new PhoneLog(clock),
    people: [],
    stopping: stopping.signal,
    afterClockMoved: async () => undefined,
    nextRemoteStart: async () => undefined,
    nextRemoteEnd: async () => undefined,
    momentOf: (day, time) => Date.parse(`${day}T${time}`),
    tomorrowMorning: () => clock.now() + DAY_MS,
  });
  const app = new Hono().route(PAGE, pages.app);
  listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  return {
    ...sandbox,
    page: `${url}${PAGE}`,
    async stop() {
      stopping.abort();
      await sandbox.stop();
    },
  };
}
