import type { Scenario } from './scenarios/index.js';

export interface ScenarioRow {
  readonly scenario: Scenario;
  readonly did: string;
  readonly faults: readonly string[];
  readonly seconds: number;
}

export interface EngineRow {
  readonly name: string;
  readonly caughtBy: string;
  /** What gave it away; empty when nothing did. */
  readonly faults: readonly string[];
  readonly seconds: number;
}

const table = (head: readonly string[], lines: readonly (readonly string[])[]): string =>
  lines.length === 0
    ? ''
    : [head, head.map(() => '---'), ...lines]
        .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
        .join('\n');

/** What was promised, done and found. */
export const scenarioTable = (rows: readonly ScenarioRow[]): string =>
  table(
    ['Обещание', 'Цели', 'Что было', 'Найдено', 'Секунд'],
    rows.map(({ scenario, did, faults, seconds }) => [
      scenario.promise,
      scenario.goals,
      did,
      faults.length === 0 ? 'ничего' : faults.join('; '),
      String(seconds),
    ]),
  );

/** Which broken products were noticed, and by what. */
export const engineTable = (rows: readonly EngineRow[]): string =>
  table(
    ['Что сломано', 'Проверка', 'Что замечено', 'Секунд'],
    rows.map(({ name, caughtBy, faults, seconds }) => [
      name,
      caughtBy,
      faults[0] ?? 'НЕ ЗАМЕЧЕНО',
      String(seconds),
    ]),
  );

/** docs/faults.md. */
export const page = (
  scenarios: readonly ScenarioRow[],
  engines: readonly EngineRow[],
  { date, node, seed }: { date: string; node: string; seed: string },
): string => `# Ничего не теряется и не приходит дважды

Проверено командой \`npm run faults\` ${date}: Node.js ${node}, зерно случайности ${seed}. Настоящие процессы бота, настоящая MongoDB; двойники VK и Telegram работают в своих процессах и сами ведут журнал. Судья читает только этот журнал: кто не услышал, кто услышал дважды, раньше или позже срока, было ли больше запросов в секунду, чем можно (VK 20, Telegram 30), больше 100 получателей и 25 вызовов в \`execute\`, писали ли тем, кто запретил. Telegram повторов не отбрасывает, поэтому там судья ищет причину каждого: убитый в эту секунду процесс или потерянный ответ. Счётчики \`/metrics\` сверяются с журналом.

Ночной прогон, 50 000 человек и 1 000 убийств, сюда не входит: \`npm run faults -- endurance\`, около часа.

Долгая работа под нагрузкой (R21: память, таймеры, задержки) проверяется тоже отдельно: \`npm run faults -- soak --minutes 120\`.

${scenarioTable(scenarios)}

## Проверка проверок

Каждая строка — копия собранного бота с одной нарушенной гарантией; проверка обязана это заметить.

${engineTable(engines)}
`;
