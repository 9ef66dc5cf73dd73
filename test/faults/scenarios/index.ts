import { merged, type Ground, type Result } from '../scenario.js';
import { cutOff } from './cut-off.js';
import { cutWrites } from './cut-writes.js';
import { disturbed } from './disturbed.js';
import { bursts, heirs, idle } from './bursts.js';
import { databaseKilled } from './database-killed.js';
import { claims } from './claims.js';
import { elections } from './elections.js';
import { frozen } from './frozen.js';
import { lateWrite } from './late-write.js';
import { inboxCalm, inboxKills, inboxSilence } from './inbox.js';
import { neighbours } from './neighbours.js';
import { planners } from './planners.js';
import { reserve } from './reserve.js';
import { skewed } from './skew.js';
import { soak } from './soak.js';
import { telegramKills, telegramStops } from './telegram.js';
import { webhook } from './webhook.js';
import { refused } from './refused.js';
import { calm, changed, expiry, gone, rests } from './rules.js';

export interface Scenario {
  readonly name: string;
  /** Of reference R1 to R24. */
  readonly goals: string;
  readonly promise: string;
  /** At the size of a proof. */
  readonly full: (ground: Ground) => Promise<Result>;
  /** Takes too long for the run of everything: only when it is asked for by name. */
  readonly alone?: true;
  /** Large enough to catch a broken product; for the tests of the tests. */
  readonly short: (ground: Ground) => Promise<Result>;
}

/** The same at both sizes. */
const one = (run: (ground: Ground) => Promise<Result>) => ({ full: run, short: run });

/** A night of it (R2). @param part of the whole */
const endurance = async (ground: Ground, part: number): Promise<Result> =>
  merged([
    await disturbed(
      ground,
      { groups: 2_000 * part, perGroup: 25, ends: 1_000 * part, endsAtOnce: 3, bots: 6 },
      'killed',
    ),
    await telegramKills(ground, { people: 25_000 * part, ends: 500 * part }),
  ]);

