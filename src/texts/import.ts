import type { Counts, ImportProblem, TableName } from '../domain/tables.js';
import { counted } from './formats.js';

const TABLES: Record<TableName, string> = {
  groups: 'Группы',
  teachers: 'Преподаватели',
  students: 'Студенты',
  parents: 'Родители',
  staff: 'Сотрудники',
  lessons: 'Занятия',
  bells: 'Звонки',
};

/** Where a problem stands: «лист «Студенты», строка 5, колонка birth_date». */
function where({ sheet, line, column }: ImportProblem): string {
  const parts = [sheet ? `лист «${sheet}»` : '', `строка ${line}`, column ? `колонка ${column}` : ''];
  return parts.filter(Boolean).join(', ');
}

/** What `import` prints for the operator. */
export const importTexts = {
  countsHeader: () => ['', 'добавлено', 'изменено', 'удалено', 'без изменений'],
  countsRow: (table: TableName, { added, changed, removed, unchanged }: Counts) => [
    TABLES[table],
    ...[added, changed, removed, unchanged].map(String),
  ],
  nothingChanged: () => 'Ничего не изменилось',
  done: () => 'Импорт завершён',
  refused: (count: number) =>
    `Импорт не выполнен: ${counted(count, 'ошибка', 'ошибки', 'ошибок')}. Ничего не изменено.`,
  problem: (number: number, problem: ImportProblem) => `  ${number}. ${where(problem)}: ${problem.reason}`,
  andMore: (shown: number, all: number) => `Показаны первые ${shown} из ${all}. Все: с ключом --json.`,
  note: (note: ImportProblem) => `${note.file}: ${note.reason}`,
  reading: (file: string) => `Чтение: ${file}`,
  writing: () => 'Запись',
} as const;
