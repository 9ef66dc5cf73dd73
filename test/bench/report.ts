import type { Row } from './broadcasts.js';
import { duration } from './chart.js';
import { type Planner, RINGING } from './planner.js';
import type { Replies } from './replies.js';

/** Everything that one run has measured. */
export interface Results {
  readonly rows: readonly Row[];
  readonly replies: readonly Replies[];
  readonly planners: readonly Planner[];
}

const number = (value: number, digits = 0): string =>
  value.toLocaleString('ru-RU', { maximumFractionDigits: digits });
const table = (head: readonly string[], lines: readonly (readonly string[])[]): string =>
  [head, head.map((_, index) => (index < 2 ? '---' : '---:')), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

const rowLines = ({ rows }: Results): string =>
  table(
    [
      'Работа',
      'Способ',
      'Первый',
      'Последний',
      'Человек в секунду',
      'Процессор на человека, мкс',
      'Обращений к базе на человека',
      'Запросов к VK',
      'Потолок VK, человек в секунду',
      'Дважды / никому / слишком часто',
      'Примечание',
    ],
    rows.map((row) => [
      row.work,
      row.way,
      duration(row.firstMs),
      duration(row.lastMs),
      number((row.people / row.lastMs) * 1_000),
      number(row.cpuPerPerson * 1_000),
      number(row.tripsPerPerson, 4),
      number(row.requests),
      number(20 * 25 * row.perSend),
      `${row.twice} / ${row.missed} / ${row.tooFast}`,
      row.note,
    ]),
  );

const replyLines = ({ replies }: Results): string =>
  table(
    [
      'Ответы',
      'Отвечено',
      'p50, мс',
      'p99, мс',
      'Самый долгий, мс',
      'Процессор на сообщение, мкс',
      'Обращений к базе на сообщение',
    ],
    replies.map((one) => [
      one.way,
      `${one.answered} из ${one.asked}`,
      number(one.p50),
      number(one.p99),
      number(one.slowest),
      number(one.cpuPerMessage * 1_000),
      number(one.tripsPerMessage, 2),
    ]),
  );

const plannerLines = ({ planners }: Results): string =>
  table(
    [
      'Людей в базе',
      'Занятий в день',
      'Взгляд без звонка, мс',
      'Обращений к базе',
      `Планирование ${RINGING} занятий, первое, мс`,
      'Такое же потом, мс',
      'Повторный взгляд, мс',
    ],
    planners.map((one) => [
      number(one.people),
      number(one.lessonsADay),
      number(one.idleMs, 1),
      number(one.idleTrips, 1),
      number(one.firstPlanMs),
      number(one.planMs),
      number(one.againMs),
    ]),
  );

/** The tables as Markdown, those that were measured. */
export const tables = (results: Results): string =>
  [
    results.rows.length > 0 ? rowLines(results) : '',
    results.replies.length > 0 ? replyLines(results) : '',
    results.planners.length > 0 ? plannerLines(results) : '',
  ]
    .filter(Boolean)
    .join('\n\n');

/** docs/bench.md. */
export function page(
  results: Results,
  facts: { command: string; date: string; cores: number; node: string; load: readonly [string, string] },
): string {
  return `# Скорость

![Когда уведомление получает последний](bench.svg)

Измерено командой \`${facts.command}\` ${facts.date}: ядер ${facts.cores}, Node.js ${facts.node}, средняя загрузка машины ${facts.load[0]} в начале и ${facts.load[1]} в конце. На тех же ядрах работали MongoDB и двойник VK, у которого, как у VK, 20 запросов в секунду на токен.

${tables(results)}

- «Первый» и «последний» считаются от звонка, у объявления — от команды; со стороны двойника.
- «vk-io, по одному» — \`messages.send\` на каждого, все переданы библиотеке сразу, \`apiLimit: 20\`; «vk-io, parallel» — то же с \`apiMode: 'parallel'\`. Базы у них нет: после сбоя неизвестно, кому уже отправлено. Где измерено на меньшем числе людей, время последнего и запросы продолжены пропорционально.
- «Звонок» — настоящие планировщик, журнал, доставка и шлюз; планирование до звонка входит в процессор и обращения к базе.
- Потолок VK: 20 запросов в секунду × 25 вызовов в \`execute\` × до 100 получателей; на занятие приходится один вызов со всеми его людьми. Запас одной секунды VK разрешает истратить сразу.
- Эхо отвечает тем же текстом, никого не узнаёт и ничего не хранит; взято в самом быстром режиме, \`apiMode: 'parallel'\`. Время, процессор и обращения к базе — по тем, кому за отведённое время ответили.
`;
}