/** Everything that the proof does, in order. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'kills',
    goals: 'R1, R6',
    promise: 'Процессы убиты (kill -9), VK отвечает ошибками, теряет ответы и рвёт связь',
    full: (ground) =>
      disturbed(ground, { groups: 400, perGroup: 25, ends: 200, endsAtOnce: 3, bots: 6 }, 'killed'),
    short: (ground) => disturbed(ground, { groups: 40, perGroup: 25, ends: 5, bots: 2 }, 'killed'),
  },
  {
    name: 'restarts',
    goals: 'R18',
    promise: 'Процессы перезапущены (SIGTERM) во время рассылки: остановка до 10 с, без повторов',
    full: (ground) =>
      disturbed(ground, { groups: 400, perGroup: 25, ends: 100, endsAtOnce: 2, bots: 4 }, 'restarted'),
    short: (ground) => disturbed(ground, { groups: 40, perGroup: 25, ends: 4, bots: 2 }, 'restarted'),
  },
  {
    name: 'telegram-kills',
    goals: 'R1, R6',
    promise:
      'Telegram, который повторов не отбрасывает: процессы убиты, ответы теряются; никто не пропущен, дважды дошло только бывшее в пути',
    full: (ground) => telegramKills(ground, { people: 5_000, ends: 100 }),
    short: (ground) => telegramKills(ground, { people: 200, ends: 4 }),
  },
  {
    name: 'telegram-stops',
    goals: 'R3, R18',
    promise: 'Telegram: процессы перезапущены (SIGTERM) и остановлены (SIGSTOP) дольше аренды',
    full: (ground) =>
      telegramStops(ground, { restarts: { people: 1_500, ends: 40 }, stops: { people: 2_000, ends: 4 } }),
    short: (ground) =>
      telegramStops(ground, { restarts: { people: 200, ends: 5 }, stops: { people: 500, ends: 1 } }),
  },
  {
    name: 'cut-off',
    goals: 'R1',
    promise: 'Процесс умер между отправкой и записью, до и после того, как VK принял',
    ...one(cutOff),
  },
  {
    name: 'frozen',
    goals: 'R3',
    promise: 'Процесс остановлен (SIGSTOP) дольше аренды и проснулся посреди чужой отправки',
    full: (ground) => frozen(ground, { times: 4, colleges: 5 }),
    short: (ground) => frozen(ground, { times: 1, colleges: 1 }),
  },
  {
    name: 'late-write',
    goals: 'R3, R4',
    promise: 'Запись доходит до базы, когда аренда уже у другого: она ничего не меняет',
    ...one(lateWrite),
  },
  {
    name: 'calm',
    goals: 'R16',
    promise: 'Два процесса планируют и рассылают один звонок: ни одной лишней отправки',
    full: (ground) => calm(ground, 400),
    short: (ground) => calm(ground, 60),
  },
  {
    name: 'cut-writes',
    goals: 'R4',
    promise: 'Связь с базой рвётся после выполненной записи',
    full: (ground) => cutWrites(ground, { groups: 200, perGroup: 25, seconds: 60, share: 0.02 }),
    short: (ground) => cutWrites(ground, { groups: 40, perGroup: 25, seconds: 8, share: 0.05 }),
  },
  {
    name: 'idle',
    goals: 'R8',
    promise: 'Без спешки: сообщение уходит, как только наступило время',
    full: (ground) => idle(ground, 100),
    short: (ground) => idle(ground, 10),
  },
  {
    name: 'bursts',
    goals: 'R9',
    promise: 'Тысячи сообщений в одну секунду, одинаковых и разных: вовремя, и раннее занятие первым',
    full: (ground) => bursts(ground, 5_000),
    short: (ground) => bursts(ground, 600),
  },
  {
    name: 'heirs',
    goals: 'R10',
    promise: 'Один процесс из трёх убит посреди тысяч сообщений: остальные продолжают и досылают за него',
    full: (ground) => heirs(ground, 4_000),
    short: (ground) => heirs(ground, 1_000),
  },
  {
    name: 'reserve',
    goals: 'R9',
    promise: 'Три процесса, звонок за звонком: кто пишет боту, тому отвечают сразу, рассылка не мешает',
    full: (ground) => reserve(ground, { perGroup: 25, bells: 10 }),
    short: (ground) => reserve(ground, { perGroup: 2, bells: 3 }),
  },
  {
    name: 'inner-false',
    goals: 'R6',
    promise: 'VK отвечает false на вызовы внутри execute',
    full: (ground) => disturbed(ground, { groups: 200, perGroup: 25, ends: 0, bots: 1 }, 'killed'),
    short: (ground) => disturbed(ground, { groups: 200, perGroup: 5, ends: 0, bots: 1 }, 'killed'),
  },
  {
    name: 'rests',
    goals: 'R11',
    promise: 'VK просит подождать: ошибки 6, 9 и 29',
    full: (ground) => rests(ground, [6, 9, 9, 29]),
    short: (ground) => rests(ground, [6, 9]),
  },
  {
    name: 'neighbours',
    goals: 'R11',
    promise: 'VK и Telegram в одном процессе: один просит подождать, другой не замедляется',
    full: (ground) =>
      neighbours(ground, { codes: [6, 9, 29], windowMs: 15_000, inTelegram: 2_600, inVk: 4_000, kept: 0.95 }),
    short: (ground) =>
      neighbours(ground, { codes: [6, 9], windowMs: 4_000, inTelegram: 800, inVk: 1_600, kept: 0.8 }),
  },
  { name: 'gone', goals: 'R13', promise: 'Кто запретил сообщения, тому пишут один раз', ...one(gone) },
  { name: 'expiry', goals: 'R12', promise: 'После конца занятия не приходит ничего', ...one(expiry) },
  {
    name: 'refused',
    goals: 'R14',
    promise:
      'Сообщение, которое VK не принимает, никому не мешает; когда причина устранена, команда оператора отправляет его один раз',
    full: (ground) => refused(ground, 1_600),
    short: (ground) => refused(ground, 200),
  },
  {
    name: 'changed',
    goals: 'R17',
    promise: 'Занятия отменены и перенесены посреди рассылки: через секунду о них никто не слышит',
    full: (ground) => changed(ground, { disturbed: 120, crowded: 2_400 }),
    short: (ground) => changed(ground, { disturbed: 30, crowded: 1_000 }),
  },
  {
    name: 'planners',
    goals: 'R16',
    promise: 'Процессы убиты, пока планируют сотни занятий сразу',
    full: (ground) => planners(ground, { rounds: 10, lessons: 500, perGroup: 2, kills: 10 }),
    short: (ground) => planners(ground, { rounds: 1, lessons: 100, perGroup: 2, kills: 4 }),
  },
  {
    name: 'elections',
    goals: 'R5, R24',
    promise: 'Три узла MongoDB: выборы, kill -9 главного узла, время без главного, главный отрезан от сети',
    full: (ground) => elections(ground, { groups: 400, perGroup: 25, seconds: 160, blows: 8 }),
    short: (ground) => elections(ground, { groups: 80, perGroup: 5, seconds: 80, blows: 4 }),
  },
  {
    name: 'database-killed',
    goals: 'R5',
    promise: 'Единственный узел MongoDB убит (kill -9) и поднят снова: всё, что VK сдал под «ok», отвечено',
    full: (ground) => databaseKilled(ground, { groups: 400, perGroup: 25, seconds: 90, kills: 15 }),
    short: (ground) => databaseKilled(ground, { groups: 40, perGroup: 5, seconds: 20, kills: 5 }),
  },
  {
    name: 'claims',
    goals: 'R23',
    promise: 'Выборка работы не замедляется от разосланного раньше',
    full: (ground) => claims(ground, 1_000_000),
    short: (ground) => claims(ground, 100_000),
  },
  {
    name: 'skew',
    goals: 'R15',
    promise: 'Часы одной из машин ошибаются на пять минут: звонок вовремя и один раз',
    full: (ground) => skewed(ground, 200, [300_000, -300_000]),
    short: (ground) => skewed(ground, 24, [300_000, -300_000]),
  },
  {
    name: 'inbox-kills',
    goals: 'R19',
    promise: 'События приходят от одного до пяти раз, процессы убиты: на каждое один ответ',
    full: (ground) => inboxKills(ground, { people: 5_000, kills: 100, perSecond: 50 }),
    short: (ground) => inboxKills(ground, { people: 150, kills: 3, perSecond: 30 }),
  },
  {
    name: 'inbox-calm',
    goals: 'R19',
    promise: 'Один человек пишет двум процессам по очереди: ответы по порядку и по одному',
    full: (ground) => inboxCalm(ground, 200),
    short: (ground) => inboxCalm(ground, 20),
  },
  {
    name: 'webhook',
    goals: 'R20',
    promise: 'VK присылает двести событий в секунду: «ok» без задержки, негодное отклоняется сразу',
    full: (ground) => webhook(ground, { perSecond: 200, seconds: 60, quiet: true }),
    short: (ground) => webhook(ground, { perSecond: 50, seconds: 5, quiet: false }),
  },
  {
    name: 'inbox-silence',
    goals: 'R19',
    promise: 'База молчит: VK не слышит «ok», и после смерти процесса ничего не потеряно',
    full: (ground) => inboxSilence(ground, 50),
    short: (ground) => inboxSilence(ground, 10),
  },
  {
    name: 'endurance',
    goals: 'R2',
    promise: 'Ночь убийств: пятьдесят тысяч человек в VK, двадцать пять тысяч в Telegram',
    alone: true,
    full: (ground) => endurance(ground, 1),
    short: (ground) => endurance(ground, 0.1),
  },
  {
    name: 'soak',
    goals: 'R21',
    promise: 'Часами под нагрузкой: память, таймеры и соединения не прибывают',
    alone: true,
    full: (ground) => soak(ground, ground.minutes ?? 10),
    short: (ground) => soak(ground, ground.minutes ?? 2),
  },
];
