import { movableClock } from '../../src/app/clock.js';
import { createHttp } from '../../src/http/create-http.js';
import { startHttp } from '../../src/http/server.js';
import { createLogger } from '../../src/logger.js';
import type { KeptNotice, LogLine } from '../../src/sandbox/page/house.js';
import { PhoneLog } from '../../src/sandbox/phone.js';
import { sandboxPages } from '../../src/sandbox/page/pages.js';
import { startSandbox } from '../../src/sandbox/server.js';
import { startEchoBot } from './echo-bot.js';
import { startTelegramEchoBot } from './telegram-echo-bot.js';

/** Wednesday 8:00 in the college; its next remote lesson starts at 9:00. */
export const MORNING = Date.parse('2026-11-25T08:00:00+03:00');
export const LESSON = MORNING + 3_600_000;
export const LESSON_END = LESSON + 90 * 60_000;

export const PEOPLE = [
  {
    title: 'Студент',
    fullName: 'Смирнов Артём Игоревич',
    birthDate: '2008-03-14',
    phone: '+7 900 000-00-01',
  },
  { title: 'Студент', fullName: 'Белова Анна Юрьевна', birthDate: '2008-07-01', phone: '+7 900 000-00-04' },
  { title: 'Преподаватель', fullName: 'Кузнецова Ольга Петровна', phone: '+7 900 000-00-02' },
  { title: 'Родитель', fullName: 'Смирнова Марина Олеговна', phone: '+7 900 000-00-03' },
  { title: 'Куратор', fullName: 'Лебедев Павел Ильич', phone: '+7 900 000-00-05' },
] as const;

const NOTICES: readonly KeptNotice[] = [
  { key: 'start:3', text: 'Занятие 3', dueAt: LESSON + 2, outcome: 'planned', tries: 0, nextAt: LESSON + 2 },
  { key: 'start:2', text: 'Занятие 2', dueAt: LESSON + 1, outcome: 'dropped', reason: 'lesson-changed' },
  { key: 'start:1', text: 'Занятие 1', dueAt: LESSON, outcome: 'sent' },
];

/** A stand-in, a small bot in it, and the page on the bot's real HTTP server. */
export async function startPage(port = 0) {
  const clock = movableClock();
  clock.moveTo(MORNING);
  const sandbox = await startSandbox({ groupId: 1, token: 'token', screenName: 'college', clock });
  const phone = new PhoneLog(clock);
  const stopBot = await startEchoBot(sandbox.apiUrl, 'token', () =>
    phone.add({ kind: 'phone', value: '+79000000001' }, 'Код для бота колледжа: 123456'),
  );
  const stopTelegramBot = await startTelegramEchoBot(sandbox.telegram);
  const stopping = new AbortController();
  const ran: number[] = [];
  let tellLog: (line: LogLine) => void = () => undefined;
  const boundKinds = new Map<number, string>();
  const app = createHttp({
    probes: [],
    renderMetrics: async () => ({ contentType: 'text/plain', body: '' }),
    openJoin: async () => ({ kind: 'dead-link' }),
    zone: 'Europe/Moscow',
    clock,
    log: createLogger({ level: 'silent' }),
  });
  const pages = sandboxPages({
    worlds: [sandbox.world, sandbox.telegram.world],
    phone,
    zone: 'Europe/Moscow',
    people: PEOPLE,
    clock,
    afterClockMoved: async () => void ran.push(clock.now()),
    nextRemoteEnd: async () => (clock.now() < LESSON_END ? LESSON_END : undefined),
    momentOf: (day, time) => Date.parse(`${day}T${time}:00+03:00`),
    house: {
      boundAs: async (userId) => (boundKinds.has(userId) ? [boundKinds.get(userId) ?? ''] : []),
      bind: async () => false,
      startAnew: async () => undefined,
      lookUnder: async () => ({
        bound: [{ name: 'Смирнов Артём Игоревич', kind: 'student', notify: true, reachable: true }],
        dialog: { scene: 'binding', step: 'code', state: { tries: 1 } },
        notices: NOTICES,
      }),
      onLog: (listener) => void (tellLog = listener),
    },
    nextRemoteStart: async () => (clock.now() < LESSON ? LESSON : undefined),
    tomorrowMorning: () => MORNING + 24 * 3_600_000 + 29 * 60_000,
    stopping: stopping.signal,
  });
  app.route('/sandbox', pages.app);
  const http = await startHttp(app, '127.0.0.1', port);
  return {
    url: `${http.url}/sandbox`,
    port: http.port,
    /** of the stand-in; its token is `token` */
    apiUrl: sandbox.apiUrl,
    world: sandbox.world,
    telegram: sandbox.telegram.world,
    clock,
    phone,
    /** when the bot's jobs were run after a move of the clock */
    ran,
    /** as whom the bot knows an account, by the messenger's id */
    boundKinds,
    /** the bot logs a line */
    logs: (line: LogLine) => tellLog(line),
    async stop(): Promise<void> {
      stopBot();
      await stopTelegramBot();
      stopping.abort();
      await http.stop();
      await sandbox.stop();
    },
  };
}
